"""Objects of sales for the matrix of addresses: a broker's or partner's are those they brought themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apps.common.roles import Role
from apps.crm.models import Activity, Deal, Lead, LeadSource, Pipeline, ReferralLink, Stage, StageChange
from apps.crm.services import default_pipeline
from tests.access import objects
from tests.crm.sales_factories import make_activity, make_deal, make_lead, make_link, stage_of
from tests.factories import actor_for

if TYPE_CHECKING:
    from apps.accounts.models import User
    from tests.access.world import Place

_BRINGERS = {Role.BROKER, Role.PARTNER}


def lead(place: Place, user: User) -> Lead:
    """Return a lead, brought by the user where that is their work."""
    return make_lead(place.organisation, actor_for(user) if user.role in _BRINGERS else None)


def deal(place: Place, user: User) -> Deal:
    """Return a deal of a lead of that kind with the place's client."""
    return make_deal(place.organisation, place.things["client"], lead=lead(place, user))


def activity(place: Place, user: User) -> Activity:
    """Return a note about such a lead."""
    return make_activity(place.organisation, lead(place, user))


def link(place: Place, user: User) -> ReferralLink:
    """Return a referral link, the user's own where that is their work."""
    if user.role in _BRINGERS:
        return make_link(place.organisation, owner=user)
    return make_link(place.organisation, place.things["client"])


def stage(place: Place, user: User) -> Stage:
    """Return a stage of the organisation's pipeline."""
    return stage_of(place.organisation)


def pipeline(place: Place, user: User) -> Pipeline:
    """Return the organisation's pipeline."""
    return default_pipeline(place.organisation.pk)


def source(place: Place, user: User) -> LeadSource:
    """Return a source of leads."""
    default_pipeline(place.organisation.pk)
    return LeadSource.objects.filter(organisation=place.organisation).earliest("pk")


def move(place: Place, user: User) -> StageChange:
    """Return a move of such a deal."""
    return StageChange.objects.filter(deal=deal(place, user)).earliest("pk")


def slug(place: Place, user: User) -> str:
    """Return the short name in the address of the landing form."""
    return place.organisation.slug


def lead_verb(place: Place, user: User) -> str:
    """Return a step of a lead."""
    return "qualify"


def activity_verb(place: Place, user: User) -> str:
    """Return a step of an activity."""
    return "remove"


def noun(place: Place, user: User) -> str:
    """Return what the stream is asked of."""
    return "lead"


def fact(place: Place, user: User) -> str:
    """Return the name of a fact that leads and deals have."""
    return "next_step"


objects.register("crm:lead*", uid=lead)
objects.register("crm:lead_field", uid=lead, name=fact)
objects.register("crm:lead_step", uid=lead, verb=lead_verb)
objects.register("crm:deal*", uid=deal)
objects.register("crm:deal_field", uid=deal, name=fact)
objects.register("crm:activity_edit", uid=activity)
objects.register("crm:activity_step", uid=activity, verb=activity_verb)
objects.register("crm:stream", noun=noun, uid=lead)
objects.register("crm:activity_add", noun=noun, uid=lead)
objects.register("crm:referral*", uid=link)
objects.register("crm:stage*", uid=stage)
objects.register("crm:source*", uid=source)
objects.register("crm:landing*", slug=slug)
objects.register("crm_api:lead*", uid=lead)
objects.register("crm_api:deal*", uid=deal)
objects.register("crm_api:activity*", uid=activity)
objects.register("crm_api:referral*", uid=link)
objects.register("crm_api:stage*", uid=stage)
objects.register("crm_api:stage-change*", uid=move)
objects.register("crm_api:source*", uid=source)
objects.register_model(Lead, lead)
objects.register_model(Deal, deal)
objects.register_model(Activity, activity)
objects.register_model(ReferralLink, link)
objects.register_model(Stage, stage)
objects.register_model(Pipeline, pipeline)
objects.register_model(LeadSource, source)
objects.register_model(StageChange, move)
