"""Packages: the chosen documents, kept and zipped, with PDFs where LibreOffice is."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from apps.audit.models import AuditRecord
from apps.common import clock
from apps.common.errors import AccessDenied, Invalid
from apps.common.models import OutboxMessage
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.crm.documents import pdf
from apps.crm.enums import DocumentKind, PackageState
from apps.crm.exceptions import AddendumMissing, PackageRefused
from apps.crm.models import Addendum, Document, DocumentPackage, DocumentPdf
from apps.crm.services import create_addendum, make_again, order_package, read_document, read_package
from apps.crm.services.packages import LEFT_LYING, TOPIC, assemble, take_up
from tests.crm.factories import make_contract

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from apps.common.actor import Actor
    from apps.crm.models import Client

pytestmark = pytest.mark.django_db
_ALL = [str(kind) for kind in DocumentKind]


def _names(package: DocumentPackage, by: Actor) -> list[str]:
    with scope(by):
        kept = DocumentPackage.objects.get(pk=package.pk)
        return zipfile.ZipFile(io.BytesIO(read_package(kept, by=by))).namelist()


def test_a_package_holds_the_four_documents_and_makes_the_addendum_on_registration(
    manager: Actor, customer: Client
) -> None:
    contract = make_contract(customer)
    with scope(manager):
        create_addendum(contract, by=manager, changes="Пункт 5.1 изменить.")
        package = order_package(contract, by=manager, kinds=_ALL, with_pdf=False)
    assemble(package.pk)
    number = contract.number
    assert _names(package, manager) == [
        f"Договор {number}.docx",
        f"ДС о регистрации 1 {number}.docx",
        f"ДС {number}.docx",
        f"Согласие на обработку ПДн {number}.docx",
    ]
    with scope(manager):
        assert DocumentPackage.objects.get(pk=package.pk).state == PackageState.READY
        for document in Document.objects.all():
            assert make_again(document, by=manager) == read_document(document, by=manager)
        order_package(contract, by=manager, kinds=["registration_addendum"], with_pdf=False)
        assert Addendum.objects.filter(kind="registration").count() == 1


@pytest.mark.skipif(not pdf.is_available(), reason="LibreOffice is not installed")
def test_pdfs_are_kept_as_they_were_issued(manager: Actor, customer: Client) -> None:
    with scope(manager):
        package = order_package(make_contract(customer), by=manager, kinds=["consent"], language="zh")
    assemble(package.pk)
    assemble(package.pk)  # a task that comes twice
    assert [name.rpartition(".")[2] for name in _names(package, manager)] == ["docx", "pdf"]
    with scope(manager):
        assert (DocumentPdf.objects.count(), DocumentPackage.objects.get(pk=package.pk).pdf_fault) == (1, "")


def test_without_libreoffice_the_docx_files_are_there_and_the_package_says_why(
    manager: Actor, customer: Client, settings: Any
) -> None:
    settings.SOFFICE = "no-such-program"
    with scope(manager):
        package = order_package(make_contract(customer), by=manager, kinds=["consent"])
    assemble(package.pk)
    with scope(manager):
        kept = DocumentPackage.objects.get(pk=package.pk)
        assert (kept.state, kept.pdf_fault) == (PackageState.READY, "pdf_unavailable")
    assert [name.rpartition(".")[2] for name in _names(package, manager)] == ["docx"]


def test_a_libreoffice_that_hangs_is_ended_and_named(
    manager: Actor, customer: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "hangs"
    program.write_text("#!/bin/sh\nsleep 60\n")
    program.chmod(0o755)
    settings.SOFFICE = str(program)
    monkeypatch.setattr(pdf, "FIRST_SECONDS", 1)
    monkeypatch.setattr(pdf, "SECONDS_EACH", 0)
    with scope(manager):
        package = order_package(make_contract(customer), by=manager, kinds=["consent"])
    assemble(package.pk)
    with scope(manager):
        assert DocumentPackage.objects.get(pk=package.pk).pdf_fault == "pdf_failed"


def test_an_order_reaches_the_queue_exactly_when_it_commits(manager: Actor, customer: Client) -> None:
    contract = make_contract(customer)
    with scope(manager), pytest.raises(AddendumMissing):
        order_package(contract, by=manager, kinds=["consent", "addendum"])
    with scope(manager):
        package = order_package(contract, by=manager, kinds=["consent"])
    with system_scope(SystemJob.OUTBOX):
        sent = OutboxMessage.objects.filter(topic=TOPIC)
        assert [message.payload for message in sent] == [{"package": package.pk}]


@pytest.mark.parametrize("state", [PackageState.WAITING, PackageState.WORKING])
def test_a_package_that_was_left_lying_is_taken_up_and_one_at_work_is_not(
    manager: Actor, customer: Client, state: PackageState
) -> None:
    with scope(manager):
        lying, at_work = (
            order_package(make_contract(customer), by=manager, kinds=["consent"], with_pdf=False) for _number in "12"
        )
        DocumentPackage.objects.update(state=state)
        long_ago = clock.now() - LEFT_LYING - timedelta(seconds=1)
        DocumentPackage.objects.filter(pk=lying.pk).update(updated_at=long_ago)
    assert (take_up(), take_up()) == (1, 0)
    with scope(manager):
        states = dict(DocumentPackage.objects.values_list("pk", "state"))
        assert states == {lying.pk: PackageState.READY, at_work.pk: state}


@pytest.mark.parametrize(
    ("kinds", "refusal"),
    [([], Invalid), (["passport"], Invalid), (["addendum"], AddendumMissing)],
)
def test_a_wrong_order_changes_nothing(
    manager: Actor, customer: Client, kinds: list[str], refusal: type[Exception]
) -> None:
    contract = make_contract(customer)
    with scope(manager):
        before = AuditRecord.objects.count()
        with pytest.raises(refusal):
            order_package(contract, by=manager, kinds=["hosting_contract", *kinds] if kinds else [])
        assert (Document.objects.count(), DocumentPackage.objects.count()) == (0, 0)
        assert AuditRecord.objects.count() == before


def test_a_package_that_is_not_ready_gives_no_file(manager: Actor, customer: Client) -> None:
    with scope(manager):
        package = order_package(make_contract(customer), by=manager, kinds=["consent"])
        with pytest.raises(PackageRefused):
            read_package(package, by=manager)


def test_who_may_not_manage_contracts_orders_nothing(actors: Mapping[Role, Actor], customer: Client) -> None:
    contract = make_contract(customer)
    with scope(actors[Role.ACCOUNTANT]), pytest.raises(AccessDenied):
        order_package(contract, by=actors[Role.ACCOUNTANT], kinds=["consent"])
