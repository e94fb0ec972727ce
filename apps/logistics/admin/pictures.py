"""Photos and signatures in the admin, beside what they belong to; each opens as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apps.common.admin import HouseTabularInline
from apps.logistics.models import Attachment
from apps.logistics.permissions import PICTURE_VIEW

if TYPE_CHECKING:
    from django.utils.safestring import SafeString


class PictureInline(HouseTabularInline[Attachment, Any]):
    """Photos and signatures of an act, a movement or a claim."""

    model = Attachment
    view_permission = PICTURE_VIEW
    fields = ("kind", "stage", "signer", "signer_name", "note", "by_label", "created_at", "picture")
    readonly_fields = fields

    @admin.display(description=_("file"))
    def picture(self, row: Attachment) -> SafeString:
        """Return a link to the picture."""
        return format_html('<a href="{}">{}</a>', reverse("logistics:attachment", args=[row.uid]), row.file.filename)
