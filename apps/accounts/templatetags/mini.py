"""Tags of pages that are shown on the web and inside the Mini App."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse

from apps.accounts import mini_app
from apps.accounts.middleware import mini_token as token_of

if TYPE_CHECKING:
    from django.template import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def mini_token(context: Context) -> str:
    """Return the token that writes from this page carry; empty before the session has begun."""
    request = context["request"]
    return token_of(request) if request.user.is_authenticated else ""


@register.simple_tag(takes_context=True)
def here(context: Context, name: str, *args: Any) -> str:
    """Return the address of a page: inside the Mini App that of its twin there."""
    is_mini = getattr(context["request"], "is_mini", False)
    return reverse(mini_app.name_inside(name) if is_mini else name, args=args)
