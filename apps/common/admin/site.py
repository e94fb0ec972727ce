"""The admin's site: sign-in by our own page, a sidebar grouped as the business is, nothing outside the policy."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from apps.common import access
from apps.common.admin.seam import ThemedSite
from apps.common.errors import AccessDenied
from apps.common.http import actor_of, public
from apps.common.navigation import Group
from apps.common.permissions import ADMIN

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
    from django.db.models import Model
    from django.urls import URLPattern, URLResolver

AdminT = TypeVar("AdminT", bound="type[ModelAdmin[Any]]")
# Django's shortcut from any content type to its public page knows nothing of the access policy.
_DROPPED = frozenset({"view_on_site"})


class HouseSite(ThemedSite):
    """The one admin site."""

    site_title = _("Administration")
    site_header = "NeuroHost"
    index_title = _("Administration")
    enable_nav_sidebar = True
    # An unknown address is our own 404; Django's catch-all would answer before it.
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the person may open the admin at all."""
        return access.holds(actor_of(request), ADMIN)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Send signed-out people to our sign-in page, refuse the others without the right (403, no loop)."""
        inner = super().admin_view(view, cacheable)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not actor_of(request).is_known:
                return redirect_to_login(request.get_full_path(), reverse("accounts:sign_in"))
            if not self.has_permission(request):
                raise AccessDenied
            return inner(request, *args, **kwargs)

        guarded.permission = ADMIN  # type: ignore[attr-defined]  # read by the matrix test
        return guarded

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Return the addresses; sign-in and sign-out lead to our own pages, and none of the site's own writes."""
        kept = [url for url in super().get_urls() if getattr(url, "name", None) not in _DROPPED]
        for url in kept:
            # Django wraps the site's own pages once more and leaves the declaration behind.
            view = getattr(url, "callback", None)
            if view is None:
                continue
            if not getattr(view, "public", False):
                view.permission = ADMIN
            url.callback = require_safe(view)
        return kept

    @public
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to our own sign-in page."""
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"), reverse("accounts:sign_in"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]  # a redirect instead of a page
        """Lead to the profile, where sign-out is."""
        return HttpResponseRedirect(reverse("accounts:profile"))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]  # a redirect instead of a page
        """Lead to the profile, where the password is changed."""
        return HttpResponseRedirect(reverse("accounts:profile"))

    def get_log_entries(self, request: HttpRequest) -> Any:
        """Return no entries: the record is kept by audit, not by Django's log."""
        return super().get_log_entries(request).none()

    def get_sidebar_list(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Return the sidebar: groups in the order of the business, in each what the person may see."""
        groups: dict[Group, list[dict[str, Any]]] = {group: [] for group in Group}
        for model, admin in sorted(self._registry.items(), key=lambda pair: _place(*pair)):
            if admin.has_view_permission(request):
                groups[getattr(admin, "group", Group.SETTINGS)].append(self._sidebar_item(request, model, admin))
        return [{"title": group.value or None, "items": items} for group, items in groups.items() if items]

    def _sidebar_item(self, request: HttpRequest, model: type[Model], admin: ModelAdmin[Any]) -> dict[str, Any]:
        """Return one entry of the sidebar."""
        meta = model._meta
        link = reverse(f"{self.name}:{meta.app_label}_{meta.model_name}_changelist")
        return {
            "title": capfirst(str(meta.verbose_name_plural)),
            "icon": getattr(admin, "icon", "table"),
            "link": link,
            "active": request.path.startswith(link),
            "has_permission": True,
        }


def _place(model: type[Model], admin: ModelAdmin[Any]) -> tuple[int, str]:
    """Return where a model stands in its group."""
    return getattr(admin, "order", 100), str(model._meta.verbose_name_plural)


site = HouseSite(name="admin")


def register(*models: type[Model]) -> Callable[[AdminT], AdminT]:
    """Register an admin class with the house's site."""

    def decorate(admin: AdminT) -> AdminT:
        site.register(models, admin)
        return admin

    return decorate
