"""Addresses of inventory's pages."""

from __future__ import annotations

from django.urls import path

from apps.inventory.views import bulk, journal, labels, models, places, plan, power, reservations, shelves, sites, units

app_name = "inventory"

urlpatterns = [
    path("sites/", sites.SiteList.as_view(), name="sites"),
    path("sites/new/", sites.site_new, name="site_new"),
    path("sites/<uuid:uid>/", sites.site, name="site"),
    path("sites/<uuid:uid>/edit/", sites.site_edit, name="site_edit"),
    path("sites/<uuid:uid>/delete/", sites.site_delete, name="site_delete"),
    path("sites/<uuid:uid>/rooms/new/", sites.room_new, name="room_new"),
    path("sites/rooms/<uuid:uid>/edit/", places.room_edit, name="room_edit"),
    path("sites/rooms/<uuid:uid>/nodes/new/", places.node_new, name="node_new"),
    path("sites/nodes/<uuid:uid>/", power.node, name="node"),
    path("sites/nodes/<uuid:uid>/reserve/", reservations.reservation_new, name="reservation_new"),
    path("sites/racks/<uuid:uid>/move/", power.rack_move, name="rack_move"),
    path("sites/<uuid:uid>/shelves/move/", power.shelves_move, name="shelves_move"),
    path("sites/reservations/", reservations.ReservationList.as_view(), name="reservations"),
    path("sites/reservations/<uuid:uid>/release/", reservations.reservation_release, name="reservation_release"),
    path("sites/reservations/<uuid:uid>/prolong/", reservations.reservation_prolong, name="reservation_prolong"),
    path("sites/nodes/<uuid:uid>/edit/", places.node_edit, name="node_edit"),
    path("sites/nodes/<uuid:uid>/racks/new/", places.rack_new, name="rack_new"),
    path("sites/racks/<uuid:uid>/edit/", places.rack_edit, name="rack_edit"),
    path("sites/shelves/<uuid:uid>/edit/", places.shelf_edit, name="shelf_edit"),
    path("sites/<slug:kind>/<uuid:uid>/shelves/", shelves.shelves, name="shelves"),
    path("sites/<slug:kind>/<uuid:uid>/shelves/new/", places.shelves_new, name="shelves_new"),
    path("sites/<slug:kind>/<uuid:uid>/delete/", places.place_delete, name="place_delete"),
    path("plans/", plan.plans, name="plans"),
    path("plans/rooms/<uuid:uid>/", plan.plan_room, name="plan_room"),
    path("plans/racks/<uuid:uid>/", plan.plan_rack, name="plan_rack"),
    path("equipment/", units.UnitList.as_view(), name="units"),
    path("equipment/labels/", labels.unit_labels, name="unit_labels"),
    path("sites/labels/", labels.shelf_labels, name="shelf_labels"),
    path("sites/shelves/<uuid:uid>/", labels.shelf, name="shelf"),
    path("equipment/bulk/", bulk.bulk, name="bulk"),
    path("equipment/warranties/", journal.WarrantyList.as_view(), name="warranties"),
    path("equipment/photos/<uuid:uid>/", journal.photo, name="photo"),
    path("equipment/photos/<uuid:uid>/small/", journal.photo_small, name="photo_small"),
    path("equipment/photos/<uuid:uid>/withdraw/", journal.photo_withdraw, name="photo_withdraw"),
    path("equipment/<uuid:uid>/photos/", journal.unit_photos, name="unit_photos"),
    path("equipment/<uuid:uid>/at/", journal.unit_at, name="unit_at"),
    path("equipment/<uuid:uid>/note/", journal.unit_note, name="unit_note"),
    path("equipment/models/", models.ModelList.as_view(), name="models"),
    path("equipment/models/new/", models.model_new, name="model_new"),
    path("equipment/models/load/", models.models_load, name="models_load"),
    path("equipment/models/<uuid:uid>/edit/", models.model_edit, name="model_edit"),
    path("equipment/models/<uuid:uid>/effect/", models.model_effect, name="model_effect"),
    path("equipment/<uuid:uid>/", units.unit, name="unit"),
    path("equipment/<uuid:uid>/edit/", units.unit_edit, name="unit_edit"),
    path("equipment/<uuid:uid>/serial/", units.unit_serial, name="unit_serial"),
    path("equipment/<uuid:uid>/network/", units.unit_network, name="unit_network"),
    path("equipment/<uuid:uid>/power/", units.unit_power, name="unit_power"),
    path("equipment/<uuid:uid>/state/", units.unit_state, name="unit_state"),
    path("equipment/<uuid:uid>/place/", units.unit_place, name="unit_place"),
    path("equipment/<uuid:uid>/take-off/", units.unit_take_off, name="unit_take_off"),
]
