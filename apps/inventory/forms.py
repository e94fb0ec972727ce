"""Forms of inventory's pages: they read what was typed; what is allowed is decided by the services."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.crm.models import Client, Contract
from apps.inventory.enums import Cooling, EquipmentKind, HashrateUnit, Phases, PhotoKind, SiteType
from apps.inventory.models import EquipmentModel, PowerNode, Rack, Shelf, Site
from apps.inventory.rules.labels import ROLLS, SHEETS, Grid, GridError
from apps.inventory.rules.shelves import IN_TURN
from apps.inventory.rules.warranty import MOST_MONTHS

if TYPE_CHECKING:
    from django.db.models import QuerySet

_W_PER_KW = 1000
_LEGS = [(leg.value, leg.label) for leg in (Phases.A, Phases.B, Phases.C)]


def limit_field(**more: Any) -> forms.DecimalField:
    """Return a field for a limit that is typed in kilowatts."""
    return forms.DecimalField(
        label=_("Limit, kW"),
        required=False,
        min_value=Decimal("0.001"),
        max_value=Decimal(1_000_000),
        decimal_places=3,
        **more,
    )


def in_watts(limit_kw: Decimal | None) -> int | None:
    """Return kilowatts as they were typed in watts."""
    return None if limit_kw is None else int(limit_kw * _W_PER_KW)


def in_kilowatts(limit_w: int | None) -> Decimal | None:
    """Return watts as the forms show them."""
    return None if limit_w is None else Decimal(limit_w) / _W_PER_KW


class VersionedForm(forms.Form):
    """A form that carries the version of the row it was opened on."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SiteForm(VersionedForm):
    """A site."""

    name = forms.CharField(label=_("Name"), max_length=120)
    type = forms.ChoiceField(label=_("Type"), choices=SiteType.choices)
    postal_address = forms.CharField(
        label=_("Postal address"), max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )
    time_zone = forms.CharField(label=_("Time zone"), max_length=64, initial="Europe/Moscow")
    address_storage = forms.BooleanField(
        label=_("Address storage"),
        required=False,
        initial=True,
        help_text=_("Every unit has its shelf. Off: units are kept at the site without addresses."),
    )
    limit_w = limit_field(help_text=_("What the whole site may draw. Empty: the limits of its top units, together."))
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_limit_w(self) -> int | None:
        """Return the limit in watts."""
        return in_watts(self.cleaned_data["limit_w"])


class RoomForm(VersionedForm):
    """A room."""

    name = forms.CharField(label=_("Name"), max_length=80)
    limit_w = limit_field(help_text=_("What may stand here whatever feeds it, for example by the cooling."))

    def clean_limit_w(self) -> int | None:
        """Return the limit in watts."""
        return in_watts(self.cleaned_data["limit_w"])


class PowerNodeForm(VersionedForm):
    """A power distribution unit; the limit is typed in kilowatts."""

    name = forms.CharField(label=_("Name"), max_length=80)
    limit_w = limit_field(help_text=_("Empty: no limit of its own; its load is then shown as «—»."))
    parent = forms.ModelChoiceField(
        label=_("Fed from"), queryset=PowerNode.objects.none(), required=False, empty_label=_("the grid")
    )
    phases = forms.ChoiceField(label=_("Phases"), choices=Phases.choices)
    breaker_a = forms.IntegerField(
        label=_("Breaker, A"),
        required=False,
        min_value=1,
        max_value=10_000,
        help_text=_("Limits every phase: amperes × voltage × used share. Empty: the phases have no limit."),
    )
    phase_voltage_v = forms.IntegerField(
        label=_("Voltage of a phase, V"),
        min_value=1,
        max_value=1000,
        initial=230,
        help_text=_("Between phase and neutral."),
    )
    derating_percent = forms.IntegerField(
        label=_("Used share of the breaker, %"),
        min_value=1,
        max_value=100,
        initial=80,
        help_text=_("80 % is the custom for loads that never rest."),
    )

    def __init__(self, *args: Any, nodes: QuerySet[PowerNode], **kwargs: Any) -> None:
        """Offer the nodes of the same site as feeders."""
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = nodes  # type: ignore[attr-defined]  # ModelChoiceField

    def clean_limit_w(self) -> int | None:
        """Return the limit in watts."""
        return in_watts(self.cleaned_data["limit_w"])


class RackForm(VersionedForm):
    """A rack."""

    name = forms.CharField(label=_("Name"), max_length=80)
    phase = forms.ChoiceField(label=_("Phase"), choices=Phases.choices)


class AtForm(forms.Form):
    """An instant of the past."""

    at = forms.DateTimeField(
        label=_("At"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "form-control"}, format="%Y-%m-%dT%H:%M"),
    )


class MoveRackForm(VersionedForm):
    """Another power distribution unit for a rack."""

    power_node = forms.ModelChoiceField(label=_("Fed from"), queryset=PowerNode.objects.none())

    def __init__(self, *args: Any, nodes: QuerySet[PowerNode], **kwargs: Any) -> None:
        """Offer the other nodes of the site."""
        super().__init__(*args, **kwargs)
        self.fields["power_node"].queryset = nodes  # type: ignore[attr-defined]  # ModelChoiceField


class MoveShelvesForm(forms.Form):
    """Another rack or power distribution unit for shelves, named one by one or by a pattern."""

    shelves = forms.CharField(
        label=_("Labels"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Labels or patterns, one a line: A-{1..12}-{1..8}."),
    )
    rack = forms.ModelChoiceField(
        label=_("Rack"), queryset=Rack.objects.none(), required=False, empty_label=_("without a rack")
    )
    power_node = forms.ModelChoiceField(
        label=_("Power distribution unit"),
        queryset=PowerNode.objects.none(),
        required=False,
        help_text=_("For shelves without a rack."),
    )

    def __init__(self, *args: Any, racks: QuerySet[Rack], nodes: QuerySet[PowerNode], **kwargs: Any) -> None:
        """Offer the racks and nodes of the site."""
        super().__init__(*args, **kwargs)
        self.fields["rack"].queryset = racks  # type: ignore[attr-defined]  # ModelChoiceField
        self.fields["power_node"].queryset = nodes  # type: ignore[attr-defined]  # as above


class ReservationForm(forms.Form):
    """Power held for units to come."""

    document = forms.CharField(
        label=_("Document"), max_length=80, help_text=_("A movement, an expected intake, a contract.")
    )
    units = forms.CharField(
        label=_("Serial numbers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line. Their power is held until each is placed."),
    )
    power_w = forms.DecimalField(
        label=_("Power, kW"),
        required=False,
        min_value=Decimal("0.001"),
        max_value=Decimal(1_000_000),
        decimal_places=3,
        help_text=_("For an expected intake whose serial numbers are not known yet."),
    )
    client = forms.ModelChoiceField(
        label=_("Client"),
        queryset=Client.objects.none(),
        required=False,
        help_text=_("Units of this client use the power up when they are placed here."),
    )
    phases = forms.ChoiceField(
        label=_("Phases"), required=False, choices=[("", _("as the unit is fed")), *Phases.choices]
    )
    until = forms.DateTimeField(
        label=_("Held until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    person = forms.ModelChoiceField(label=_("Responsible"), queryset=User.objects.none(), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, clients: QuerySet[Client], people: QuerySet[User], **kwargs: Any) -> None:
        """Offer the clients and colleagues in reach."""
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = clients  # type: ignore[attr-defined]  # ModelChoiceField
        self.fields["person"].queryset = people  # type: ignore[attr-defined]  # as above

    def clean_power_w(self) -> int | None:
        """Return the power in watts."""
        return in_watts(self.cleaned_data["power_w"])


class ReleaseForm(forms.Form):
    """Giving reserved power back."""

    why = forms.CharField(label=_("Reason"), max_length=300)


class ProlongForm(VersionedForm):
    """Another end of a reservation."""

    until = forms.DateTimeField(
        label=_("Held until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class ShelvesForm(forms.Form):
    """A batch of shelves."""

    pattern = forms.CharField(
        label=_("Labels"),
        max_length=80,
        help_text=_("One label, or a pattern: A-{1..12}-{1..8} makes 96 shelves, {01..12} keeps the zeros."),
    )
    capacity = forms.IntegerField(label=_("Units per shelf"), min_value=1, max_value=100, initial=1)
    height_units = forms.IntegerField(label=_("Height, U"), min_value=1, max_value=60, initial=4)
    phase = forms.ChoiceField(
        label=_("Phase"),
        required=False,
        choices=[("", _("as the rack or unit")), *_LEGS, (IN_TURN, _("A, B, C in turn"))],
    )


class ShelfForm(VersionedForm):
    """One shelf."""

    label = forms.CharField(label=_("Label"), max_length=40)
    phase = forms.ChoiceField(label=_("Phase"), required=False, choices=[("", _("as the rack or unit")), *_LEGS])
    capacity = forms.IntegerField(label=_("Units per shelf"), min_value=1, max_value=100)
    height_units = forms.IntegerField(label=_("Height, U"), min_value=1, max_value=60)


class ModelForm(VersionedForm):
    """A model of the directory."""

    kind = forms.ChoiceField(label=_("Kind"), choices=EquipmentKind.choices)
    manufacturer = forms.CharField(label=_("Manufacturer"), max_length=80)
    model = forms.CharField(label=_("Model"), max_length=120)
    algorithm = forms.CharField(label=_("Algorithm"), max_length=40, required=False, help_text=_("Miners only."))
    hashrate_value = forms.DecimalField(
        label=_("Hashrate"), required=False, min_value=Decimal("0.001"), max_digits=14, decimal_places=3
    )
    hashrate_unit = forms.ChoiceField(
        label=_("Hashrate unit"), required=False, choices=[("", "—"), *HashrateUnit.choices]
    )
    power_w = forms.IntegerField(label=_("Power, W"), min_value=1, max_value=1_000_000)
    three_phase = forms.BooleanField(
        label=_("Needs three phases"), required=False, help_text=_("It cannot stand on a shelf of one phase then.")
    )
    cooling = forms.ChoiceField(label=_("Cooling"), choices=Cooling.choices)
    board_count = forms.IntegerField(label=_("Hash boards"), required=False, min_value=0, max_value=100)
    chips_per_board = forms.IntegerField(label=_("Chips per board"), required=False, min_value=0, max_value=10_000)
    fan_count = forms.IntegerField(label=_("Fans"), required=False, min_value=0, max_value=100)
    height_units = forms.IntegerField(label=_("Height, U"), required=False, min_value=1, max_value=60)
    is_retired = forms.BooleanField(label=_("No longer offered"), required=False)


def _day() -> forms.DateInput:
    """Return the widget of a day."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class UnitForm(VersionedForm):
    """The descriptive fields of a unit."""

    warranty_from = forms.DateField(label=_("Warranty from"), required=False, widget=_day())
    warranty_months = forms.IntegerField(
        label=_("Warranty, months"),
        required=False,
        min_value=1,
        max_value=MOST_MONTHS,
        help_text=_("With a beginning and months the last day follows by itself."),
    )
    warranty_until = forms.DateField(label=_("Warranty until"), required=False, widget=_day())
    declared_value = forms.DecimalField(
        label=_("Declared value"), required=False, min_value=Decimal(0), max_digits=14, decimal_places=2
    )
    label = forms.CharField(label=_("Inventory label"), max_length=40, required=False)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 4}))


class MomentForm(forms.Form):
    """An instant in the reader's zone."""

    when = forms.DateTimeField(
        label=_("Day and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M"],
    )


class ManyFiles(forms.ClearableFileInput):
    """A field for several files at once; the view reads them all, the form judges none of them."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return one of the files."""
        return files.get(name)


class PhotoForm(forms.Form):
    """Photos of a unit; what they are is judged by the service."""

    kind = forms.ChoiceField(label=_("What the photo shows"), choices=PhotoKind.choices)
    caption = forms.CharField(label=_("Caption"), max_length=200, required=False)
    photos = forms.FileField(
        label=_("Photos"),
        widget=ManyFiles(attrs={"accept": "image/*", "capture": "environment", "multiple": True}),
        required=False,
        help_text=_("JPEG, PNG or WebP, at most 8 MB each. Place and device are taken out of the picture."),
    )


class NoteForm(forms.Form):
    """A note on a unit."""

    text = forms.CharField(label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class WithdrawForm(forms.Form):
    """Why something is withdrawn."""

    why = forms.CharField(label=_("Reason"), max_length=300)


class SerialForm(forms.Form):
    """Another serial number."""

    serial = forms.CharField(
        label=_("Serial number"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    why = forms.CharField(label=_("Reason"), max_length=300, help_text=_("For example: the control board was changed."))


class NetworkForm(forms.Form):
    """Network addresses."""

    mac = forms.CharField(label=_("MAC address"), max_length=40, required=False)
    ip = forms.CharField(label=_("IP address"), max_length=45, required=False)


class PowerForm(forms.Form):
    """The unit's own power."""

    power_override_w = forms.IntegerField(
        label=_("Own power, W"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("Empty: the power of the model counts."),
    )
    power_override_reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class StateForm(forms.Form):
    """A verb that a person may say about a unit."""

    verb = forms.ChoiceField(label=_("What happened"))
    why = forms.CharField(label=_("Reason"), max_length=300)
    site = forms.ModelChoiceField(
        label=_("Site"), queryset=Site.objects.none(), required=False, help_text=_("Where a lost unit was found.")
    )

    def __init__(self, *args: Any, verbs: list[tuple[str, Any]], sites: QuerySet[Site], **kwargs: Any) -> None:
        """Offer the verbs that the unit's state allows."""
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = verbs  # type: ignore[attr-defined]  # ChoiceField
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]  # ModelChoiceField
        if not any(value == "find" for value, _label in verbs):
            del self.fields["site"]


class PlaceForm(forms.Form):
    """A shelf for one unit."""

    shelf = forms.ModelChoiceField(label=_("Shelf"), queryset=Shelf.objects.none())

    def __init__(self, *args: Any, shelves: QuerySet[Shelf], **kwargs: Any) -> None:
        """Offer the shelves of the unit's site."""
        super().__init__(*args, **kwargs)
        self.fields["shelf"].queryset = shelves  # type: ignore[attr-defined]  # ModelChoiceField


class BulkForm(forms.Form):
    """What is to be done to which units; the fields of the other operations stay empty."""

    serials = forms.CharField(
        label=_("Serial numbers"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocapitalize": "characters"}),
        help_text=_("Ticked in the list, pasted or scanned: whole numbers, the last 4 characters, codes of labels."),
    )
    operation = forms.ChoiceField(label=_("What is to be done"))
    first_shelf = forms.CharField(
        label=_("Fill from shelf"),
        max_length=80,
        required=False,
        help_text=_("A-1-1: the free places from here on. A-{1..3}-{1..8}: the free places of these alone."),
    )
    client = forms.ModelChoiceField(label=_("Client"), queryset=Client.objects.none(), required=False)
    contract = forms.ModelChoiceField(label=_("Contract"), queryset=Contract.objects.none(), required=False)
    document = forms.CharField(label=_("By document"), max_length=80, required=False)
    verb = forms.ChoiceField(label=_("What happened"), required=False)
    site = forms.ModelChoiceField(
        label=_("Site"), queryset=Site.objects.none(), required=False, help_text=_("Where a lost unit was found.")
    )
    why = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(
        self,
        *args: Any,
        operations: list[tuple[str, Any]],
        verbs: list[tuple[str, Any]],
        choices: dict[str, QuerySet[Any]],
        **kwargs: Any,
    ) -> None:
        """Offer the operations that the person may do."""
        super().__init__(*args, **kwargs)
        self.fields["operation"].choices = operations  # type: ignore[attr-defined]  # ChoiceField
        self.fields["verb"].choices = [("", "—"), *verbs]  # type: ignore[attr-defined]  # ChoiceField
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen operation needs."""
        data = super().clean() or {}
        for name in NEEDED.get(data.get("operation", ""), ()):
            if not data.get(name):
                self.add_error(name, _("This field is needed."))
        return data


# What each operation cannot do without.
NEEDED = {"place": ("first_shelf",), "assign": ("client", "document", "why"), "state": ("verb", "why")}


OWN_GRID = "own"
_MM: dict[str, Any] = {"min_value": Decimal(0), "max_value": Decimal(300), "decimal_places": 2, "required": False}


class LabelForm(forms.Form):
    """What labels are printed on; `grid` gives the checked geometry."""

    paper = forms.ChoiceField(
        label=_("Paper"),
        choices=[
            *((key, format_lazy(_("A4 sheet {key}"), key=key.replace("x", " × "))) for key in SHEETS),
            (OWN_GRID, _("A4 sheet with an own grid")),
            *((f"roll-{key}", format_lazy(_("Roll {key} mm"), key=key.replace("x", " × "))) for key in ROLLS),
        ],
        initial="3x8",
    )
    start = forms.IntegerField(
        label=_("First label at position"),
        min_value=1,
        initial=1,
        required=False,
        help_text=_("On a sheet that was begun: counted from the left above, row by row."),
    )
    with_client = forms.BooleanField(label=_("Print the client"), required=False)
    columns = forms.IntegerField(label=_("Columns"), required=False)
    rows = forms.IntegerField(label=_("Rows"), required=False)
    width = forms.DecimalField(label=_("Width of a label, mm"), **_MM)
    height = forms.DecimalField(label=_("Height of a label, mm"), **_MM)
    left = forms.DecimalField(label=_("Left margin, mm"), **_MM)
    top = forms.DecimalField(label=_("Top margin, mm"), **_MM)
    gap_x = forms.DecimalField(label=_("Gap between columns, mm"), **_MM)
    gap_y = forms.DecimalField(label=_("Gap between rows, mm"), **_MM)

    def clean(self) -> dict[str, Any]:
        """Add `grid`; an own grid must fit on its page, and the first position be on it."""
        data = super().clean() or {}
        paper = data.get("paper")
        if paper is None or self.errors:
            return data
        grid = SHEETS.get(paper) or ROLLS.get(paper.removeprefix("roll-")) or self._own(data)
        try:
            grid.check()
        except GridError as wrong:
            self.add_error(wrong.field, _("Labels of this size do not fit on the page."))
            return data
        data["start"] = data.get("start") or 1
        if data["start"] > grid.count:
            self.add_error("start", _("This sheet has %(count)d positions.") % {"count": grid.count})
        return data | {"grid": grid}

    def _own(self, data: dict[str, Any]) -> Grid:
        """Return the grid that was typed; what is left empty is nought, and refused where it must not be."""
        sizes: dict[str, Any] = {
            name: float(data.get(name) or 0) for name in ("width", "height", "left", "top", "gap_x", "gap_y")
        }
        return Grid(data.get("columns") or 0, data.get("rows") or 0, **sizes)


def model_initial(model: EquipmentModel) -> dict[str, Any]:
    """Return what the form of a model shows first."""
    return {name: getattr(model, name) for name in ModelForm.base_fields}
