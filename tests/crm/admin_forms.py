"""What is typed into crm's forms of the admin so that each write succeeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from apps.accounts.models import LegalEntity
from apps.common.actor import Actor
from apps.common.roles import Role
from apps.crm import services
from apps.crm.models import (
    Activity,
    Addendum,
    BankAccount,
    Client,
    ClientMerge,
    ClientUserBinding,
    Contact,
    Contract,
    ContractMask,
    Deal,
    DocumentTemplate,
    DuplicatePair,
    Lead,
    LeadSource,
    ReferralLink,
    Stage,
)
from tests.access import admin_forms
from tests.crm.access_objects import draft, template
from tests.crm.broker_objects import register_admin_forms
from tests.crm.factories import COMPANY, account_number, company_inn, make_client, make_contract, ogrn
from tests.factories import make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.accounts.models import User
    from tests.access.world import Place

_BIC = "044525974"


def _new_client(place: Place) -> dict[str, Any]:
    return COMPANY | {"type": "legal_entity", "name": "ООО «Новое»", "inn": company_inn(90001), "ogrn": ogrn(90001)}


def _of_client(place: Place) -> dict[str, Any]:
    return {"client": place.things["client"].pk}


def _new_contract(place: Place) -> dict[str, Any]:
    entity = LegalEntity.objects.get(organisation=place.organisation, is_main=True)
    return _of_client(place) | {"tariff_rate": "5.1", "legal_entity": entity.pk}


def _of_pipeline(place: Place) -> dict[str, Any]:
    return {"pipeline": services.default_pipeline(place.organisation.pk).pk}


def _lone_client(place: Place, user: User) -> Client:
    return make_client(place.organisation)


def _archived_client(place: Place, user: User) -> Client:
    by = Actor.job("factory", place.organisation.pk)
    return services.archive_client(make_client(place.organisation), by=by, version=1)


def _binding(place: Place) -> dict[str, Any]:
    user = make_user(place.organisation, Role.CLIENT_VIEWER)
    return {"user": user.pk, "content_object": place.things["client"].pk}


def _file(text: str) -> Callable[[Place], dict[str, Any]]:
    """Return the values of a form that takes a file."""
    return lambda _place: {"file": SimpleUploadedFile("rows.csv", text.encode())}


# An import is opened here and carried out on its page; what it does to each row stands in the record then.
admin_forms.register(Client, "import_rows", _file("Название;ИНН\nООО «Новое»;7707083893\n"), records=0)
admin_forms.register(Contact, "import_rows", _file("Клиент;ФИО\n7707083893;Олег Данилов\n"), records=0)
admin_forms.register(Contract, "import_rows", _file("Клиент;Номер\n7707083893;ТКС-1\n"), records=0)
admin_forms.register(Client, "add", _new_client)
admin_forms.register(Client, "change", {"note": "calls in the morning"})
admin_forms.register(Client, "archive", {"reason": "left"}, row=_lone_client)
admin_forms.register(Client, "restore", row=_archived_client)
admin_forms.register(Contact, "add", lambda place: _of_client(place) | {"name": "Олег Данилов"})
admin_forms.register(Contact, "change", {"position": "Head of supplies"})
admin_forms.register(Contact, "delete")
admin_forms.register(
    BankAccount,
    "add",
    lambda place: (
        _of_client(place) | {"bank_name": "Банк", "bic": _BIC, "settlement_account": account_number(_BIC, seed=7)}
    ),
)
admin_forms.register(BankAccount, "change", {"bank_name": "Another bank"})
admin_forms.register(BankAccount, "delete")
admin_forms.register(ClientUserBinding, "add", _binding)
admin_forms.register(ClientUserBinding, "delete")
admin_forms.register(Contract, "add", _new_contract)
admin_forms.register(Contract, "change", {"note": "by letter"})
admin_forms.register(Contract, "register_now", row=draft)
admin_forms.register(Contract, "make_document")
admin_forms.register(Contract, "void", {"reason": "a mistake"})
admin_forms.register(ContractMask, "add", {"type": "service", "mask": "ТО-{N}"})
admin_forms.register(ContractMask, "change", {"mask": "ТО-{N}/{ГГ}"})
register_admin_forms()
admin_forms.register(DuplicatePair, "apart")
admin_forms.register(ClientMerge, "undo", records=2)
admin_forms.register(Lead, "add", {"name": "Олег Данилов", "phone": "+7 916 823-34-54"})
admin_forms.register(Lead, "change", {"company": "ООО «Кварц»"})
admin_forms.register(Lead, "refuse", {"reason": "no power there"})
admin_forms.register(LeadSource, "add", {"key": "forum", "name": '{"en": "Forum"}'})
admin_forms.register(LeadSource, "change", {"name": '{"en": "Site", "ru": "Сайт"}'})
admin_forms.register(ReferralLink, "change", {"title": "Autumn"})
admin_forms.register(
    Deal, "add", lambda place: _of_client(place) | {"title": "40 machines", "probability": "10"}, records=2
)
admin_forms.register(Deal, "change", {"site_wish": "North"})
admin_forms.register(Stage, "add", lambda place: _of_pipeline(place) | {"name": '{"en": "Visit"}', "probability": "60"})
admin_forms.register(Stage, "change", {"probability": "15"})
admin_forms.register(Activity, "change", {"outcome": "agreed"})
admin_forms.register(
    Addendum, "add", lambda place: {"contract": make_contract(place.things["client"]).pk, "changes": "5.1"}
)
admin_forms.register(Addendum, "change", {"title": "tariff"})
admin_forms.register(Addendum, "register_now")
admin_forms.register(Addendum, "void", {"reason": "a mistake"})
admin_forms.register(DocumentTemplate, "use", row=template)
admin_forms.register(DocumentTemplate, "retire", row=template)
