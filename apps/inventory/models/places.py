"""Places: site, room, power node (ВРУ), rack and shelf."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.models import OrganisationModel, Tenancy, VersionedModel
from apps.inventory.enums import Phases, SiteType
from apps.inventory.rules.phases import leg_limit_w

if TYPE_CHECKING:
    from collections.abc import Mapping


class Site(OrganisationModel, VersionedModel):
    """A place with an address: data centre, warehouse or service centre."""

    name = models.CharField(_("name"), max_length=120)
    type = models.CharField(_("type"), max_length=16, choices=SiteType)
    postal_address = models.CharField(_("postal address"), max_length=400)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Moscow")
    address_storage = models.BooleanField(_("address storage"), default=True)
    # What the whole site may draw by its connection; without it the nodes at the top say.
    limit_w = models.PositiveIntegerField(_("limit, W"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, default="")

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"site": "id"}

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        permissions = [("work_here", "Works at this site")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="inventory_site_name_once"),
            models.CheckConstraint(
                condition=models.Q(limit_w__isnull=True) | models.Q(limit_w__gt=0), name="inventory_site_limit"
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def is_data_centre(self) -> bool:
        """Whether units work here, so that placing one commissions it."""
        return self.type == SiteType.DATA_CENTRE


class Room(OrganisationModel, VersionedModel):
    """A hall inside a site."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="rooms", verbose_name=_("site"))
    name = models.CharField(_("name"), max_length=80)
    # What may stand here whatever feeds it, for example by its cooling.
    limit_w = models.PositiveIntegerField(_("limit, W"), null=True, blank=True)

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"site": "site_id", "client": "shelves__units__owner_id"}

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="inventory_room_name_once"),
            models.CheckConstraint(
                condition=models.Q(limit_w__isnull=True) | models.Q(limit_w__gt=0), name="inventory_room_limit"
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class PowerNode(OrganisationModel, VersionedModel):
    """A power distribution unit (ВРУ); its limits hold for everything it feeds, nested nodes included.

    `limit_w` holds for the whole, the breaker for each phase: `rules.phases.leg_limit_w`.
    """

    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="power_nodes", editable=False, verbose_name=_("site")
    )
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="power_nodes", verbose_name=_("room"))
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("fed from")
    )
    name = models.CharField(_("name"), max_length=80)
    phases = models.CharField(_("phases"), max_length=3, choices=Phases, default=Phases.THREE)
    limit_w = models.PositiveIntegerField(_("limit, W"), null=True, blank=True)
    breaker_a = models.PositiveSmallIntegerField(_("breaker, A"), null=True, blank=True)
    phase_voltage_v = models.PositiveSmallIntegerField(_("voltage of a phase, V"), default=230)
    derating_percent = models.PositiveSmallIntegerField(_("use of the breaker, %"), default=80)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"site": "site_id"}

    class Meta:
        verbose_name = _("power distribution unit")
        verbose_name_plural = _("power distribution units")
        constraints = [
            models.UniqueConstraint(fields=["room", "name"], name="inventory_node_name_once"),
            models.CheckConstraint(
                condition=models.Q(limit_w__isnull=True) | models.Q(limit_w__gt=0), name="inventory_node_limit"
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="inventory_node_not_its_own_parent",
            ),
            models.CheckConstraint(
                condition=models.Q(phase_voltage_v__range=(1, 1000), derating_percent__range=(1, 100)),
                name="inventory_node_breaker",
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def leg_limit_w(self) -> int | None:
        """What each phase may carry by the breaker, in watts; None without one."""
        return leg_limit_w(self.breaker_a, self.phase_voltage_v, self.derating_percent)


class Rack(OrganisationModel, VersionedModel):
    """A rack, fed by one power node; optional between node and shelves."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="racks", verbose_name=_("room"))
    power_node = models.ForeignKey(
        PowerNode, on_delete=models.PROTECT, related_name="racks", verbose_name=_("power distribution unit")
    )
    name = models.CharField(_("name"), max_length=80)
    phase = models.CharField(_("phase"), max_length=3, choices=Phases, default=Phases.THREE)

    tenancy: ClassVar[Tenancy] = Tenancy.ORGANISATION
    access_paths: ClassVar[Mapping[str, str]] = {"site": "room__site_id"}

    class Meta:
        verbose_name = _("rack")
        verbose_name_plural = _("racks")
        constraints = [models.UniqueConstraint(fields=["room", "name"], name="inventory_rack_name_once")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Shelf(OrganisationModel, VersionedModel):
    """One position of address storage, in a rack or directly under a power node, for `capacity` units.

    A position of a warehouse may have no power node: units there draw nothing.
    """

    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="shelves", editable=False, verbose_name=_("site")
    )
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, related_name="shelves", editable=False, verbose_name=_("room")
    )
    power_node = models.ForeignKey(
        PowerNode,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="shelves",
        verbose_name=_("power distribution unit"),
    )
    rack = models.ForeignKey(
        Rack, on_delete=models.PROTECT, null=True, blank=True, related_name="shelves", verbose_name=_("rack")
    )
    # A shelf of a three-phase rack or node may hang on one leg of it; empty: fed as they are.
    phase = models.CharField(_("phase"), max_length=3, choices=Phases, blank=True, default="")
    label = models.CharField(_("label"), max_length=40)
    sort_key = models.CharField(max_length=80, editable=False, default="")
    height_units = models.PositiveSmallIntegerField(_("height, U"), default=4)
    capacity = models.PositiveSmallIntegerField(_("capacity"), default=1)

    tenancy: ClassVar[Tenancy] = Tenancy.CLIENT
    access_paths: ClassVar[Mapping[str, str]] = {"site": "site_id"}

    class Meta:
        verbose_name = _("shelf")
        verbose_name_plural = _("shelves")
        indexes = [models.Index(fields=["site", "sort_key"], name="inventory_shelf_in_order")]
        constraints = [
            models.UniqueConstraint(fields=["site", "label"], name="inventory_shelf_label_once"),
            models.CheckConstraint(condition=models.Q(capacity__gte=1), name="inventory_shelf_capacity"),
            models.CheckConstraint(condition=models.Q(height_units__gte=1), name="inventory_shelf_height"),
        ]

    def __str__(self) -> str:
        """Return the label."""
        return self.label
