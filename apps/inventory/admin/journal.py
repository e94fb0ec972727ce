"""Photos and notes of units in the admin: read-only; a photo is withdrawn by an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.common.admin import HouseAdmin, operation, register
from apps.common.navigation import Group
from apps.inventory.models import UnitNote, UnitPhoto
from apps.inventory.permissions import JOURNAL_VIEW, UNIT_JOURNAL
from apps.inventory.services import withdraw_photo

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from apps.common.actor import Actor


class WhyForm(forms.Form):
    """Why a photo is withdrawn."""

    why = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


@register(UnitPhoto)
class UnitPhotoAdmin(HouseAdmin[UnitPhoto]):
    """Photos, the withdrawn ones too."""

    view_permission = UNIT_JOURNAL
    group = Group.EQUIPMENT
    order = 62
    icon = "photo_camera"
    list_display = ("unit", "kind", "caption", "created_at", "by_label", "withdrawn_at")
    list_select_related = ("unit",)
    list_filter: ClassVar[Any] = ("kind",)
    search_fields = ("unit__serial", "caption")
    ordering = ("-id",)
    actions_detail = ("withdraw",)

    @operation(
        title=gettext_lazy("Withdraw the photo"),
        permission=UNIT_JOURNAL,
        confirm=gettext_lazy("The photo «%(name)s» will be shown nowhere any more; the record keeps it."),
        form=WhyForm,
        icon="hide_image",
        danger=True,
    )
    def withdraw(self, by: Actor, rows: QuerySet[UnitPhoto], data: dict[str, Any]) -> str:
        """Withdraw one photo."""
        withdraw_photo(by=by, photo=rows.get(), why=data["why"])
        return _("The photo was withdrawn.")


@register(UnitNote)
class UnitNoteAdmin(HouseAdmin[UnitNote]):
    """Notes on units."""

    view_permission = JOURNAL_VIEW
    group = Group.EQUIPMENT
    order = 64
    icon = "sticky_note_2"
    list_display = ("unit", "text", "by_label", "created_at")
    list_select_related = ("unit",)
    search_fields = ("unit__serial", "text", "by_label")
    ordering = ("-id",)
