"""`/api/v1/me/telegram/` and `me/notification-times/`: the own link, and when the own telephone may ring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from apps.accounts.api.people import typed
from apps.accounts.models import NotificationTimes, TelegramLink
from apps.accounts.permissions import PROFILE
from apps.accounts.rules import quiet
from apps.accounts.selectors.notifications import own_times
from apps.accounts.selectors.telegram import own_link
from apps.accounts.services import notifying
from apps.accounts.services import telegram as services
from apps.common.api.views import HouseViewSet
from apps.common.http.idempotency import shown_once

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request

    from apps.common.access import Permission


class TelegramSerializer(serializers.Serializer[Any]):
    """The own link: the bot (empty: there is none), the name in Telegram (empty: not linked), broken since when."""

    bot = serializers.CharField()
    name = serializers.CharField()
    linked_at = serializers.DateTimeField(allow_null=True)
    broken_at = serializers.DateTimeField(allow_null=True)


class TelegramDeepLinkSerializer(serializers.Serializer[Any]):
    """A deep link that links the Telegram in which it is opened; good once, for 15 minutes."""

    url = serializers.CharField()


class TimesSerializer(serializers.Serializer[Any]):
    """Quiet hours (both or none, in the person's zone) and how often what is not urgent comes."""

    digest = serializers.ChoiceField(choices=[(one.value, one.value) for one in quiet.Digest])
    digest_at = serializers.TimeField()
    quiet_from = serializers.TimeField(allow_null=True)
    quiet_until = serializers.TimeField(allow_null=True)


class TelegramViewSet(HouseViewSet):
    """The own link with Telegram."""

    permissions: ClassVar[Mapping[str, Permission]] = dict.fromkeys(("list", "create", "unlink"), PROFILE)
    queryset = TelegramLink.objects.all()
    serializer_class = TelegramSerializer
    pagination_class = None
    filter_backends = ()

    @extend_schema(operation_id="me_telegram", responses=TelegramSerializer)
    def list(self, request: Request) -> Response:
        """Show the own link."""
        return Response(TelegramSerializer(own_link(self.actor)).data)

    @extend_schema(request=None, responses={201: TelegramDeepLinkSerializer})
    def create(self, request: Request) -> Response:
        """Make a deep link; the answer is the one place where it is shown."""
        response = Response({"url": services.make_link(by=self.actor)}, status=status.HTTP_201_CREATED)
        shown_once(response)
        return response

    @extend_schema(request=None, responses=TelegramSerializer)
    @action(detail=False, methods=["post"])
    def unlink(self, request: Request) -> Response:
        """Remove the own link."""
        services.unlink(by=self.actor)
        return Response(TelegramSerializer(own_link(self.actor)).data)


class NotificationTimesViewSet(HouseViewSet):
    """When the own telephone may ring."""

    permissions: ClassVar[Mapping[str, Permission]] = dict.fromkeys(("list", "create"), PROFILE)
    queryset = NotificationTimes.objects.all()
    serializer_class = TimesSerializer
    pagination_class = None
    filter_backends = ()

    @extend_schema(operation_id="me_notification_times", responses=TimesSerializer)
    def list(self, request: Request) -> Response:
        """Show the times."""
        return Response(TimesSerializer(own_times(self.actor)).data)

    @extend_schema(request=TimesSerializer, responses=TimesSerializer)
    def create(self, request: Request) -> Response:
        """Set the times."""
        told = typed(request, TimesSerializer)
        times = quiet.Times(told["quiet_from"], told["quiet_until"], quiet.Digest(told["digest"]), told["digest_at"])
        notifying.change_times(by=self.actor, times=times)
        return Response(TimesSerializer(own_times(self.actor)).data)
