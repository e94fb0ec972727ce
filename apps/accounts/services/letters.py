"""Letters to people: put into the outbox in the transaction, written in the reader's language when they leave.

A link's token is made only at delivery, so that no table ever holds it.
"""

from __future__ import annotations

import smtplib
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from apps.accounts.models import Brand, User
from apps.accounts.rules import links
from apps.common import outbox
from apps.common.scope import SystemJob, system_scope

if TYPE_CHECKING:
    from uuid import UUID

    from apps.common.models import OutboxMessage

TOPIC: Final = "accounts.letter"
PRODUCT: Final = "NeuroHost"
_REFUSED_FOR_GOOD = 500


class Letter(StrEnum):
    """The letters of accounts; each has a subject and a text template."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a letter
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of a letter
    VERIFY_EMAIL = "verify_email"


_LINKS: Final = {
    Letter.INVITATION: (links.Purpose.INVITE, "accounts:password_set"),
    Letter.PASSWORD_RESET: (links.Purpose.RESET, "accounts:password_set"),
    Letter.VERIFY_EMAIL: (links.Purpose.EMAIL, "accounts:email_verify"),
}


def state_of(user: User, purpose: links.Purpose) -> tuple[Any, ...]:
    """Return the state that a link of this purpose is made for; when it changes the link is void."""
    if purpose is links.Purpose.EMAIL:
        return (user.email, user.email_verified_at)
    return (user.password, user.email, user.status)


def link(user: User, letter: Letter) -> str:
    """Return the full address of a letter's link, made now."""
    purpose, page = _LINKS[letter]
    token = links.sign(purpose, user.uid, state_of(user, purpose))
    return f"{settings.SITE_URL}{reverse(page, args=[token])}"


def send(user: User, letter: Letter) -> None:
    """Put a letter to this person into the outbox of the present transaction."""
    outbox.put(TOPIC, {"user": user.pk, "letter": letter.value}, organisation_id=user.organisation_id)


def deliver(message: OutboxMessage) -> None:
    """Write and send one letter (handler of the outbox topic `accounts.letter`)."""
    letter = Letter(message.payload["letter"])
    with system_scope(SystemJob.OUTBOX):
        user = User.objects.select_related("organisation").filter(pk=message.payload["user"]).first()
        if user is None or not user.email:
            raise outbox.Undeliverable(why="no e-mail address")
        brand = brand_of(user)
        context = {"user": user, "brand": brand, "site_url": settings.SITE_URL}
        with translation.override(user.language):
            if letter in _LINKS:
                context["link"] = link(user, letter)
            subject = " ".join(render_to_string(f"accounts/letters/{letter}_subject.txt", context).split())
            text = render_to_string(f"accounts/letters/{letter}.txt", context)
    mail(user.email, subject, text, sender_name=brand["name"], uid=message.uid)


def brand_of(user: User) -> dict[str, str]:
    """Return name and signature under which letters to this person go. Needs a system scope."""
    brand = Brand.objects.filter(organisation_id=user.organisation_id).first() if user.organisation_id else None
    if brand is None:
        return {"name": PRODUCT, "signature": PRODUCT}
    return {"name": brand.name, "signature": brand.letter_signature or brand.name}


def mail(address: str, subject: str, text: str, *, sender_name: str, uid: UUID) -> None:
    """Send one letter by SMTP. Raises DeliveryFailed or Undeliverable."""
    host = settings.SITE_URL.split("//", 1)[-1].split(":")[0].split("/")[0]
    sender = settings.DEFAULT_FROM_EMAIL
    plain = sender.rpartition("<")[2].rstrip(">")
    name = sender_name.translate(str.maketrans("", "", '\r\n"<>\\'))
    message = EmailMessage(subject, text, f'"{name}" <{plain}>', [address], headers={"Message-ID": f"<{uid}@{host}>"})
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        if code >= _REFUSED_FOR_GOOD:
            raise outbox.Undeliverable(why=f"SMTP {code}") from error
        raise outbox.DeliveryFailed(why=f"SMTP {code}") from error
    except (smtplib.SMTPException, OSError) as error:
        raise outbox.DeliveryFailed(why=f"{type(error).__name__}: {error}") from error
