"""Pages of the model directory: the list, forms, the effect of another power before it is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.common import access
from apps.common.http import actor_of, guarded
from apps.common.pages import BooleanFilter, ChoiceFilter, Column, EmptyState, HeaderAction, Kind, ListPage
from apps.common.pages.forms import form_page
from apps.common.scope import current_actor
from apps.inventory.enums import Cooling, EquipmentKind
from apps.inventory.forms.units import ModelForm, model_initial
from apps.inventory.models import EquipmentModel
from apps.inventory.permissions import MODEL_MANAGE, MODEL_VIEW
from apps.inventory.rules.naming import plain_number
from apps.inventory.selectors import equipment_models
from apps.inventory.selectors.directory import power_effects, with_unit_counts
from apps.inventory.services import change_model, create_model, load_directory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor


def _makers(actor: Actor) -> list[tuple[str, str]]:
    """Return the manufacturers of the directory."""
    names = equipment_models(actor).order_by("manufacturer").values_list("manufacturer", flat=True).distinct()
    return [(name, name) for name in names]


def _hashrate(model: EquipmentModel) -> str | None:
    """Return value and unit, as the name has them."""
    if model.hashrate_value is None:
        return None
    return f"{plain_number(model.hashrate_value)} {model.get_hashrate_unit_display()}"


def _phases(model: EquipmentModel) -> str:
    """Return by how many phases a machine is fed."""
    return "3" if model.three_phase else "1"


def _edit_address(model: EquipmentModel) -> str | None:
    """Return the address of the model's form for those who may change it."""
    actor = current_actor()
    may_change = actor is not None and access.may(actor, MODEL_MANAGE)
    return reverse("inventory:model_edit", args=[model.uid]) if may_change else None


class ModelList(ListPage[EquipmentModel]):
    """The model directory."""

    permission = MODEL_VIEW
    key = "models"
    title = gettext_lazy("Models of equipment")
    columns = (
        Column(
            "name",
            gettext_lazy("Name"),
            sort="name",
            card_title=True,
            link=_edit_address,
        ),
        Column("kind", gettext_lazy("Kind"), "get_kind_display", sort="kind", card_hidden=True),
        Column("algorithm", gettext_lazy("Algorithm"), sort="algorithm"),
        Column("hashrate", gettext_lazy("Hashrate"), _hashrate, sort="hashrate_value", whole=True),
        Column("power", gettext_lazy("Power"), "power_kw", Kind.NUMBER, "power_w", "kW", 3),
        Column("phases", gettext_lazy("Phases"), _phases, sort="three_phase"),
        Column("cooling", gettext_lazy("Cooling"), "get_cooling_display", sort="cooling"),
        Column("boards", gettext_lazy("Boards"), "board_count", Kind.NUMBER, "board_count", digits=0, card_hidden=True),
        Column("chips", gettext_lazy("Chips per board"), "chips_per_board", Kind.NUMBER, digits=0, card_hidden=True),
        Column("fans", gettext_lazy("Fans"), "fan_count", Kind.NUMBER, digits=0, card_hidden=True),
        Column("units", gettext_lazy("Units"), "unit_count", Kind.NUMBER, "unit_count", digits=0),
    )
    filters = (
        ChoiceFilter(key="maker", title=gettext_lazy("Manufacturer"), lookup="manufacturer", choices=_makers),
        ChoiceFilter(key="kind", title=gettext_lazy("Kind"), lookup="kind", choices=EquipmentKind.choices),
        ChoiceFilter(key="cooling", title=gettext_lazy("Cooling"), lookup="cooling", choices=Cooling.choices),
        BooleanFilter(key="phases", title=gettext_lazy("Needs three phases"), lookup="three_phase"),
        BooleanFilter(key="retired", title=gettext_lazy("No longer offered"), lookup="is_retired"),
    )
    search = ("name__icontains", "algorithm__icontains")
    order = "name"
    empty = EmptyState(
        gettext_lazy("The directory is empty"),
        gettext_lazy("Load the delivered models or add your own."),
        gettext_lazy("New model"),
        reverse_lazy("inventory:model_new"),  # type: ignore[arg-type]  # a lazy address is text when it is shown
        "cpu",
        MODEL_MANAGE,
    )

    def rows(self, actor: Actor) -> QuerySet[EquipmentModel]:
        """Return the directory with numbers of units."""
        return with_unit_counts(equipment_models(actor))

    def header_actions(self, actor: Actor) -> Sequence[HeaderAction]:
        """Offer a new model and the delivered ones."""
        return [
            HeaderAction(_("New model"), reverse("inventory:model_new"), MODEL_MANAGE),
            HeaderAction(_("Load the delivered models"), reverse("inventory:models_load"), MODEL_MANAGE, "download"),
        ]


@guarded(MODEL_MANAGE)
@require_http_methods(["GET", "POST"])
def model_new(request: HttpRequest) -> HttpResponse:
    """Add a model to the directory."""

    def run(data: dict[str, Any]) -> tuple[str, str]:
        data.pop("version")
        model = create_model(by=actor_of(request), **data)
        return reverse("inventory:models"), _("Model %(name)s was added.") % {"name": model.name}

    form = ModelForm(request.POST or None)
    return form_page(request, form, title=_("New model"), run=run, cancel_url=reverse("inventory:models"))


@guarded(MODEL_MANAGE)
@require_http_methods(["GET", "POST"])
def model_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a model; typing another power shows what it would do to loads."""
    row = access.fetch(actor_of(request), MODEL_MANAGE, EquipmentModel.objects.all(), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        version = data.pop("version") or row.version
        model = change_model(row, by=actor_of(request), version=version, **data)
        return reverse("inventory:models"), _("Model %(name)s was changed.") % {"name": model.name}

    form = ModelForm(request.POST or None, initial=model_initial(row))
    return form_page(
        request,
        form,
        title=row.name,
        pretitle=_("Model of equipment"),
        run=run,
        template="inventory/model_form.html",
        cancel_url=reverse("inventory:models"),
        effect_url=reverse("inventory:model_effect", args=[row.uid]),
    )


@guarded(MODEL_MANAGE)
@require_safe
def model_effect(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show what another power of a model would do to loads (fragment)."""
    actor = actor_of(request)
    row = access.fetch(actor, MODEL_MANAGE, EquipmentModel.objects.all(), uid=uid)
    text = request.GET.get("power_w", "")
    power_w = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0  # noqa: PLR2004 - far above any machine
    effects = power_effects(actor, row, power_w) if power_w and power_w != row.power_w else []
    context = {
        "model": row,
        "power_w": power_w,
        "effects": effects,
        "changed": bool(power_w) and power_w != row.power_w,
    }
    return TemplateResponse(request, "inventory/partials/power_effect.html", context)


@guarded(MODEL_MANAGE)
@require_http_methods(["GET", "POST"])
def models_load(request: HttpRequest) -> HttpResponse:
    """Load the delivered models after a page that says what that does."""

    def run(_data: dict[str, Any]) -> tuple[str, str]:
        return reverse("inventory:models"), load_directory(by=actor_of(request)).sentence

    return form_page(
        request,
        Form(request.POST if request.method == "POST" else None),
        title=_("Load the delivered models"),
        lead=_(
            "Models that the directory lacks are added. Models that nobody changed get the delivered figures, except "
            "power. Nothing is deleted."
        ),
        run=run,
        submit=_("Load models"),
        cancel_url=reverse("inventory:models"),
    )
