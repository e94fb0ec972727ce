"""What must hold on every page: no errors, no request to another host, names on controls, no sideways scroll."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import ConsoleMessage, Page, Request, Response

# A form that is refused answers with these; the browser reports them as errors of loading.
_REFUSALS: Final = {400, 409, 422}
_LOCAL: Final = ("data:", "blob:", "about:")

_LOOK: Final = Path(__file__).with_name("look_over.js").read_text(encoding="utf-8")


class Watch:
    """Listens to one page and keeps what went wrong in `faults`."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.faults: list[str] = []
        self._page = page
        self._base_url = base_url
        self._expected: set[int] = set()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._fault(f"script: {error.message}"))
        page.on("request", self._request)
        page.on("response", self._response)

    @contextmanager
    def expecting(self, *statuses: int) -> Iterator[None]:
        """Let answers with these statuses pass; 0 stands for no answer at all."""
        before, self._expected = self._expected, self._expected | set(statuses)
        try:
            yield
        finally:
            self._expected = before

    def look_over(self) -> None:
        """Look at the page as it stands."""
        for fault in self._page.evaluate(_LOOK):
            self._fault(fault)

    def _fault(self, what: str) -> None:
        width = (self._page.viewport_size or {"width": 0})["width"]
        said = f"{self._page.url.removeprefix(self._base_url)} ({width} px): {what}"
        if said not in self.faults:
            self.faults.append(said)

    def _console(self, message: ConsoleMessage) -> None:
        # A refused load is judged by its answer; everything else, breaches of the content policy too, is a fault.
        is_unanswered = 0 in self._expected and message.text.startswith(("htmx:sendError", "htmx:afterRequest"))
        if message.type == "error" and not message.text.startswith("Failed to load resource") and not is_unanswered:
            self._fault(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self._base_url, *_LOCAL)):
            self._fault(f"a request leaves the host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in _REFUSALS | self._expected:
            self._fault(f"{response.status} from {response.url.removeprefix(self._base_url)}")
