"""Addresses of accounts' API, under /api/v1/."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from apps.accounts.api.own import NotificationViewSet, TokenViewSet
from apps.accounts.api.people import MeViewSet, UserViewSet
from apps.accounts.api.telegram import NotificationTimesViewSet, TelegramViewSet

app_name = "accounts_api"

router = SimpleRouter(use_regex_path=False)
router.register("me", MeViewSet, basename="me")
router.register("me/telegram", TelegramViewSet, basename="telegram")
router.register("me/notification-times", NotificationTimesViewSet, basename="notification_times")
router.register("users", UserViewSet, basename="user")
router.register("tokens", TokenViewSet, basename="token")
router.register("notifications", NotificationViewSet, basename="notification")
urlpatterns = router.urls
