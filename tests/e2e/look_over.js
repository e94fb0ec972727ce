// Run in every page that the browser tests see; returns what is wrong with it as sentences.
() => {
  const faults = [];
  const shown = (node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest("[aria-hidden=true]");
  const told = (node) => (node.outerHTML || "").slice(0, 160);
  const named = (node) => {
    const by = (node.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean);
    const texts = [node.getAttribute("aria-label"), node.getAttribute("title"), node.getAttribute("alt")];
    by.forEach((id) => texts.push((document.getElementById(id) || {}).textContent));
    (node.labels || []).forEach((label) => texts.push(label.textContent));
    if (node.matches("a, button, summary")) {
      texts.push(node.textContent);
      const pictures = node.querySelectorAll("img[alt], svg[aria-label]");
      pictures.forEach((image) => texts.push(image.alt || image.getAttribute("aria-label")));
    }
    return texts.some((text) => text && text.trim());
  };
  document.querySelectorAll("input:not([type=hidden]), select, textarea, button, a[href], summary").forEach((node) => {
    if (shown(node) && !named(node)) faults.push("a control without a name: " + told(node));
  });
  document.querySelectorAll("img:not([alt])").forEach((node) => faults.push("an image without alt: " + told(node)));
  const ids = new Set();
  document.querySelectorAll("[id]").forEach((node) => {
    if (ids.has(node.id)) faults.push("an id twice: " + node.id);
    ids.add(node.id);
  });
  document.querySelectorAll("[aria-describedby], [aria-controls]").forEach((node) => {
    (node.getAttribute("aria-describedby") || "").split(" ").filter(Boolean).forEach((id) => {
      if (!document.getElementById(id)) faults.push("a description that is not there: " + told(node));
    });
  });
  if (!document.documentElement.lang) faults.push("no language");
  if (!document.title.trim()) faults.push("no title");
  const heads = Array.from(document.querySelectorAll("h1")).filter(shown);
  if (heads.length !== 1) faults.push(heads.length + " main headings");
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide > 0) {
    const outside = (node) => node.getBoundingClientRect().right > window.innerWidth + 1;
    const far = Array.from(document.querySelectorAll("body *")).filter(outside);
    faults.push("scrolls sideways by " + wide + " px: " + (far.length ? told(far[far.length - 1]) : ""));
  }
  return faults;
}
