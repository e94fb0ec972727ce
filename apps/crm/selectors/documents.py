"""Addenda, packages, uploaded templates and the variables of a kind, as an actor may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from apps.common import access, document_kinds
from apps.common.errors import Invalid
from apps.crm.documents import choice
from apps.crm.enums import AddendumStatus, DocumentKind, DocumentLanguage
from apps.crm.models import Addendum, Document, DocumentPackage, DocumentTemplate
from apps.crm.permissions import CONTRACT_VIEW, DOCUMENT_VIEW, TEMPLATE_MANAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from apps.common.actor import Actor
    from apps.common.document_kinds import DocumentKind as Kind
    from apps.crm.models import Contract


@dataclass(frozen=True, slots=True)
class InUse:
    """What one kind is printed with in one language; `uploaded` is None for the delivered template."""

    kind: Kind
    language: str
    language_title: str
    is_delivered: bool
    uploaded: DocumentTemplate | None


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable a template of a kind may use, with an example of what stands there."""

    name: str
    example: str
    is_list: bool = False


def addenda(actor: Actor) -> QuerySet[Addendum]:
    """Return the addenda in reach with contract and client, newest first; client users see no drafts."""
    rows = Addendum.objects.select_related("contract", "client").order_by("-id")
    if actor.is_client:
        rows = rows.exclude(status=AddendumStatus.DRAFT)
    return access.narrow(actor, CONTRACT_VIEW, rows)


def packages(actor: Actor) -> QuerySet[DocumentPackage]:
    """Return the packages in reach, newest first."""
    return access.narrow(actor, DOCUMENT_VIEW, DocumentPackage.objects.select_related("file").order_by("-id"))


def templates(actor: Actor) -> QuerySet[DocumentTemplate]:
    """Return the uploaded templates of the actor's organisation, the newest version first."""
    rows = DocumentTemplate.objects.select_related("file", "legal_entity").order_by("legal_entity_id", "-ordinal")
    return access.narrow(actor, TEMPLATE_MANAGE, rows)


def in_use(actor: Actor) -> list[InUse]:
    """Return what each kind is printed with in each language."""
    rows = templates(actor).filter(is_default=True, legal_entity=None)
    uploaded = {(row.kind, row.language): row for row in rows}
    return [
        InUse(kind, code, str(title), code in kind.versions, uploaded.get((kind.key, code)))
        for kind in document_kinds.kinds()
        for code, title in DocumentLanguage.choices
    ]


def is_delivered_used(actor: Actor, kind: str, language: str) -> bool:
    """Whether the delivered template is what new documents of all legal entities are made from."""
    return choice.in_use(actor.tenant_id, kind, language, None) is None


def paper_language(asked: str | None, contract: Contract | None = None) -> str:
    """Return the language of a paper: the one asked for, else the one agreed with the client, else the reader's.

    Agreed is the language in which the contract was last made out. Raises Invalid (language).
    """
    if asked is not None:
        if asked not in DocumentLanguage.values:
            raise Invalid(field="language")
        return asked
    if contract is not None:
        made = Document.objects.filter(contract=contract, kind=DocumentKind.HOSTING_CONTRACT)
        agreed = made.order_by("-made_at", "-id").values_list("language", flat=True).first()
        if agreed is not None:
            return agreed
    spoken = (get_language() or "").split("-")[0]
    return spoken if spoken in DocumentLanguage.values else DocumentLanguage.ENGLISH.value


def variables(kind: Kind, language: str) -> list[Variable]:
    """Return the variables of a kind in order, with examples."""
    return list(_flat(kind.example(language), ""))


def _flat(values: Mapping[str, Any], prefix: str) -> Iterator[Variable]:
    """Yield each leaf of a tree of values by its path; a list gives its name and the names of its entries."""
    for name, value in values.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict):
            yield from _flat(value, f"{path}.")
        elif isinstance(value, list):
            yield Variable(path, "", is_list=True)
            if value and isinstance(value[0], dict):
                yield from _flat(value[0], f"{path}[].")
            elif value:
                yield Variable(f"{path}[]", str(value[0]))
        else:
            yield Variable(
                path, {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
            )
