"""Form tags: `csrf_token` with the idempotency key, and fields with label, hint and errors."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms, template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.common.http.idempotency import FORM_FIELD

if TYPE_CHECKING:
    from django.forms import BoundField
    from django.template import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def csrf_token(context: Context) -> SafeString:
    """Django's token, and beside it a key of this very form, so that a form sent twice is done once."""
    token = context.get("csrf_token")
    if not token or token == "NOTPROVIDED":  # noqa: S105 - Django's own marker for a missing processor
        return SafeString("")
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="{}" value="{}">',
        token,
        FORM_FIELD,
        uuid.uuid4().hex,
    )


def _class_of(widget: forms.Widget) -> str:
    """Return the class that a widget wears on pages."""
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-control"


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, hint: str = "", **attributes: Any) -> dict[str, Any]:
    """Show one form field: label, widget, hint, errors, tied together for screen readers.

    `attributes` are set on the widget; underscores become hyphens (`hx_get="…"` is `hx-get`).
    """
    widget = bound.field.widget
    help_text = hint or bound.help_text
    described = [f"{bound.auto_id}-hint"] * bool(help_text) + [f"{bound.auto_id}-errors"] * bool(bound.errors)
    names: dict[str, str | bool] = {name.replace("_", "-"): str(value) for name, value in attributes.items()}
    names["class"] = " ".join(
        filter(None, [_class_of(widget), str(widget.attrs.get("class", "")), attributes.get("class")])
    )
    if described:
        names["aria-describedby"] = " ".join(described)
    if bound.errors:
        names["class"] = f"{names['class']} is-invalid"
        names["aria-invalid"] = "true"
    return {
        "field": bound,
        "widget": bound.as_widget(attrs=names),
        "help_text": help_text,
        "is_check": isinstance(widget, forms.CheckboxInput),
        "is_group": isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)),
        "is_hidden": bound.is_hidden,
    }
