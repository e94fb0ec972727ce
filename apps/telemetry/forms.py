"""Forms of telemetry's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.common import access
from apps.inventory.models import Site
from apps.inventory.selectors.identity import find_unit
from apps.telemetry.permissions import AGENT_MANAGE, DEVICE_MATCH

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.inventory.models import Unit
    from apps.telemetry.models import Agent


class Lines(forms.CharField):
    """One value a line."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[str]:
        """Return the lines that are not blank."""
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        """Show a list one value a line."""
        return "\n".join(value) if isinstance(value, list) else value


def _ranges(*, required: bool, label: Any) -> Lines:
    """Return a field of address ranges."""
    return Lines(
        label=label,
        required=required,
        widget=forms.Textarea(attrs={"rows": 3, "class": "nh-mono"}),
        help_text=_("One range a line: 10.20.0.0/22 or 10.20.8.10-10.20.8.250. Private networks only."),
    )


class EnrolmentForm(forms.Form):
    """What a new agent is for."""

    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.none())
    agent_name = forms.CharField(label=_("Name of the agent"), max_length=120)
    scan_ranges = _ranges(required=True, label=_("Address ranges of the machines"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        """Offer the sites in reach."""
        super().__init__(*args, **kwargs)
        field = self.fields["site"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker what is declared above
        field.queryset = access.narrow(actor, AGENT_MANAGE, Site.objects.order_by("name"))


class AgentForm(forms.Form):
    """What an agent is told to do."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=120)
    scan_ranges = _ranges(required=False, label=_("Address ranges"))
    scan_exclude = _ranges(required=False, label=_("Addresses never touched"))
    poll_interval_s = forms.IntegerField(label=_("Poll interval, s"), min_value=5, max_value=3600)
    port_rpc = forms.IntegerField(label=_("RPC port of the machines"), min_value=1, max_value=65535)
    port_http = forms.IntegerField(label=_("HTTP port of the machines"), min_value=1, max_value=65535)
    port_whatsminer_v3 = forms.IntegerField(label=_("Whatsminer 3 port"), min_value=1, max_value=65535)

    @classmethod
    def initial_of(cls, agent: Agent) -> dict[str, Any]:
        """Return the present values of an agent."""
        return {name: getattr(agent, name) for name in cls.base_fields}


class RevokeForm(forms.Form):
    """Why an agent's key is ended."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class UnmatchForm(forms.Form):
    """Why a machine is taken off its unit."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class MatchForm(forms.Form):
    """Which unit a machine is, by its serial number or the end of it."""

    serial = forms.CharField(
        label=_("Serial number of the unit"),
        max_length=80,
        help_text=_("The whole number or its last four characters."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "nh-mono", "autofocus": True}),
    )
    unit: Unit

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        """Keep who looks: units are found in the actor's reach only."""
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_serial(self) -> str:
        """Find exactly one unit."""
        text: str = self.cleaned_data["serial"]
        found = find_unit(self.actor, DEVICE_MATCH, text)
        if found is None:
            raise forms.ValidationError(_("No single unit has a serial number like this."))
        self.unit = found
        return text
