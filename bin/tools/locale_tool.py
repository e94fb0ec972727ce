"""Translations without system gettext: `locale_tool.py update|check|compile`."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bin"))

from tools.locale_catalogues import LANGUAGES, compile_all, merge, path_of, problems, save  # noqa: E402
from tools.locale_sources import Key, Text, script_texts, server_texts  # noqa: E402

_SHOWN = 60


def domains(root: Path) -> dict[str, dict[Key, Text]]:
    """Return the texts of each catalogue; the one for scripts exists only if scripts have texts."""
    configure()
    scripts = script_texts(root)
    return {"django": server_texts(root)} | ({"djangojs": scripts} if scripts else {})


def configure() -> None:
    """Give Django's template lexer the little it needs, without the project's settings."""
    from django.conf import settings  # noqa: PLC0415 - only extraction needs Django

    if not settings.configured:
        settings.configure(USE_I18N=True)


def update(root: Path) -> int:
    """Merge what the code says into every catalogue and compile."""
    for domain, texts in domains(root).items():
        for language in LANGUAGES:
            path = path_of(root, language, domain)
            catalogue = merge(path, language, texts)
            save(catalogue, path)
            missing = len(catalogue.untranslated_entries())
            print(f"{path.relative_to(root)}: {len(catalogue)} texts, {missing} to translate")
    compile_all(root)
    return 0


def check(root: Path) -> int:
    """Print what keeps the catalogues from being complete; exit 1 if anything does."""
    found = [
        problem
        for domain, texts in domains(root).items()
        for language in LANGUAGES
        for problem in problems(path_of(root, language, domain), language, texts)
    ]
    for problem in found[:_SHOWN]:
        print(problem)
    if len(found) > _SHOWN:
        print(f"… and {len(found) - _SHOWN} more")
    return 1 if found else 0


def main(arguments: list[str]) -> int:
    """Run one of the three verbs."""
    verbs = {"update": update, "check": check}
    verb = arguments[0] if arguments else "update"
    if verb == "compile":
        compile_all(ROOT)
        return 0
    if verb not in verbs:
        print(__doc__)
        return 2
    return verbs[verb](ROOT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
