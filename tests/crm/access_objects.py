"""Crm's objects for the matrix of addresses: a client with everything under it, and the binding of client users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from apps.common import files
from apps.common.actor import Actor
from apps.common.clock import now
from apps.common.imports import kinds, runs
from apps.common.models import ImportRun
from apps.common.roles import CLIENT_ROLES
from apps.crm import services
from apps.crm.documents import choice
from apps.crm.enums import ClientType
from apps.crm.models import (
    Addendum,
    BankAccount,
    BitrixConflict,
    BitrixConnection,
    BitrixLink,
    BitrixRun,
    BitrixTask,
    Client,
    ClientMerge,
    ClientUserBinding,
    Contact,
    Contract,
    ContractMask,
    Document,
    DocumentPackage,
    DocumentPdf,
    DocumentTemplate,
    DuplicatePair,
)
from apps.crm.services import document_templates
from apps.crm.services.packages import assemble
from tests.access import objects
from tests.crm import broker_objects, sales_objects  # noqa: F401 - register the objects of brokers and of sales
from tests.crm.factories import account_number, bind_user, make_client, make_contract

if TYPE_CHECKING:
    from apps.accounts.models import User
    from tests.access.world import Place

_BIC = "044525974"


@objects.completes
def give_a_client(place: Place) -> None:
    """Put a client into the place and bind its client users to it."""
    customer = make_client(
        place.organisation,
        contact={"name": "Анна Климова", "phone": "+7 916 823-34-54"},
        account={"bank_name": "Банк", "bic": _BIC, "settlement_account": account_number(_BIC)},
    )
    place.things["client"] = customer
    for role in sorted(CLIENT_ROLES):
        if role in place.people:
            bind_user(place.people[role], customer)


def client(place: Place, user: User) -> Client:
    """Return the place's client."""
    found: Client = place.things["client"]
    return found


def person(place: Place, user: User) -> Client:
    """Return a client of the organisation who is a person with a passport."""
    return make_client(place.organisation, ClientType.PERSON)


def contact(place: Place, user: User) -> Contact:
    """Return a contact of the place's client."""
    return Contact.objects.filter(client=client(place, user)).earliest("pk")


def account(place: Place, user: User) -> BankAccount:
    """Return a bank account of the place's client."""
    return BankAccount.objects.filter(client=client(place, user)).earliest("pk")


def contract(place: Place, user: User) -> Contract:
    """Return a contract in force with the place's client."""
    return make_contract(client(place, user))


def draft(place: Place, user: User) -> Contract:
    """Return a draft with the place's client."""
    return make_contract(client(place, user), registered=False)


def document(place: Place, user: User) -> Document:
    """Return a document of the place's client."""
    return services.make_contract_document(contract(place, user), by=Actor.job("factory", place.organisation.pk))


def addendum(place: Place, user: User) -> Addendum:
    """Return a draft of an addendum."""
    by = Actor.job("factory", place.organisation.pk)
    return services.create_addendum(contract(place, user), by=by, changes="Пункт 5.1 изменить.")


def registered_addendum(place: Place, user: User) -> Addendum:
    """Return a registered addendum."""
    by = Actor.job("factory", place.organisation.pk)
    return services.register_addendum(addendum(place, user), by=by, version=1)


def package(place: Place, user: User) -> DocumentPackage:
    """Return a package whose zip is ready."""
    by = Actor.job("factory", place.organisation.pk)
    ordered = services.order_package(contract(place, user), by=by, kinds=["consent"], with_pdf=False)
    assemble(ordered.pk)
    return DocumentPackage.objects.get(pk=ordered.pk)


def document_with_pdf(place: Place, user: User) -> Document:
    """Return a document whose PDF was made."""
    return pdf(place, user).document


def pdf(place: Place, user: User) -> DocumentPdf:
    """Return the PDF of a document; its bytes are no matter of access."""
    made = document(place, user)
    file = files.store(made.organisation_id, b"%PDF-1.7", "a.pdf", "application/pdf")
    return DocumentPdf.objects.create(
        organisation_id=made.organisation_id, client=made.client, document=made, file=file, sha256=file.sha256
    )


def template(place: Place, user: User) -> DocumentTemplate:
    """Return an uploaded template: the delivered one, as somebody gives it in again."""
    by = Actor.job("factory", place.organisation.pk)
    return services.upload_template(
        choice.delivered("consent", "ru").data,
        by=by,
        place=document_templates.Place("consent", "ru"),
        filename="consent.docx",
    )


def kind_name(place: Place, user: User) -> str:
    """Return a kind of documents."""
    return "consent"


def language(place: Place, user: User) -> str:
    """Return a language of documents."""
    return "en"


def addendum_verb(place: Place, user: User) -> str:
    """Return a step of an addendum."""
    return "register"


def binding(place: Place, user: User) -> ClientUserBinding:
    """Return the binding of a client user."""
    found: ClientUserBinding = ClientUserBinding.objects.filter(content_object=client(place, user)).earliest("pk")
    return found


def bitrix_link(place: Place, user: User) -> BitrixLink:
    """Return the link of the place's client with a company of a portal."""
    found = BitrixLink.objects.filter(client=client(place, user)).first()
    return found or BitrixLink.objects.create(
        organisation=place.organisation,
        kind="company",
        client=client(place, user),
        remote_id=client(place, user).pk,
        synced_at=now(),
    )


def bitrix_conflict(place: Place, user: User) -> BitrixConflict:
    """Return a conflict that nobody has decided."""
    link = bitrix_link(place, user)
    link.conflicts.update(choice="settled")
    return BitrixConflict.objects.create(
        organisation=place.organisation, link=link, field="title", ours="A", theirs="B", ours_hash="a", theirs_hash="b"
    )


def bitrix_run(place: Place, user: User) -> BitrixRun:
    """Return a run that is over."""
    return BitrixRun.objects.create(organisation=place.organisation, mode="trial", state="done")


def bitrix_task(place: Place, user: User) -> BitrixTask:
    """Return a record that was refused."""
    values: dict[str, Any] = {"marked_at": now(), "due_at": now(), "error": "no INN"}
    ref = BitrixTask.objects.count() + 1
    return BitrixTask.objects.create(organisation=place.organisation, kind="company", side="remote", ref=ref, **values)


def bitrix_connection(place: Place, user: User) -> BitrixConnection:
    """Return the place's connection."""
    return BitrixConnection.objects.get_or_create(organisation=place.organisation)[0]


def bitrix_step(place: Place, user: User) -> str:
    """Return what can be done to the exchange whatever its settings."""
    return "stop"


def field_name(place: Place, user: User) -> str:
    """Return the name of a fact that can be edited."""
    return "note"


def contract_mask(place: Place, user: User) -> ContractMask:
    """Return the mask of contracts about maintenance."""
    return ContractMask.objects.get_or_create(organisation=place.organisation, type="service")[0]


def contract_type(place: Place, user: User) -> str:
    """Return a type of contracts."""
    return "hosting"


def verb(place: Place, user: User) -> str:
    """Return a step of a contract."""
    return "suspend"


def import_run(place: Place, user: User) -> ImportRun:
    """Return an import of the place's organisation, its columns to be confirmed."""
    by = Actor.job("factory", place.organisation.pk)
    importer = kinds.named("clients")
    assert importer is not None
    data = "Название;ИНН\nООО «Проба»;7707083893\n".encode()
    return runs.open_run(importer, by=by, data=data, filename=f"{place.name}.csv")


def import_kind(place: Place, user: User) -> str:
    """Return a kind of rows that can be imported."""
    return "clients"


def import_verb(place: Place, user: User) -> str:
    """Return a step of an import."""
    return "drop"


def export_form(place: Place, user: User) -> str:
    """Return a form of exported files."""
    return "csv"


# The last pattern that fits counts: the special addresses stand after the general ones.
objects.register("crm:client*", uid=client)
objects.register("crm:client_passport", uid=person)
objects.register("crm:contact_*", uid=contact)
objects.register("crm:account_*", uid=account)
objects.register("crm:contract*", uid=contract)
objects.register("crm:contract_mask*", kind=contract_type)
objects.register("crm:document", uid=document)
objects.register("crm:client_field", uid=client, name=field_name)
objects.register("crm:contact_add", uid=client)
objects.register("crm:account_add", uid=client)
objects.register("crm:contract_new", uid=client)
objects.register("crm:contract_edit", uid=draft)
objects.register("crm:contract_term", uid=contract, name=field_name)
objects.register("crm:contract_step", uid=contract, verb=verb)
objects.register("crm_api:client*", uid=client)
objects.register("crm_api:contact*", uid=contact)
objects.register("crm_api:bank-account*", uid=account)
objects.register("crm_api:contract*", uid=contract)
objects.register("crm_api:contract-mask*", type=contract_type)
objects.register("crm:deal_new", uid=client)
objects.register("crm:bitrix_retry", uid=bitrix_task)
objects.register("crm:bitrix_decide", uid=bitrix_conflict)
objects.register("crm:bitrix_trial", uid=bitrix_run)
objects.register("crm:bitrix_event", uid=bitrix_connection)
objects.register("crm:bitrix_step", step=bitrix_step)
objects.register("crm_api:bitrix-conflict*", uid=bitrix_conflict)
objects.register_model(BitrixLink, bitrix_link)
objects.register_model(BitrixRun, bitrix_run)
objects.register_model(BitrixConflict, bitrix_conflict)
objects.register("common:import*", uid=import_run)
objects.register("common:import_open", kind=import_kind)
objects.register("common:import_sample", kind=import_kind)
objects.register("common:export_rows", kind=import_kind, form=export_form)
objects.register("common:import_step", uid=import_run, verb=import_verb)
objects.register("common_api:import*", uid=import_run)
objects.register_model(Client, client)
objects.register_model(Contact, contact)
objects.register_model(BankAccount, account)
objects.register_model(Contract, contract)
objects.register_model(ContractMask, contract_mask)
objects.register_model(Document, document)
objects.register("crm:package_order", uid=contract)
objects.register("crm:addendum_new", uid=contract)
objects.register("crm:addendum", uid=addendum)
objects.register("crm:addendum_document", uid=registered_addendum)
objects.register("crm:addendum_step", uid=addendum, verb=addendum_verb)
objects.register("crm:document_pdf", uid=document_with_pdf)
objects.register("crm:package", uid=package)
objects.register("crm:package_download", uid=package)
objects.register("crm:template*", kind=kind_name, language=language)
objects.register("crm:template_file", uid=template)
objects.register("crm:template_use", uid=template)
objects.register("crm_api:addendum*", uid=registered_addendum)
objects.register("crm_api:package*", uid=package)
objects.register("crm_api:document-template*", uid=template)
objects.register_model(ClientUserBinding, binding)


def pair(place: Place, user: User) -> DuplicatePair:
    """Return two clients of the organisation that look like one."""
    first, second = make_client(place.organisation), make_client(place.organisation)
    return DuplicatePair.objects.create(
        organisation=place.organisation, first=first, second=second, reasons=["name"], likeness=0.9, found_at=now()
    )


def merge(place: Place, user: User) -> ClientMerge:
    """Return a merge that can be undone."""
    return services.merge_clients(
        make_client(place.organisation),
        by=Actor.job("factory", place.organisation.pk),
        into=make_client(place.organisation),
        version=1,
        into_version=1,
    )


objects.register("crm:pair_apart", uid=pair)
objects.register("crm:merge_undo", uid=merge)
objects.register("crm_api:duplicate*", uid=pair)
objects.register("crm_api:merge*", uid=merge)
objects.register_model(DuplicatePair, pair)
objects.register_model(ClientMerge, merge)
objects.register_model(Addendum, addendum)
objects.register_model(DocumentPackage, package)
objects.register_model(DocumentPdf, pdf)
objects.register_model(DocumentTemplate, template)
