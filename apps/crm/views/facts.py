"""The facts of a client's card: which are shown for its kind, and how each is edited in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from apps.common.errors import Invalid
from apps.crm.enums import ClientType
from apps.crm.models import Client
from apps.crm.rules import names, texts
from apps.crm.selectors import personal
from apps.crm.selectors.clients import managers
from apps.crm.services import missing_requisites

if TYPE_CHECKING:
    from apps.accounts.models import User
    from apps.common.actor import Actor

_REGISTERED: Final = frozenset({"inn", "kpp", "ogrn"})
_COMPANY: Final = (
    "inn", "kpp", "ogrn", "phone", "email", "legal_address", "postal_address", "signatory_post", "signatory_name",
    "signatory_name_genitive", "signatory_basis", "registry_entry", "manager", "name", "short_name", "note",
)  # fmt: skip
_SHOWN: Final[dict[str, tuple[str, ...]]] = {
    ClientType.LEGAL_ENTITY: _COMPANY,
    ClientType.SOLE_TRADER: (
        "inn", "ogrn", "phone", "email", "legal_address", "postal_address", "registry_entry", "manager", "name",
        "short_name", "note",
    ),
    ClientType.PERSON: (
        "inn", "phone", "email", "legal_address", "postal_address", "manager", "name", "short_name", "note",
    ),
    ClientType.FOREIGN_COMPANY: (
        "country", "registration_number", "tax_number", "inn", "kpp",
        *(name for name in _COMPANY if name not in _REGISTERED)
    ),
}  # fmt: skip
# Together with the kind of a client these are entered, since what is right for one kind is wrong for another.
OF_KIND: Final = ("inn", "kpp", "ogrn", "country")
_LONG: Final = frozenset({"note"})
_MONO: Final = frozenset({"inn", "kpp", "ogrn", "registration_number", "tax_number"})


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as the card shows it; `choices` are the values of a list, empty for a text.

    `suggested` is what documents say while nobody has typed a value.
    """

    name: str
    title: str
    value: str
    shown: str
    missing: bool
    is_long: bool
    is_mono: bool
    choices: tuple[tuple[str, str], ...] = ()
    suggested: str = ""


def facts(client: Client, actor: Actor, only: str = "") -> list[Fact]:
    """Return the facts of the card in order; `only` names the one whose list of choices is needed."""
    gone = set(missing_requisites(client))
    listed = ("type", *_SHOWN[client.type])
    return [_fact(client, name, actor, missing=name in gone, choose=name == only) for name in listed]


def is_shown(client: Client, name: str) -> bool:
    """Whether this kind of client has the fact."""
    return name == "type" or name in _SHOWN[client.type]


def _fact(client: Client, name: str, actor: Actor, *, missing: bool, choose: bool) -> Fact:
    title = Client.title_of(name)
    value = getattr(client, name)
    choices: tuple[tuple[str, str], ...] = ()
    if name == "manager":
        shown, raw = (value.name, str(value.uid)) if value else ("", "")
        if choose:
            choices = (("", "—"), *((str(one.uid), one.name) for one in managers(actor)))
    elif name == "type":
        raw, shown = value, client.get_type_display()
        choices = tuple((kind, str(label)) for kind, label in ClientType.choices) if choose else ()
    elif name == "phone":
        raw, shown = texts.shown_phone(value, client.phone_extension), personal.shown_phone(actor, client)
    else:
        raw, shown = value, personal.shown(actor, client, name)
    suggested = names.name_genitive(client.signatory_name) if name == "signatory_name_genitive" and not raw else ""
    return Fact(name, title, raw, shown, missing, name in _LONG, name in _MONO, choices, suggested)


def manager_of(actor: Actor, uid: str) -> User | None:
    """Return the person chosen as manager. Raises Invalid for somebody who cannot be."""
    if not uid:
        return None
    for person in managers(actor):
        if str(person.uid) == uid:
            return person
    raise Invalid(field="manager")
