"""Translations: extraction from code, templates and scripts; merging; completeness."""

from pathlib import Path

import polib
import pytest

from tools.locale_catalogues import compile_all, merge, path_of, problems, save
from tools.locale_sources import Key, Text, from_template, script_texts, server_texts

CODE = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext_lazy, pgettext

TITLE = gettext_lazy("Client")
COUNT = ngettext_lazy("%(n)d unit", "%(n)d units", "n")

def state():
    return _("Online"), pgettext("verb", "Order")

def where(place, n):
    return f"{place} · {_('not placed')} {ngettext('%d box', '%d boxes', n) % n} ({pgettext('verb', 'Go')})"
"""
TEMPLATE = """{% load i18n %}<a title="{% trans 'Open “it”' %}">{% translate "50% off" context "sale" %}</a>
{% blocktrans count n=rows trimmed %}
  {{ n }} row
{% plural %}
  {{ n }} rows
{% endblocktrans %}{{ _("Sign in")|upper }}{% if x == "not this" %}'{% endif %}"""


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def texts(*items: Text) -> dict[Key, Text]:
    return {item.key: item for item in items}


def text(msgid: str, plural: str | None = None) -> Text:
    return Text(Key(msgid), plural, ["apps/crm/views.py"])


def filled(path: Path, language: str, items: dict[Key, Text], translations: dict[str, str | dict[int, str]]) -> None:
    """Write a catalogue with these translations."""
    catalogue = merge(path, language, items)
    for entry in catalogue:
        value = translations.get(entry.msgid, "")
        if isinstance(value, dict):
            entry.msgstr_plural = value
        else:
            entry.msgstr = value
    save(catalogue, path)


def test_code_and_templates_give_their_texts(tmp_path: Path) -> None:
    write(tmp_path, "apps/crm/models.py", CODE)
    write(tmp_path, "apps/crm/templates/crm/x.html", '{% load i18n %}{% trans "Client" %}')
    (tmp_path / "templates").mkdir()

    found = server_texts(tmp_path)

    assert {key: (item.plural, item.files) for key, item in found.items()} == {
        Key("Client"): (None, ["apps/crm/models.py", "apps/crm/templates/crm/x.html"]),
        Key("%(n)d unit"): ("%(n)d units", ["apps/crm/models.py"]),
        Key("Online"): (None, ["apps/crm/models.py"]),
        Key("Order", "verb"): (None, ["apps/crm/models.py"]),
        Key("not placed"): (None, ["apps/crm/models.py"]),
        Key("%d box"): ("%d boxes", ["apps/crm/models.py"]),
        Key("Go", "verb"): (None, ["apps/crm/models.py"]),
    }


def test_every_kind_of_template_text_is_found() -> None:
    assert list(from_template(TEMPLATE, "x.html")) == [
        (Key("Open “it”"), None),
        (Key("50%% off", "sale"), None),
        (Key("%(n)s row"), "%(n)s rows"),
        (Key("Sign in"), None),
    ]


def test_scripts_give_their_texts(tmp_path: Path) -> None:
    write(tmp_path, "static/js/app.js", 'show(gettext("Saved")); other("not this");')
    write(tmp_path, "static/vendor/x.js", 'gettext("not ours")')

    assert list(script_texts(tmp_path)) == [Key("Saved")]


def test_merging_keeps_translations_and_drops_what_the_code_no_longer_says(tmp_path: Path) -> None:
    path = path_of(tmp_path, "ru", "django")
    filled(path, "ru", texts(text("Client"), text("Gone")), {"Client": "Клиент", "Gone": "Нет"})

    merged = merge(path, "ru", texts(text("Client"), text("New")))

    assert [(entry.msgid, entry.msgstr) for entry in merged] == [("Client", "Клиент"), ("New", "")]


@pytest.mark.parametrize(
    ("item", "translation", "expected"),
    [
        (text("Client"), "Клиент", []),
        (text("Client"), "", ["ru: «Client» (apps/crm/views.py) has no translation"]),
        (text("Hello %(name)s"), "Привет, %(name)s", []),
        (text("Hello %(name)s"), "Привет", ["ru: placeholders of «Hello %(name)s» differ from «Привет»"]),
        (text("{0} of {total}"), "{total}: {0}", []),
        (text("{0} of {total}"), "{0}", ["ru: placeholders of «{0} of {total}» differ from «{0}»"]),
        (text("50%% off"), "Скидка 50%%", []),
        (text("%(n)d unit", "%(n)d units"), {0: "%(n)d штука", 1: "%(n)d штуки", 2: "%(n)d штук"}, []),
        (
            text("%(n)d unit", "%(n)d units"),
            {0: "%(n)d штука", 1: "", 2: "%(m)d штук"},
            [
                "ru: plural form 1 of «%(n)d unit» (apps/crm/views.py) has no translation",
                "ru: placeholders of «%(n)d unit» differ from «%(m)d штук»",
            ],
        ),
    ],
)
def test_what_is_incomplete_is_named(
    tmp_path: Path, item: Text, translation: str | dict[int, str], expected: list[str]
) -> None:
    path = path_of(tmp_path, "ru", "django")
    filled(path, "ru", texts(item), {item.key.msgid: translation})

    assert list(problems(path, "ru", texts(item))) == expected


def test_missing_fuzzy_and_superfluous_entries_are_named(tmp_path: Path) -> None:
    path = path_of(tmp_path, "ru", "django")
    filled(path, "ru", texts(text("Old"), text("Odd")), {"Old": "Старое", "Odd": "Странно"})
    catalogue = polib.pofile(str(path))
    for entry in catalogue:
        if entry.msgid == "Odd":
            entry.flags.append("fuzzy")
    catalogue.save()

    assert list(problems(path, "ru", texts(text("Odd"), text("New")))) == [
        "ru: «Odd» is fuzzy",
        "ru: «New» (apps/crm/views.py) is not in the catalogue",
        "ru: «Old» is no longer in the code",
    ]


def test_compiled_catalogues_hold_the_translations(tmp_path: Path) -> None:
    path = path_of(tmp_path, "ru", "django")
    filled(path, "ru", texts(text("Client")), {"Client": "Клиент"})

    assert compile_all(tmp_path) == 1
    assert [entry.msgstr for entry in polib.mofile(str(path.with_suffix(".mo")))] == ["Клиент"]
