"""Filling in the admin's pages as a browser does, and what the database holds before and after."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.db import connection, transaction

from apps.audit.models import AuditRecord
from apps.common.admin.operations import CONFIRMED

if TYPE_CHECKING:
    from django.db.models import Model

    from tests.access.admin_forms import Filled
    from tests.access.admin_walk import AdminWrite
    from tests.access.world import Place
    from tests.browser import Browser

# What a request leaves behind though nothing was written: its session, counters of idempotency.
_NOT_BUSINESS = ("accounts_session", "common_idempotencyrecord", "django_migrations")


class Shown(HTMLParser):
    """The values that a page's forms would send, form by form."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = [{}]
        self._select: str | None = None
        self._area: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        present = {name for name, _value in attrs}
        name = values.get("name", "")
        if tag == "form":
            self.forms.append({})
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area, self._text = name, ""
        elif tag == "option" and self._select and "selected" in present:
            self._put(self._select, values.get("value", ""))
        elif tag == "input" and name and "disabled" not in present:
            kind = values.get("type", "text")
            if kind in {"submit", "button", "file", "image"} or (
                kind in {"checkbox", "radio"} and "checked" not in present
            ):
                return
            self._put(name, values.get("value", "on" if kind == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            self._put(self._area, self._text.removeprefix("\n"))
            self._area = None
        elif tag == "select":
            self._select = None

    def _put(self, name: str, value: str) -> None:
        self.forms[-1].setdefault(name, []).append(value)


def shown(page: str) -> dict[str, Any]:
    """Return what the page's largest form would send as it stands (search boxes and switches are smaller)."""
    reader = Shown()
    reader.feed(page)
    found = max(reader.forms, key=len)
    return {name: values for name, values in found.items() if not name.startswith(("csrf", "_idempotency"))}


@dataclass(frozen=True, slots=True)
class State:
    """What the database holds: audit records, Django's log, and a mark of all business rows that any write changes."""

    records: int
    log: int
    mark: str


def state(*, exact: bool = False) -> State:
    """Read the mark of the whole database as its owner.

    Plainly, it counts the writes of this transaction: quick, but a write that was taken back has been counted.
    Exactly, it tells the versions of all rows: where each lies, and which transaction wrote it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        role = cursor.fetchone()[0]
        cursor.execute("RESET ROLE")
        mark = _versions(cursor) if exact else _writes(cursor)
        found = State(AuditRecord.objects.count(), LogEntry.objects.count(), mark)
        cursor.execute(f"SET ROLE {role}")
    return found


def _writes(cursor: Any) -> str:
    """Return how many rows of business tables this transaction has written."""
    cursor.execute(
        "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables WHERE relname <> ALL(%s)",
        [list(_NOT_BUSINESS)],
    )
    return str(cursor.fetchone()[0])


def _versions(cursor: Any) -> str:
    """Return a digest of the versions of all rows of business tables."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    tables = [name for (name,) in cursor.fetchall() if name not in _NOT_BUSINESS]
    each = " UNION ALL ".join(
        f"SELECT '{name}' || coalesce(string_agg(ctid || '/' || xmin, ' ' ORDER BY ctid), '') FROM {name}"  # noqa: S608 - names come from the catalogue
        for name in tables
    )
    cursor.execute(each)
    return hashlib.sha256("\n".join(sorted(row for (row,) in cursor.fetchall())).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one try: the answer, and the database before and after it."""

    answer: Any
    before: State
    after: State

    @property
    def records(self) -> int:
        """How many audit records were made."""
        return self.after.records - self.before.records

    def why(self) -> str:
        """Return the errors that the page shows, for the message of a failing test."""
        context = getattr(self.answer, "context", None) or {}
        form = context.get("adminform")
        sets = context.get("inline_admin_formsets") or ()
        errors = [str(dict(form.form.errors))] if form else []
        errors += [str(one.formset.errors) for one in sets]
        return f"{self.answer.status_code} {' '.join(errors)} {context.get('refusal') or ''}".strip()


def body(write: AdminWrite, filled: Filled, place: Place, row: Model | None, browser: Browser) -> dict[str, Any]:
    """Return what the page of a write sends: what it shows, with the registered values over it."""
    typed = filled.typed(place)
    if write.place in {"add", "change", "inline"}:
        answer = browser.get(write.url(row))
        assert answer.status_code == 200, f"the form of «{write}» answers {answer.status_code}"
        return shown(answer.content.decode()) | typed
    if write.place == "delete":
        return {"post": "yes"} | typed
    chosen = {"action": write.name, ACTION_CHECKBOX_NAME: [row.pk]} if write.place == "actions" and row else {}
    return {CONFIRMED: "1"} | chosen | typed


def send(
    write: AdminWrite, row: Model | None, sent: dict[str, Any], browser: Browser, *, exact: bool = False
) -> Outcome:
    """Do the write, look at the database, and take everything back."""
    with transaction.atomic():
        before = state(exact=exact)
        answer = browser.post(write.url(row), sent)
        found = Outcome(answer, before, state(exact=exact))
        transaction.set_rollback(True)
    return found


def send_in_vain(write: AdminWrite, row: Model | None, sent: dict[str, Any], browser: Browser) -> Outcome:
    """Do a write that should leave nothing behind: where something was written, see whether it was taken back."""
    tried = send(write, row, sent, browser)
    return tried if tried.before == tried.after else send(write, row, sent, browser, exact=True)
