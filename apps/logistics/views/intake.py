"""Pages of intake: the list of acts, a new act, one act with its document."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.common import access, people
from apps.common.errors import AccessDenied, DomainError
from apps.common.http import actor_of, guarded
from apps.common.pages import ChoiceFilter, Column, DateRangeFilter, EmptyState, HeaderAction, Kind, ListPage
from apps.common.pages.address import COLUMNS
from apps.common.pages.forms import UNPROCESSABLE, form_page, refused
from apps.crm.models import Client, Contract
from apps.crm.permissions import CLIENT_VIEW, CONTRACT_VIEW
from apps.inventory.enums import UnitState
from apps.inventory.models import EquipmentModel
from apps.inventory.permissions import LABEL_PRINT
from apps.inventory.selectors import equipment_models, sites
from apps.logistics.enums import ActStatus
from apps.logistics.forms.intake import MOST_GROUPS, GroupForm, IntakeForm, VoidForm, groups_in
from apps.logistics.models import IntakeAct, IntakeLine
from apps.logistics.permissions import CLAIM_REPORT, CLAIM_VIEW, INTAKE_PICTURE, INTAKE_REGISTER, INTAKE_VIEW
from apps.logistics.selectors import CheckedEntry, act_lines, attachments, check_serials, claims, intake_acts
from apps.logistics.selectors.pictures import of_units
from apps.logistics.services import IntakeEntry, register_intake, void_intake
from apps.logistics.views.act_units import FIRST, STATUS_NOW, UnitsPage
from apps.logistics.views.papers import languages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from apps.common.actor import Actor


def address(act: IntakeAct) -> str:
    """Return the address of an act's page."""
    return reverse("logistics:intake", args=[act.uid])


def _sites(actor: Actor) -> list[tuple[Any, Any]]:
    """Return the sites of the acts in reach."""
    return list(intake_acts(actor).order_by("site__name").values_list("site__uid", "site__name").distinct())


class IntakeList(ListPage[IntakeAct]):
    """Intake acts, newest first."""

    permission = INTAKE_VIEW
    key = "intake"
    title = gettext_lazy("Intake acts")
    columns = (
        Column("number", gettext_lazy("Number"), sort="ordinal", card_title=True, link=address),
        Column("date", gettext_lazy("Date"), "acted_on", Kind.DATE, "acted_on"),
        Column("status", gettext_lazy("Status"), kind=Kind.STATUS, sort="status"),
        Column("client", gettext_lazy("Client"), lambda act: str(act.client), sort="client__name"),
        Column(
            "contract",
            gettext_lazy("Contract"),
            "contract.number",
            sort="contract__number",
            card_hidden=True,
            whole=True,
        ),
        Column("site", gettext_lazy("Site"), "site.name", sort="site__name"),
        Column("units", gettext_lazy("Units"), "unit_count", Kind.NUMBER, "unit_count", digits=0),
        Column("power", gettext_lazy("Power"), "power_kw", Kind.NUMBER, "power_w", "kW", 1),
        Column("note", gettext_lazy("Note"), card_hidden=True),
    )
    filters = (
        ChoiceFilter(key="status", title=gettext_lazy("Status"), lookup="status", choices=ActStatus.choices),
        ChoiceFilter(key="site", title=gettext_lazy("Site"), lookup="site__uid", choices=_sites),
        DateRangeFilter(key="date", title=gettext_lazy("Date"), lookup="acted_on", instant=False),
    )
    search = ("number__icontains", "client__name__icontains", "lines__serial")
    search_hint = gettext_lazy("Number, client or serial number")
    order = "-created_at"
    empty = EmptyState(
        gettext_lazy("No intake acts yet"),
        gettext_lazy("An act brings a client's machines in: choose client, contract and site, paste serial numbers."),
        gettext_lazy("New intake"),
        reverse_lazy("logistics:intake_new"),  # type: ignore[arg-type]  # a lazy address is text when it is shown
        "package-import",
        INTAKE_REGISTER,
    )

    def rows(self, actor: Actor) -> QuerySet[IntakeAct]:
        """Return the acts in reach."""
        return intake_acts(actor)

    def found(self) -> QuerySet[IntakeAct]:
        """Return each act once, however many of its lines fit the search."""
        return super().found().distinct()

    def header_actions(self, actor: Actor) -> Sequence[HeaderAction]:
        """Offer a new intake."""
        return [HeaderAction(_("New intake"), reverse("logistics:intake_new"), INTAKE_REGISTER)]


class _NewAct:
    """The form of a new act with its groups, read from one request."""

    def __init__(self, request: HttpRequest) -> None:
        self.by = actor_of(request)
        data = request.POST if request.method == "POST" else None
        # The first choices may come in the address: from the client's card, or when another client is chosen.
        given = {name: request.GET[name] for name in ("client", "contract", "site") if request.GET.get(name)}
        self.head = IntakeForm(
            data,
            initial=_initial(self.by, given),
            clients=access.narrow(self.by, CLIENT_VIEW, Client.objects.filter(status="active")),
            contracts=access.narrow(self.by, CONTRACT_VIEW, Contract.objects.all()),
            sites=sites(self.by),
        )
        models = equipment_models(self.by)
        count = groups_in(data or {})
        self.groups = [GroupForm(data, prefix=f"g{number}", models=models) for number in range(count)]

    @property
    def checked(self) -> list[list[CheckedEntry]]:
        """The entries of each group with what stands in their way; a number of an earlier group counts as taken."""
        result: list[list[CheckedEntry]] = []
        taken: set[str] = set()
        for group in self.groups:
            entries = check_serials(self.by, str(group.data.get(f"{group.prefix}-serials", "")), taken=taken)
            taken |= {checked.entry.serial for checked in entries}
            result.append(entries)
        return result

    def is_valid(self) -> bool:
        """Whether every form is, with the refused numbers put at their list."""
        fine = self.head.is_valid()
        for group, entries in zip(self.groups, self.checked, strict=True):
            fine = group.is_valid() and fine
            wrong = [f"{one.entry.number}. {one.entry.text}: {one.reason}" for one in entries if one.reason]
            for sentence in wrong[:20]:
                group.add_error("serials", sentence)
            fine = fine and not wrong
        return fine

    def entries(self) -> list[IntakeEntry]:
        """Return the units of all groups in order."""
        made = []
        for group, entries in zip(self.groups, self.checked, strict=True):
            data = group.cleaned_data
            made += [
                IntakeEntry(
                    serial=one.entry.serial,
                    model=data["model"],
                    power_override_w=data["power_override_w"],
                    power_override_reason=data["power_override_reason"],
                    declared_value=data["declared_value"],
                    completeness=data["completeness"],
                    condition=data["condition"],
                )
                for one in entries
            ]
        return made

    def summary(self) -> dict[str, Any]:
        """Return count and power of what is typed, and what is wrong with it, for the live line."""
        count, power_w, wrong, again = 0, 0, [], 0
        for group, entries in zip(self.groups, self.checked, strict=True):
            good = [one for one in entries if not one.reason]
            wrong += [one for one in entries if one.reason]
            again += sum(one.returns for one in good)
            count += len(good)
            power_w += len(good) * _power_of(group)
        return {"count": count, "power_kw": Decimal(power_w) / 1000, "wrong": wrong, "again": again}


def _initial(by: Actor, given: dict[str, str]) -> dict[str, Any]:
    """Return the keys of the client and contract that the address names by their identifiers."""
    initial: dict[str, Any] = {}
    if "client" in given:
        initial["client"] = _key(access.narrow(by, CLIENT_VIEW, Client.objects.all()), given["client"])
    if "contract" in given:
        row = _row(access.narrow(by, CONTRACT_VIEW, Contract.objects.all()), given["contract"])
        if row is not None:
            initial |= {"contract": row.pk, "client": row.client_id}
    if "site" in given:
        initial["site"] = _key(sites(by), given["site"])
    return initial


def _row(rows: QuerySet[Any], text: str) -> Any:
    """Return the row of an identifier or key, None when there is none."""
    if text.isascii() and text.isdigit() and len(text) < 19:  # noqa: PLR2004 - digits of a bigint
        return rows.filter(pk=int(text)).first()
    try:
        uid = rows.model._meta.get_field("uid").to_python(text)
    except ValidationError:
        return None
    return rows.filter(uid=uid).first()


def _key(rows: QuerySet[Any], text: str) -> int | None:
    """Return the key of a row in reach."""
    row = _row(rows, text)
    return None if row is None else row.pk


def _power_of(group: GroupForm) -> int:
    """Return what each unit of a group draws as typed so far, in watts."""
    own = str(group.data.get(f"{group.prefix}-power_override_w", ""))
    if own.isascii() and own.isdigit() and len(own) < 8:  # noqa: PLR2004 - far above any machine
        return int(own)
    chosen = str(group.data.get(f"{group.prefix}-model", ""))
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 19):  # noqa: PLR2004 - digits of a bigint
        return 0
    model = EquipmentModel.objects.filter(pk=int(chosen)).first()
    return model.power_w if model else 0


@guarded(INTAKE_REGISTER)
@require_http_methods(["GET", "POST"])
def intake_new(request: HttpRequest) -> HttpResponse:
    """Register an intake act; what was typed stays, each wrong number is named with its line."""
    new = _NewAct(request)
    status = 200
    if request.method == "POST" and "more" not in request.POST:
        status = UNPROCESSABLE
        if new.is_valid():
            head = new.head.cleaned_data
            try:
                act = register_intake(by=new.by, entries=new.entries(), **head)
            except AccessDenied:
                raise
            except DomainError as refusal:
                status = refused(request, new.head, refusal)
            else:
                messages.success(
                    request, _("Act %(number)s was registered; the site was told.") % {"number": act.number}
                )
                return HttpResponseRedirect(address(act))
    if "more" in request.POST and len(new.groups) < MOST_GROUPS:
        number = len(new.groups)
        new.groups.append(GroupForm(prefix=f"g{number}", models=equipment_models(new.by)))
    context = {"form": new.head, "groups": new.groups, "most_groups": MOST_GROUPS}
    if request.method == "POST" and "more" not in request.POST:
        context["summary"] = new.summary()
    return TemplateResponse(request, "logistics/intake_new.html", context, status=status)


@guarded(INTAKE_REGISTER)
@require_POST
def intake_check(request: HttpRequest) -> HttpResponse:
    """Answer the live line under the lists: how many units, how many kilowatts, what is wrong (fragment)."""
    return TemplateResponse(request, "logistics/partials/intake_summary.html", {"summary": _NewAct(request).summary()})


@guarded(INTAKE_REGISTER)
@require_safe
def intake_contracts(request: HttpRequest) -> HttpResponse:
    """Answer the contracts of the chosen client (fragment)."""
    by = actor_of(request)
    client_id = _key(access.narrow(by, CLIENT_VIEW, Client.objects.all()), request.GET.get("client", ""))
    form = IntakeForm(
        initial={"client": client_id},
        clients=access.narrow(by, CLIENT_VIEW, Client.objects.all()),
        contracts=access.narrow(by, CONTRACT_VIEW, Contract.objects.all()),
        sites=sites(by),
    )
    return TemplateResponse(request, "logistics/partials/contract_field.html", {"form": form})


class IntakePage(UnitsPage[IntakeLine]):
    """One act with its units as they are now."""

    permission = INTAKE_VIEW
    key = "intake-units"
    template = "logistics/intake.html"
    columns = (
        *FIRST,
        STATUS_NOW,
        Column("completeness", gettext_lazy("Completeness"), sort="completeness"),
        Column("condition", gettext_lazy("Condition"), sort="condition"),
        Column("value", gettext_lazy("Declared value"), "declared_value", Kind.NUMBER, "declared_value", "₽", 2),
    )
    filters = (
        ChoiceFilter(key="now", title=gettext_lazy("Status now"), lookup="unit__state", choices=UnitState.choices),
    )

    @cached_property
    def act(self) -> IntakeAct:
        """The act; 404 out of reach."""
        return access.fetch(self.actor, INTAKE_VIEW, intake_acts(self.actor), uid=self.uid)

    def rows(self, actor: Actor) -> QuerySet[IntakeLine]:
        """Return the lines of the act in reach."""
        return act_lines(actor, self.act)

    def shown(self) -> list[Column]:
        """Return the columns that are switched on; values, unless asked for, only where one was declared."""
        shown = super().shown()
        if COLUMNS in self.request.GET or self.rows(self.actor).filter(declared_value__isnull=False).exists():
            return shown
        return [column for column in shown if column.key != "value"]

    def variables(self, actor: Actor) -> dict[str, Any]:
        """Return the act, its pictures, what it says and what may be done with it."""
        act, lines = self.act, self.rows(actor)
        may_print = access.holds(actor, LABEL_PRINT)
        return {
            "act": act,
            "labels_of": lines.values_list("unit__uid", flat=True) if may_print else (),
            "photos": of_units(actor, lines),
            # Claims are the staff's; a client's users see the act with its pictures and units.
            "claims": claims(actor).filter(intake_act=act) if access.holds(actor, CLAIM_VIEW) else (),
            "may_report": act.status == ActStatus.REGISTERED and access.may(actor, CLAIM_REPORT, act),
            "attachments": attachments(actor).filter(intake_act=act),
            "add_url": _pictures_address(act) if _may_picture(actor, act) else "",
            "facts": [
                (_("Date"), act.acted_on),
                (_("Client"), str(act.client)),
                (_("Contract"), act.contract.number),
                (_("Site"), act.site.name),
                (_("Units"), act.unit_count),
                (_("Power"), _("%(kw)s kW") % {"kw": number_format(act.power_kw)}),
                *([] if actor.is_client else [(_("Registered by"), people.name_of(act.registered_by))]),
                (_("Note"), act.note),
                *([(_("Voided because"), act.void_reason)] if act.status == ActStatus.VOIDED else []),
            ],
            **languages(act.contract),
            "may_void": access.holds(actor, INTAKE_REGISTER) and act.status == ActStatus.REGISTERED,
        }


def _pictures_address(act: IntakeAct) -> str:
    """Return where photos and signatures are added to an act."""
    return reverse("logistics:intake_pictures", args=[act.uid])


def _may_picture(actor: Actor, act: IntakeAct) -> bool:
    """Whether a person may add photos and signatures to an act as it stands."""
    return act.status == ActStatus.REGISTERED and access.may(actor, INTAKE_PICTURE, act)


@guarded(INTAKE_REGISTER)
@require_http_methods(["GET", "POST"])
def intake_void(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Void an act whose units were not moved since."""
    by = actor_of(request)
    act = access.fetch(by, INTAKE_REGISTER, IntakeAct.objects.all(), uid=uid)

    def run(data: dict[str, Any]) -> tuple[str, str]:
        void_intake(by=by, act=act, why=data["why"])
        return address(act), _("Act %(number)s was voided.") % {"number": act.number}

    return form_page(
        request,
        VoidForm(request.POST or None),
        title=_("Void the act?"),
        pretitle=act.number,
        lead=_("Its units become expected again; the number stays used."),
        run=run,
        submit=_("Void"),
        danger=True,
        cancel_url=address(act),
    )
