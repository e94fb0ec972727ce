"""What the API shows and takes of people, tokens and notifications; judging values is the services' work."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.accounts import notifications
from apps.accounts.models import ApiToken, Notification, User
from apps.accounts.services.tokens import MAX_DAYS
from apps.common.roles import Role


class UserSerializer(serializers.ModelSerializer[User]):
    """A person; `is_active` says whether the account works today."""

    is_active = serializers.BooleanField(read_only=True)

    class Meta:
        model = User
        fields = (
            "uid", "login", "name", "email", "role", "status", "is_active", "language", "time_zone",
            "access_expires_on", "last_login", "version", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class MeSerializer(serializers.Serializer[Any]):
    """Who asks, and what they may do: with a token no more than the token's rights."""

    uid = serializers.UUIDField(allow_null=True)
    login = serializers.CharField(source="label")
    kind = serializers.CharField()
    role = serializers.CharField(allow_null=True)
    permissions = serializers.ListField(child=serializers.CharField())
    unread_notifications = serializers.IntegerField()


class UserWriteSerializer(serializers.Serializer[Any]):
    """A new account; the invitation goes to `email`. `bound` names by kind what the person is bound to."""

    login = serializers.CharField(max_length=80)
    name = serializers.CharField(max_length=160)
    email = serializers.EmailField(required=False, allow_blank=True, default="")
    role = serializers.ChoiceField(choices=Role.choices)
    language = serializers.CharField(max_length=10, default="ru")
    time_zone = serializers.CharField(max_length=64, default="Europe/Moscow")
    access_expires_on = serializers.DateField(required=False, allow_null=True, default=None)
    bound = serializers.DictField(child=serializers.ListField(child=serializers.UUIDField()), required=False)


class AccountReasonSerializer(serializers.Serializer[Any]):
    """Why something is done."""

    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    """An own token; its key is shown when it is made and never again."""

    class Meta:
        model = ApiToken
        fields = ("uid", "name", "prefix", "permissions", "created_at", "expires_at", "revoked_at", "last_used_at")
        read_only_fields = fields


class NewTokenSerializer(TokenSerializer):
    """A token that was just made, with its key."""

    key = serializers.CharField(read_only=True)

    class Meta:
        model = ApiToken
        fields = (*TokenSerializer.Meta.fields, "key")
        read_only_fields = fields


class TokenWriteSerializer(serializers.Serializer[Any]):
    """A new token: names of rights that the person holds, for so many days."""

    name = serializers.CharField(max_length=120)
    permissions = serializers.ListField(child=serializers.CharField(max_length=80), allow_empty=False)
    days = serializers.IntegerField(min_value=1, max_value=MAX_DAYS, default=90)


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    """Something the person was told; `sentence` is in the language of the request."""

    sentence = serializers.SerializerMethodField()

    class Meta:
        model = Notification
        fields = ("uid", "kind", "sentence", "params", "url", "created_at", "read_at")
        read_only_fields = fields

    def get_sentence(self, row: Notification) -> str:
        """The words of the bell."""
        return notifications.sentence_of(row.kind, row.params)


class CountSerializer(serializers.Serializer[Any]):
    """How many rows were changed."""

    changed = serializers.IntegerField()
