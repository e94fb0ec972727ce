"""Demonstration data of documents: addenda of every state, packages, and a template of the company's own."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from docx import Document

from apps.common import clock
from apps.common.roles import Role
from apps.common.scope import scope
from apps.crm import services
from apps.crm.documents import library
from apps.crm.enums import DocumentKind, DocumentLanguage
from apps.crm.models import Contract
from apps.crm.services.document_templates import Place
from apps.crm.services.packages import assemble

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.common.actor import Actor
    from apps.common.demo import DemoOrganisation
    from apps.crm.models import Addendum

_APPROVED: Final = "Форма утверждена приказом генерального директора № 7 от 12.01.2026"
_CHANGES: Final = (
    ("тариф", "С даты вступления настоящего соглашения в силу тариф составляет 5,35 руб. за 1 кВт·ч, включая НДС."),
    (
        "мощность",
        (
            "Заявленная максимальная мощность Оборудования увеличивается до 280 кВт.\n"
            "Исполнитель обеспечивает подключение дополнительной мощности в течение 20 рабочих дней."
        ),
    ),
    ("срок", "Срок действия Договора продлевается на 12 месяцев на прежних условиях."),
    ("пулы", "В перечень разрешённых пулов включается *.antpool.com."),
)
_WITH_ADDENDA: Final = 4
_PACKAGES: Final = 3


def load_one(organisation: DemoOrganisation, in_force: Sequence[Contract]) -> None:
    """Make addenda and packages of one company's contracts; its main company has a template of its own."""
    manager = organisation.actors[Role.MANAGER]
    if organisation.is_main:
        with scope(organisation.actors[Role.ADMIN]):
            _own_template(organisation.actors[Role.ADMIN])
    with scope(manager):
        for number, contract in enumerate(in_force[:_WITH_ADDENDA]):
            _addenda(manager, contract, number)
        packages = [_package(manager, contract, number) for number, contract in enumerate(in_force[:_PACKAGES])]
    for key in packages:
        assemble(key)


def _own_template(by: Actor) -> None:
    """Upload the delivered addendum with a line of the company's own above it, as a lawyer would."""
    place = Place(DocumentKind.ADDENDUM, DocumentLanguage.RUSSIAN, None)
    document = Document(io.BytesIO(library.delivered(place.kind, place.language).data()))
    document.paragraphs[0].insert_paragraph_before(_APPROVED)
    raw = io.BytesIO()
    document.save(raw)
    services.upload_template(
        raw.getvalue(), by=by, place=place, filename="ДС по форме компании.docx", note="По приказу № 7"
    )


def _addenda(by: Actor, contract: Contract, number: int) -> None:
    """Make a registered addendum; one contract has a draft besides, one an addendum that was a mistake."""
    title, changes = _CHANGES[number % len(_CHANGES)]
    made = _registered(by, contract, title, changes)
    services.make_document(DocumentKind.ADDENDUM, contract, by=by, addendum=made)
    if number == 1:
        wrong = _registered(by, contract, "тариф", "Тариф составляет 53,50 руб. за 1 кВт·ч.")
        services.void_addendum(wrong, by=by, version=wrong.version, reason="Опечатка в тарифе")
    if number == 2:  # noqa: PLR2004 - the third contract is being talked over
        services.create_addendum(contract, by=by, title="доступность", changes="Доступность составляет 99 %.")


def _registered(by: Actor, contract: Contract, title: str, changes: str) -> Addendum:
    """Return a registered addendum of today."""
    draft = services.create_addendum(contract, by=by, title=title, changes=changes, signed_on=clock.today())
    return services.register_addendum(draft, by=by, version=draft.version)


def _package(by: Actor, contract: Contract, number: int) -> int:
    """Order the whole package of a contract, the second one in English; return its key."""
    known = Contract.objects.select_related("client", "legal_entity").get(pk=contract.pk)
    language = DocumentLanguage.ENGLISH if number == 1 else DocumentLanguage.RUSSIAN
    package = services.order_package(known, by=by, kinds=list(DocumentKind), language=language, with_pdf=False)
    return package.pk
