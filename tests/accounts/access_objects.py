"""Objects of accounts for the access tests."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from apps.accounts.models import (
    ApiToken,
    Brand,
    LegalEntity,
    Notification,
    Organisation,
    Session,
    TelegramBot,
    TelegramLink,
    User,
)
from apps.accounts.services import letters
from apps.common.clock import now
from apps.common.models import OutboxMessage
from apps.common.roles import Role
from tests.access import objects

if TYPE_CHECKING:
    from tests.access.world import Place


def _member(place: Place, user: User) -> User:
    """Return the user, or for platform staff (who have no rows in an organisation) the place's administrator."""
    return user if user.organisation_id else place.people[Role.ADMIN]


def session(place: Place, user: User) -> Session:
    return Session.objects.create(
        key_digest=uuid.uuid4().hex,
        data="",
        user=user,
        organisation=user.organisation,
        user_agent=f"browser of {place.name}",
        last_seen_at=now(),
        expires_at=now() + timedelta(hours=1),
    )


def notification(place: Place, user: User) -> Notification:
    return Notification.objects.create(
        organisation=place.organisation, user=_member(place, user), kind=f"kind of {place.name}"
    )


def token(place: Place, user: User) -> ApiToken:
    return ApiToken.objects.create(
        organisation=place.organisation,
        user=_member(place, user),
        name=f"token of {place.name}",
        prefix="nht_",
        digest=uuid.uuid4().hex,
        expires_at=now() + timedelta(days=1),
    )


def person(place: Place, user: User) -> User:
    return user


def entity(place: Place, user: User) -> LegalEntity:
    return LegalEntity.objects.get(organisation=place.organisation)


def brand(place: Place, user: User) -> Brand:
    return Brand.objects.get(organisation=place.organisation)


def organisation(place: Place, user: User) -> Organisation:
    return place.organisation


def part(place: Place, user: User) -> str:
    return "masks"


def integration(place: Place, user: User) -> str:
    return "dadata"


def message(place: Place, user: User) -> OutboxMessage:
    return OutboxMessage.objects.create(
        topic="accounts.letter",
        payload={"user": user.pk, "letter": "invitation"},
        organisation_id=place.organisation.pk,
        state=OutboxMessage.State.FAILED,
        due_at=now(),
        error="SMTP 550",
    )


def bot(place: Place, user: User) -> TelegramBot:
    found = TelegramBot.objects.filter(organisation=place.organisation).first()
    return found or TelegramBot.objects.create(
        organisation=place.organisation, telegram_id=7_000_000 + place.organisation.pk, username=f"bot_{place.name}"
    )


def telegram_link(place: Place, user: User) -> TelegramLink:
    member = _member(place, user)
    found = TelegramLink.objects.filter(user=member).first()
    return found or TelegramLink.objects.create(
        organisation=place.organisation, user=member, telegram_id=8_000_000 + member.pk, username=f"@{place.name}"
    )


def slug(place: Place, user: User) -> str:
    return place.organisation.slug


def link(place: Place, user: User) -> str:
    return letters.link(user, letters.Letter.PASSWORD_RESET).rstrip("/").rpartition("/")[2]


objects.register("accounts:session*", uid=session)
objects.register("accounts:notification*", uid=notification)
objects.register("accounts:token*", uid=token)
objects.register("accounts:user*", uid=person)
objects.register("accounts_api:user*", uid=person)
objects.register("accounts_api:token*", uid=token)
objects.register("accounts_api:notification*", uid=notification)
objects.register("accounts:settings_change", part=part)
objects.register("accounts:integration_*", key=integration)
objects.register("accounts:telegram_update", uid=organisation)
objects.register("accounts:mini_ent*", uid=organisation)
objects.register("accounts:outbox*", uid=message)
objects.register("accounts:entity*", uid=entity)
objects.register("accounts:brand_*", slug=slug)
objects.register("accounts:password_set", token=link)
objects.register("accounts:email_verify", token=link)
objects.register_model(Organisation, organisation)
objects.register_model(LegalEntity, entity)
objects.register_model(Brand, brand)
objects.register_model(User, person)
objects.register_model(ApiToken, token)
objects.register_model(Session, session)
objects.register_model(TelegramBot, bot)
objects.register_model(TelegramLink, telegram_link)


def _app_label(place: Place, user: User) -> str:
    """Return an app of which the person sees something in the admin."""
    return {Role.AUDITOR: "audit", Role.PLATFORM: "accounts"}.get(Role(user.role), "crm")


objects.register("admin:app_list", app_label=_app_label)
