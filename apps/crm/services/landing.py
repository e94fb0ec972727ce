"""The landing form: a visitor's request becomes a lead, once, however often it is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from django.core import signing
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.audit.services import record
from apps.audit.snapshots import snapshot
from apps.common import clock
from apps.common.actor import Actor
from apps.common.crypto import blind_index
from apps.common.errors import DomainError, Invalid
from apps.common.roles import Role
from apps.common.scope import SystemJob, system_scope
from apps.crm.exceptions import FormRefused, LeadUnreachable
from apps.crm.models import Lead
from apps.crm.rules import sales_fields
from apps.crm.selectors.landing import active_link, organisation_by_slug
from apps.crm.services import directory
from apps.crm.services.checked import checked
from apps.crm.services.clients import MANAGERS
from apps.crm.services.leads import announce_lead, broker_of, source_key
from apps.crm.services.referrals import count_visit
from apps.crm.services.telling import tell_of_lead

if TYPE_CHECKING:
    from collections.abc import Mapping

CONSENT_VERSION: Final = "lead-2026-11"
UTM: Final = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")
_SALT: Final = "crm.landing"
# A person needs some seconds for the form; a page left open over night is opened anew.
MIN_AGE_S: Final = 3
MAX_AGE_S: Final = 12 * 3600
_UTM_CHARS = 100
# Requests from one address, and to one organisation, that are looked at within the window.
WINDOW_S: Final = 600
PER_ADDRESS: Final = 8
PER_ORGANISATION: Final = 300


class TooManyRequests(DomainError):
    """More requests came than people send."""

    code = "too_many_requests"
    status = 429
    sentence = _("Too many requests came from your network. Try again in ten minutes, or call us.")


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a request came from: the visitor's address and language, the link and the campaign that led here."""

    ip: str
    language: str = ""
    referral_code: str = ""
    utm: Mapping[str, str] = field(default_factory=dict)


def new_token(slug: str) -> str:
    """Return what a freshly shown form carries: its own key and the moment it was shown, signed."""
    return signing.dumps({"key": uuid4().hex, "at": clock.now().timestamp(), "for": slug}, salt=_SALT)


def submit_request(slug: str, *, token: str, trap: str, consent: bool, visit: Visit, values: Mapping[str, Any]) -> Lead:
    """Make a lead of what a visitor of the organisation's landing form sent, and return it.

    `trap` is the field no person sees; `token` comes from `new_token`, and the same token makes the same lead however
    often it arrives. Without `consent` nothing is kept. Works as the job `public-form`.
    Effects: the lead with consent, address and campaign; one audit record; the sales people are told; `lead_created`.
    Raises TooManyRequests, FormRefused (robot, or a page shown too long ago), LeadUnreachable, Invalid (at its field).
    """
    _limit(f"a:{visit.ip}", PER_ADDRESS)
    _limit(f"o:{slug}", PER_ORGANISATION)
    key = _key(slug, token)
    if trap:
        raise FormRefused
    if not consent:
        raise Invalid(_("Without your consent we may not keep your contact data."), field="consent")
    with system_scope(SystemJob.PUBLIC_FORM):
        organisation = organisation_by_slug(slug)
        if organisation is None:
            raise FormRefused
        known = Lead.objects.filter(organisation=organisation, form_key=key).first()
        return known or _made(organisation.pk, key, visit, values)


def note_visit(slug: str, code: str) -> bool:
    """Count a visitor who came by a referral link for the first time; returns whether the link is in use."""
    with system_scope(SystemJob.PUBLIC_FORM):
        organisation = organisation_by_slug(slug)
        link = active_link(organisation.pk, code) if organisation else None
        if link is not None:
            count_visit(link)
        return link is not None


def _made(organisation_id: int, key: UUID, visit: Visit, values: Mapping[str, Any]) -> Lead:
    """Write the lead; two copies that arrive at once meet the unique key, and the second is answered as the first."""
    by = Actor.job(SystemJob.PUBLIC_FORM.value, organisation_id)
    tidy = checked(sales_fields.LEAD, values)
    if not sales_fields.reachable(tidy):
        raise LeadUnreachable(field="phone")
    moment = clock.now()
    link = active_link(organisation_id, visit.referral_code)
    holder = link.owner if link else None
    lead = Lead(
        organisation_id=organisation_id,
        source=directory.source_of(organisation_id, source_key(link)),
        referral=link,
        broker=broker_of(link),
        owner=holder if holder is not None and Role(holder.role) in MANAGERS else None,
        came_at=moment,
        language=visit.language[:10],
        utm={name: text[:_UTM_CHARS] for name, text in visit.utm.items() if name in UTM and text},
        consent_version=CONSENT_VERSION,
        consent_at=moment,
        consent_ip=visit.ip,
        form_key=key,
        **tidy,
    )
    try:
        with transaction.atomic():
            lead.save(force_insert=True)
    except IntegrityError as error:
        if "crm_lead_form_once" not in str(error):
            raise
        return Lead.objects.get(organisation_id=organisation_id, form_key=key)
    tell_of_lead(lead, by=by)
    record(by=by, action="crm.lead.create", subject=lead, after=snapshot(lead))
    announce_lead(lead, by)
    return lead


def _key(slug: str, token: str) -> UUID:
    """Return the key of a token that was shown for this organisation, long and recently enough. Raises FormRefused."""
    try:
        content = signing.loads(token, salt=_SALT)
    except signing.BadSignature as error:
        raise FormRefused from error
    age = clock.now().timestamp() - content["at"]
    if content["for"] != slug or not MIN_AGE_S <= age <= MAX_AGE_S:
        raise FormRefused
    return UUID(content["key"])


def _limit(name: str, most: int) -> None:
    """Count one request within the window; no address stands in the cache. Raises TooManyRequests."""
    key = f"landing:{blind_index(name, _SALT).hex()}"
    cache.add(key, 0, WINDOW_S)
    try:
        count = cache.incr(key)
    except ValueError:  # the window ended between the two
        return
    if count > most:
        raise TooManyRequests
