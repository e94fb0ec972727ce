"""Uploaded templates: checked, kept as versions, chosen by legal entity and language, left again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, transaction

from apps.accounts.models import LegalEntity
from apps.audit.models import AuditRecord
from apps.common.errors import AccessDenied, Invalid, StaleVersion
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.documents.engine import text_of
from apps.crm.documents.errors import TemplateRefused
from apps.crm.enums import DocumentKind
from apps.crm.models import DocumentTemplate
from apps.crm.services import (
    make_again,
    make_document,
    preview_template,
    read_document,
    upload_template,
    use_delivered_template,
    use_template,
)
from apps.crm.services.document_templates import Place
from tests.crm.factories import make_contract
from tests.proof.hostile.templates import written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apps.common.actor import Actor
    from apps.crm.models import Client

pytestmark = pytest.mark.django_db
_CONSENT = Place("consent", "ru")


def _text(contract: object, by: Actor, language: str = "ru") -> str:
    document = make_document(DocumentKind.CONSENT, contract, by=by, language=language)  # type: ignore[arg-type]
    issued = read_document(document, by=by)
    assert make_again(document, by=by) == issued
    return text_of(issued)


def test_an_uploaded_template_is_used_until_one_goes_back(manager: Actor, customer: Client) -> None:
    contract = make_contract(customer)
    with scope(manager):
        first = upload_template(written("первая"), by=manager, place=_CONSENT, filename="a.docx")
        assert _text(contract, manager) == f"{customer.name}\nпервая"
        second = upload_template(written("вторая"), by=manager, place=_CONSENT, filename="a.docx")
        assert (_text(contract, manager), second.ordinal) == (f"{customer.name}\nвторая", 2)
        assert _text(contract, manager, "en").startswith("CONSENT TO THE PROCESSING")
        first.refresh_from_db()
        use_template(first, by=manager, version=first.version)
        assert _text(contract, manager).endswith("первая")
        first.refresh_from_db()
        use_delivered_template(first, by=manager, version=first.version)
        assert _text(contract, manager).startswith("СОГЛАСИЕ НА ОБРАБОТКУ")
        actions = AuditRecord.objects.filter(action__startswith="crm.document_template.").order_by("id")
        assert [record.action.rpartition(".")[2] for record in actions] == ["upload", "upload", "use", "retire"]


def test_a_legal_entity_may_have_its_own_before_that_of_all(manager: Actor, customer: Client) -> None:
    contract = make_contract(customer)
    with scope(manager):
        own = Place("consent", "ru", LegalEntity.objects.get(pk=contract.legal_entity_id))
        upload_template(written("для всех"), by=manager, place=_CONSENT, filename="a.docx")
        upload_template(written("для одного"), by=manager, place=own, filename="b.docx")
        assert _text(contract, manager).endswith("для одного")
        assert DocumentTemplate.objects.filter(is_default=True).count() == 2


def test_a_refused_template_leaves_nothing(manager: Actor, actors: Mapping[Role, Actor]) -> None:
    with scope(manager):
        before = AuditRecord.objects.count()
        for data, place, refusal in (
            (written("{{ nobody }}"), _CONSENT, TemplateRefused),
            (written(), Place("nothing", "ru"), Invalid),
            (written(), Place("consent", "de"), Invalid),
        ):
            with pytest.raises(refusal):
                upload_template(data, by=manager, place=place, filename="a.docx")
        assert (DocumentTemplate.objects.count(), AuditRecord.objects.count()) == (0, before)
    with scope(actors[Role.ACCOUNTANT]), pytest.raises(AccessDenied):
        upload_template(written(), by=actors[Role.ACCOUNTANT], place=_CONSENT, filename="a.docx")


def test_an_uploaded_file_never_changes_and_a_stale_choice_is_refused(manager: Actor) -> None:
    with scope(manager):
        template = upload_template(written(), by=manager, place=_CONSENT, filename="../../a.docx")
        assert template.file.filename == "-..-a.docx"
        with pytest.raises(StaleVersion):
            use_delivered_template(template, by=manager, version=template.version + 1)
    with system_scope(SystemJob.MAINTENANCE):
        with pytest.raises(DatabaseError), transaction.atomic():
            DocumentTemplate.objects.filter(pk=template.pk).update(sha256="0" * 64)
        with pytest.raises(DatabaseError), transaction.atomic():
            DocumentTemplate.objects.filter(pk=template.pk).delete()


def test_a_preview_is_filled_with_the_chosen_client_and_keeps_nothing(manager: Actor, customer: Client) -> None:
    with scope(manager):
        template = upload_template(written("проба"), by=manager, place=_CONSENT, filename="a.docx")
        shown = preview_template(template, by=manager, place=_CONSENT, client=customer)
        invented = preview_template(None, by=manager, place=Place("hosting_contract", "zh"), client=None)
        assert text_of(shown) == f"{customer.name}\nпроба"
        assert text_of(invented).startswith("托管合同")
        with pytest.raises(Invalid):
            preview_template(None, by=manager, place=Place("intake_act", "ru"), client=customer)
        assert not customer.documents.exists()
