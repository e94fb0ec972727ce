"""What the API of sales shows and takes; judging values is the services' work."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.common.api.fields import PersonField
from apps.crm.api.serializers import VersionSerializer
from apps.crm.enums import ActivityKind, ClientType, LeadVerb
from apps.crm.models import Activity, Deal, Lead, LeadSource, ReferralLink, Stage, StageChange
from apps.crm.services.leads import PLAIN_VERBS


def _line(limit: int = 400) -> serializers.CharField:
    return serializers.CharField(max_length=limit, required=False, allow_blank=True)


def _decimal(digits: int, places: int) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=digits, decimal_places=places, required=False, allow_null=True)


def _uid(source: str) -> serializers.UUIDField:
    return serializers.UUIDField(source=source, read_only=True, allow_null=True, default=None)


class NamesSerializer(serializers.Serializer[Any]):
    """A name in three languages."""

    ru = serializers.CharField(required=False)
    zh = serializers.CharField(required=False)
    en = serializers.CharField(required=False)


class SourceSerializer(serializers.ModelSerializer[LeadSource]):
    """A source of leads."""

    name = NamesSerializer(read_only=True)

    class Meta:
        model = LeadSource
        fields = ("uid", "key", "name", "position", "is_active", "version")
        read_only_fields = fields


class StageSerializer(serializers.ModelSerializer[Stage]):
    """A stage of the pipeline."""

    name = NamesSerializer(read_only=True)

    class Meta:
        model = Stage
        fields = ("uid", "name", "kind", "position", "probability", "is_active", "version")
        read_only_fields = fields


class LeadSerializer(serializers.ModelSerializer[Lead]):
    """A lead; the address its consent came from stays with the record."""

    source_key = serializers.CharField(source="source.key", read_only=True, allow_null=True, default=None)
    owner = _uid("owner.uid")
    broker = _uid("broker.uid")
    referral = _uid("referral.uid")
    client = _uid("client.uid")

    class Meta:
        model = Lead
        fields = (
            "uid", "status", "name", "company", "inn", "phone", "phone_extension", "email", "telegram", "message",
            "power_kw", "hashrate_phs", "unit_count", "next_step", "next_step_on", "source_key", "owner", "broker",
            "referral", "client", "utm", "refused_reason", "came_at", "converted_at", "version",
        )  # fmt: skip
        read_only_fields = fields


class LeadWriteSerializer(serializers.Serializer[Any]):
    """Fields of a lead."""

    name = _line(160)
    company = _line(300)
    inn = _line(20)
    phone = _line(60)
    email = _line(254)
    telegram = _line(64)
    message = _line(4000)
    power_kw = _decimal(12, 3)
    hashrate_phs = _decimal(12, 3)
    unit_count = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=1_000_000)
    next_step = _line(300)
    next_step_on = serializers.DateField(required=False, allow_null=True)


class LeadStatusSerializer(VersionSerializer):
    """Take, qualify, refuse or reopen; a refusal needs a reason."""

    verb = serializers.ChoiceField(choices=[verb for verb in LeadVerb if verb in PLAIN_VERBS])
    reason = _line(500)


class ConversionSerializer(VersionSerializer):
    """Client and deal of a lead: an existing `client`, or the type and name of a new one."""

    client = serializers.UUIDField(required=False, allow_null=True)
    type = serializers.ChoiceField(choices=ClientType.choices, required=False)
    name = _line(300)
    inn = _line(20)
    country = _line(2)
    title = _line(200)
    monthly_income = _decimal(16, 2)
    currency = _line(3)
    expected_close_on = serializers.DateField(required=False, allow_null=True)
    site_wish = _line(200)


class DealSerializer(serializers.ModelSerializer[Deal]):
    """A deal."""

    client = _uid("client.uid")
    lead = _uid("lead.uid")
    stage = serializers.UUIDField(source="stage.uid", read_only=True)
    owner = _uid("owner.uid")
    broker = _uid("broker.uid")
    contract = _uid("contract.uid")
    renews = _uid("renews.uid")
    source_key = serializers.CharField(source="source.key", read_only=True, allow_null=True, default=None)

    class Meta:
        model = Deal
        fields = (
            "uid", "title", "status", "client", "lead", "stage", "owner", "broker", "source_key", "contract", "renews",
            "probability", "power_kw", "hashrate_phs", "unit_count", "monthly_income", "currency", "expected_close_on",
            "site_wish", "next_step", "next_step_on", "lost_reason", "opened_at", "entered_stage_at", "closed_at",
            "version",
        )  # fmt: skip
        read_only_fields = fields


class DealWriteSerializer(serializers.Serializer[Any]):
    """Fields of a deal."""

    title = _line(200)
    probability = serializers.IntegerField(required=False, min_value=0, max_value=100)
    power_kw = _decimal(12, 3)
    hashrate_phs = _decimal(12, 3)
    unit_count = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=1_000_000)
    monthly_income = _decimal(16, 2)
    currency = _line(3)
    expected_close_on = serializers.DateField(required=False, allow_null=True)
    site_wish = _line(200)
    next_step = _line(300)
    next_step_on = serializers.DateField(required=False, allow_null=True)


class MoveSerializer(VersionSerializer):
    """Where a deal goes; «lost» needs a reason, «won» may name a contract."""

    stage = serializers.UUIDField()
    reason = _line(500)
    contract = serializers.UUIDField(required=False, allow_null=True)


class StageChangeSerializer(serializers.ModelSerializer[StageChange]):
    """One move of a deal."""

    deal = serializers.UUIDField(source="deal.uid", read_only=True)
    from_stage = _uid("from_stage.uid")
    to_stage = serializers.UUIDField(source="to_stage.uid", read_only=True)
    by_label = PersonField()

    class Meta:
        model = StageChange
        fields = ("uid", "deal", "from_stage", "to_stage", "at", "by_label")
        read_only_fields = fields


class ActivitySerializer(serializers.ModelSerializer[Activity]):
    """An activity; exactly one of client, lead, deal and contract is set."""

    client = _uid("client.uid")
    lead = _uid("lead.uid")
    deal = _uid("deal.uid")
    contract = _uid("contract.uid")
    owner = _uid("owner.uid")
    author_label = PersonField()

    class Meta:
        model = Activity
        fields = (
            "uid", "kind", "title", "text", "client", "lead", "deal", "contract", "owner", "due_at", "remind_at",
            "done_at", "happened_at", "outcome", "author_label", "version",
        )  # fmt: skip
        read_only_fields = fields


class ActivityWriteSerializer(serializers.Serializer[Any]):
    """Fields of an activity."""

    kind = serializers.ChoiceField(choices=ActivityKind.choices, required=False)
    title = _line(200)
    text = _line(8000)
    due_at = serializers.DateTimeField(required=False, allow_null=True)
    remind_at = serializers.DateTimeField(required=False, allow_null=True)
    outcome = _line(500)


class SubjectSerializer(serializers.Serializer[Any]):
    """What a new activity is about: exactly one of the four."""

    client = serializers.UUIDField(required=False)
    lead = serializers.UUIDField(required=False)
    deal = serializers.UUIDField(required=False)
    contract = serializers.UUIDField(required=False)


class DoneSerializer(VersionSerializer):
    """An activity is done, with what came of it."""

    outcome = _line(500)


class ReferralSerializer(serializers.ModelSerializer[ReferralLink]):
    """A referral link with what came of it."""

    owner = _uid("owner.uid")
    client = _uid("client.uid")
    lead_count = serializers.IntegerField(read_only=True)
    won_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = ReferralLink
        fields = (
            "uid",
            "code",
            "title",
            "owner",
            "client",
            "visits",
            "lead_count",
            "won_count",
            "is_active",
            "version",
        )
        read_only_fields = fields
