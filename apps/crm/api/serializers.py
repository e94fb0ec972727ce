"""What the API shows and takes; judging values is the services' work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from apps.common.api.fields import PersonField
from apps.common.http import actor_of
from apps.crm.enums import ClientType, ContractType, ContractVerb, RegisterState, TariffUnit, VatMode
from apps.crm.models import BankAccount, Client, ClientMerge, Contact, Contract, Document, DuplicatePair
from apps.crm.selectors import personal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apps.common.actor import Actor


def _reader(serializer: serializers.BaseSerializer[Any]) -> Actor:
    """Return who reads."""
    return actor_of(serializer.context["request"]._request)  # noqa: SLF001 - DRF's documented attribute


def _masks(actor: Actor, row: Client | Contact, shown: Mapping[str, Any]) -> dict[str, str]:
    """Return masked values for those who see personal data masked, nothing for others."""
    if personal.sees_personal(actor):
        return {}
    return {name: personal.masked(row, name) for name in shown if name in personal.MASKABLE}


def _line(limit: int = 400, *, required: bool = False) -> serializers.CharField:
    return serializers.CharField(max_length=limit, required=required, allow_blank=not required)


class ClientSerializer(serializers.ModelSerializer[Client]):
    """A client. Passport data never leaves by the API; a client's own users see neither note nor manager."""

    manager = serializers.UUIDField(source="manager.uid", read_only=True, allow_null=True, default=None)
    has_passport = serializers.SerializerMethodField()

    class Meta:
        model = Client
        fields = (
            "uid", "type", "status", "name", "short_name", "inn", "kpp", "ogrn", "country", "registration_number",
            "tax_number", "legal_address", "postal_address", "phone", "phone_extension", "email",
            "signatory_post", "signatory_name",
            "signatory_name_genitive", "signatory_basis", "registry_entry", "register_state", "register_checked_at",
            "has_passport", "note", "manager", "version", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_has_passport(self, row: Client) -> bool:
        """Whether a passport is on file."""
        return bool(row.passport_number)

    def to_representation(self, instance: Client) -> dict[str, Any]:
        """Leave the office's own remarks out for client users."""
        shown = super().to_representation(instance)
        actor = _reader(self)
        if actor.is_client:
            for name in ("note", "manager", "register_state", "register_checked_at"):
                shown.pop(name)
        return shown | _masks(actor, instance, shown)


class ClientWriteSerializer(serializers.Serializer[Any]):
    """Fields of a client's card; only those sent are changed."""

    type = serializers.ChoiceField(choices=ClientType.choices, required=False)
    name = _line(300)
    short_name = _line(160)
    inn = _line(20)
    kpp = _line(20)
    ogrn = _line(30)
    country = _line(2)
    registration_number = _line(60)
    tax_number = _line(40)
    legal_address = _line()
    postal_address = _line()
    phone = _line(60)
    email = _line(254)
    signatory_post = _line(160)
    signatory_name = _line(160)
    signatory_name_genitive = _line(200)
    signatory_basis = _line(200)
    registry_entry = _line(80)
    passport_series = _line(10)
    passport_number = _line(10)
    passport_issued_by = _line(300)
    passport_issued_on = _line(10)
    passport_department = _line(10)
    birth_date = _line(10)
    note = _line(4000)


class VersionSerializer(serializers.Serializer[Any]):
    """The version of the row that the caller saw."""

    version = serializers.IntegerField(min_value=1)


class ReasonSerializer(VersionSerializer):
    """A step with its reason."""

    reason = _line(500)


class StatusSerializer(ReasonSerializer):
    """Suspend, resume or end."""

    verb = serializers.ChoiceField(choices=[ContractVerb.SUSPEND, ContractVerb.RESUME, ContractVerb.END])


class ContactSerializer(serializers.ModelSerializer[Contact]):
    """A contact of a client."""

    client = serializers.UUIDField(source="client.uid", read_only=True)

    class Meta:
        model = Contact
        fields = (
            "uid", "client", "name", "position", "phone", "phone_extension", "email", "telegram", "is_main", "version",
        )  # fmt: skip
        read_only_fields = fields

    def to_representation(self, instance: Contact) -> dict[str, Any]:
        """Show reachability masked to those who need not see it."""
        shown = super().to_representation(instance)
        return shown | _masks(_reader(self), instance, shown)


class ContactWriteSerializer(serializers.Serializer[Any]):
    """Fields of a contact."""

    name = _line(160)
    position = _line(160)
    phone = _line(60)
    email = _line(254)
    telegram = _line(64)
    is_main = serializers.BooleanField(required=False)


class BankAccountSerializer(serializers.ModelSerializer[BankAccount]):
    """A bank account of a client."""

    client = serializers.UUIDField(source="client.uid", read_only=True)
    settlement_account = serializers.CharField(read_only=True)
    correspondent_account = serializers.CharField(read_only=True)

    class Meta:
        model = BankAccount
        fields = (
            "uid", "client", "bank_name", "bic", "swift", "settlement_account", "correspondent_account", "is_main",
            "version",
        )  # fmt: skip
        read_only_fields = fields


class BankAccountWriteSerializer(serializers.Serializer[Any]):
    """Fields of a bank account."""

    bank_name = _line(200)
    bic = _line(20)
    swift = _line(20)
    settlement_account = _line(50)
    correspondent_account = _line(50)
    is_main = serializers.BooleanField(required=False)


class ContractSerializer(serializers.ModelSerializer[Contract]):
    """A contract."""

    client = serializers.UUIDField(source="client.uid", read_only=True)
    manager = serializers.UUIDField(source="manager.uid", read_only=True, allow_null=True, default=None)

    class Meta:
        model = Contract
        fields = (
            "uid", "client", "type", "status", "number", "signed_on", "starts_on", "ends_on", "registered_at",
            "tariff_rate", "tariff_currency", "tariff_unit", "tariff_text", "vat_mode", "max_power_kw",
            "availability_percent", "pools", "register_accepted", "note", "manager", "version", "created_at",
        )  # fmt: skip
        read_only_fields = fields

    def to_representation(self, instance: Contract) -> dict[str, Any]:
        """Leave the office's own remarks out for client users."""
        shown = super().to_representation(instance)
        if _reader(self).is_client:
            for name in ("note", "manager", "register_accepted"):
                shown.pop(name)
        return shown


class ContractWriteSerializer(serializers.Serializer[Any]):
    """Terms of a contract; days as YYYY-MM-DD, numbers as decimal text."""

    type = serializers.ChoiceField(choices=ContractType.choices, required=False)
    signed_on = serializers.DateField(required=False, allow_null=True)
    starts_on = serializers.DateField(required=False, allow_null=True)
    ends_on = serializers.DateField(required=False, allow_null=True)
    tariff_rate = serializers.DecimalField(max_digits=20, decimal_places=8, required=False, allow_null=True)
    tariff_currency = _line(3)
    tariff_unit = serializers.ChoiceField(choices=TariffUnit.choices, required=False)
    tariff_text = _line()
    vat_mode = serializers.ChoiceField(choices=VatMode.choices, required=False)
    max_power_kw = serializers.DecimalField(max_digits=12, decimal_places=3, required=False, allow_null=True)
    availability_percent = serializers.DecimalField(max_digits=5, decimal_places=2, required=False, allow_null=True)
    pools = serializers.ListField(child=serializers.CharField(max_length=255), required=False, max_length=20)
    note = _line(4000)
    register_accepted = serializers.ChoiceField(choices=RegisterState.choices, required=False)


class RegisterSerializer(VersionSerializer):
    """The version the caller saw, and the state in the register that it goes on in spite of."""

    register_accepted = serializers.ChoiceField(choices=RegisterState.choices, required=False)


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """An issued document; its file is downloaded by the page's address."""

    made_by = PersonField()

    class Meta:
        model = Document
        fields = ("uid", "kind", "language", "sha256", "template_name", "template_version", "made_at", "made_by")
        read_only_fields = fields


class MergeWriteSerializer(VersionSerializer):
    """Which client the one of the address becomes part of, both versions as seen, and the facts to take from it."""

    into = serializers.UUIDField()
    into_version = serializers.IntegerField(min_value=1)
    take = serializers.ListField(child=serializers.CharField(max_length=40), required=False)
    reason = _line(500)


class MergeSerializer(serializers.ModelSerializer[ClientMerge]):
    """A merge of two clients."""

    old = serializers.UUIDField(source="source.uid", read_only=True)
    target = serializers.UUIDField(source="target.uid", read_only=True)
    merged_by = PersonField()
    undone_by = PersonField()

    class Meta:
        model = ClientMerge
        fields = ("uid", "old", "target", "merged_at", "merged_by", "reason", "undone_at", "undone_by")
        read_only_fields = fields


class PairSerializer(serializers.ModelSerializer[DuplicatePair]):
    """Two clients that look like one."""

    first = serializers.UUIDField(source="first.uid", read_only=True)
    second = serializers.UUIDField(source="second.uid", read_only=True)
    reasons = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = DuplicatePair
        fields = ("uid", "first", "second", "reasons", "likeness", "found_at", "told_apart_at")
        read_only_fields = fields
