"""How the cells of a file are read: words of lists in three languages, days, yes and no, references to clients."""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit.services import record
from apps.common import access, requisites
from apps.common.errors import Invalid
from apps.common.imports.mapping import Field
from apps.crm.enums import ClientStatus
from apps.crm.models import Client
from apps.crm.permissions import CLIENT_MANAGE
from apps.crm.services.clients import MANAGERS

if TYPE_CHECKING:
    from django.db.models import TextChoices

    from apps.common.actor import Actor
    from apps.common.models import ImportRun

    Row = Mapping[str, str]

ERASE: Final = "-"
_YES: Final = frozenset({"1", "да", "yes", "true", "+", "x", "х", "是"})
_NO: Final = frozenset({"0", "нет", "no", "false", ERASE, "", "否"})
_RUSSIAN_DAY: Final = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_CHINESE_DAY: Final = re.compile(r"(\d{4})[/.年](\d{1,2})[/.月](\d{1,2})日?")
_SHORT_INN: Final = frozenset({9, 11})


def client_fields_of_reference() -> tuple[Field, ...]:
    """Return the columns by which a row names its client."""
    return (
        Field("client", _("Client"), ("name of the client", "название клиента", "клиент", "компания", "客户名称")),
        Field("client_inn", _("Client's INN"), ("инн", "inn", "纳税人识别号", "инн контрагента")),
        Field("client_kpp", _("Client's KPP"), ("кпп", "kpp")),
        Field("client_uid", _("Client's identifier")),
    )


@lru_cache(maxsize=32)
def _words(choices: type[TextChoices]) -> dict[str, str]:
    """Return value by word: the code itself and its title in each language."""
    found = {value.casefold(): value for value in choices.values}
    for code, _title in settings.LANGUAGES:
        with translation.override(code):
            found |= {str(one.label).casefold(): one.value for one in choices}
    return found


def choice(text: str, choices: type[TextChoices], name: str, also: Mapping[str, str] | None = None) -> str:
    """Return the value of a word. Raises Invalid at `name`."""
    word = " ".join(text.split()).casefold()
    found = _words(choices).get(word) or (also or {}).get(word)
    if found is None:
        raise Invalid(
            _("«%(word)s» is none of: %(words)s."), field=name, word=text, words=", ".join(map(str, choices.labels))
        )
    return found


def yes(text: str, name: str) -> bool:
    """Return whether a cell says yes. Raises Invalid at `name`."""
    word = text.strip().casefold()
    if word not in _YES | _NO:
        raise Invalid(_("Write yes or no."), field=name)
    return word in _YES


def day(text: str) -> str:
    """Return a day as YYYY-MM-DD where it is written in a Russian or Chinese way; anything else as it stands."""
    tidy = text.strip()
    if found := _RUSSIAN_DAY.fullmatch(tidy):
        first, month, year = found.groups()
        return f"{year}-{month:>02}-{first:>02}"
    if found := _CHINESE_DAY.fullmatch(tidy):
        year, month, last = found.groups()
        return f"{year}-{month:>02}-{last:>02}"
    return tidy[:10] if re.fullmatch(r"\d{4}-\d\d-\d\d[T ].*", tidy) else tidy


def inn(text: str) -> str:
    """Return an INN without spaces; one that lost its first nought in a spreadsheet gets it back."""
    tidy = requisites.clean(text)
    return f"0{tidy}" if tidy.isdigit() and len(tidy) in _SHORT_INN else tidy


def given(row: Row, names: Iterable[str]) -> dict[str, str]:
    """Return the cells that say something: an empty one leaves a value as it is, a hyphen erases it."""
    return {name: "" if row[name] == ERASE else row[name] for name in names if row.get(name, "") != ""}


def uid(text: str, name: str) -> uuid.UUID:
    """Return an identifier. Raises Invalid at `name`."""
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Invalid(_("This is no identifier of a row."), field=name) from error


def uids(rows: Sequence[Row], name: str) -> list[uuid.UUID]:
    """Return the identifiers that rows name; what is none is refused later, at its row."""
    found = []
    for row in rows:
        try:
            found.append(uuid.UUID(row.get(name, "")))
        except ValueError:
            continue
    return found


@dataclass(slots=True)
class Clients:
    """The clients that a batch of rows may mean."""

    by_uid: dict[uuid.UUID, Client] = field(default_factory=dict)
    by_inn: dict[str, list[Client]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[Client]] = field(default_factory=lambda: defaultdict(list))

    def add(self, client: Client) -> None:
        """Take a client in, in place of what was known of it."""
        old = self.by_uid.get(client.uid)
        if old is not None:
            for table, key in ((self.by_inn, old.inn), (self.by_name, folded(old.name))):
                table[key] = [one for one in table[key] if one.uid != old.uid]
        self.by_uid[client.uid] = client
        if client.inn:
            self.by_inn[client.inn].append(client)
        self.by_name[folded(client.name)].append(client)

    def named(self, row: Row) -> Client:
        """Return the client that a row of another kind names. Raises Invalid."""
        if text := row.get("client_uid", ""):
            found = self.by_uid.get(uid(text, "client_uid"))
            if found is None:
                raise Invalid(_("There is no such client."), field="client_uid")
            return found
        if text := inn(row.get("client_inn", "")):
            return one_of(branches(working(self.by_inn.get(text, [])), row.get("client_kpp", "")), "client_inn")
        if text := row.get("client", ""):
            return one_of(working(self.by_name.get(folded(text), [])), "client")
        raise Invalid(_("Name the client by INN, name or identifier."), field="client_inn")


def one_of(found: Sequence[Client], name: str) -> Client:
    """Return the only client. Raises Invalid when there is none or more than one."""
    if not found:
        raise Invalid(_("There is no such client."), field=name)
    if len(found) > 1:
        raise Invalid(_("Several clients fit. Name the KPP or the identifier."), field=name)
    return found[0]


def working(found: Sequence[Client]) -> list[Client]:
    """Return those that are worked with; the archived ones only when there are no others."""
    return [one for one in found if one.status == ClientStatus.ACTIVE] or list(found)


def branches(found: Sequence[Client], kpp: str) -> list[Client]:
    """Return those with this KPP; without one, or when only one without a KPP is there, all of them."""
    tidy = requisites.clean(kpp)
    if not tidy:
        return list(found)
    return [one for one in found if one.kpp == tidy] or [one for one in found if not one.kpp]


def folded(text: str) -> str:
    """Return a name for comparing: no case, no double spaces."""
    return " ".join(text.split()).casefold()


def known_clients(by: Actor, rows: Sequence[Row], *, inn_column: str, uid_column: str, name_column: str) -> Clients:
    """Read the clients that rows may mean, in one query."""
    inns = {inn(row.get(inn_column, "")) for row in rows} - {""}
    names = {" ".join(row.get(name_column, "").split()) for row in rows if not inn(row.get(inn_column, ""))} - {""}
    wanted = Q(inn__in=inns) | Q(uid__in=uids(rows, uid_column)) | Q(name__in=names) | Q(short_name__in=names)
    found = Clients()
    everyone = Client.objects.select_related("manager").filter(merged_into=None)
    for client in access.narrow(by, CLIENT_MANAGE, everyone).filter(wanted):
        found.add(client)
        if client.short_name and folded(client.short_name) != folded(client.name):
            found.by_name[folded(client.short_name)].append(client)
    return found


def known_managers(by: Actor) -> dict[str, User]:
    """Return the people who may be responsible, by name, login and e-mail address."""
    people = User.objects.filter(organisation_id=by.tenant_id, role__in=MANAGERS, status=User.Status.ACTIVE)
    return {folded(key): one for one in people for key in (one.email, one.login, one.name) if key}


def manager(text: str, people: Mapping[str, User]) -> User | None:
    """Return the person a cell names. Raises Invalid."""
    if text == ERASE:
        return None
    found = people.get(folded(text))
    if found is None:
        raise Invalid(_("There is no manager of this name."), field="manager")
    return found


def note(by: Actor, run: ImportRun | None, action: str, facts: Mapping[str, Any], kind: str) -> None:
    """Write to the record that rows of a kind were imported or exported."""
    record(by=by, action=f"crm.{kind}.{action}", subject=run, after=dict(facts))
