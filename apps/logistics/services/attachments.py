"""Photos and signatures: pictures are checked and kept by their hash, beside what they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from apps.common import clock, files
from apps.common.pictures import tidy_picture
from apps.logistics.enums import AttachmentKind, Signer, Stage
from apps.logistics.models import Attachment

if TYPE_CHECKING:
    from datetime import datetime

    from apps.common.actor import Actor
    from apps.logistics.models import Claim, IntakeAct, Movement, ReturnAct


@dataclass(frozen=True, slots=True)
class Of:
    """What a picture or a claim belongs to."""

    movement: Movement | None = None
    return_act: ReturnAct | None = None
    intake_act: IntakeAct | None = None

    def columns(self) -> dict[str, Any]:
        """Return the columns by which a row points at it."""
        return {"movement": self.movement, "return_act": self.return_act, "intake_act": self.intake_act}


def attach_photos(
    photos: tuple[bytes, ...],
    *,
    by: Actor,
    stage: Stage,
    of: Of,
    claim: Claim | None = None,
    note: str = "",
    at: datetime | None = None,
) -> list[Attachment]:
    """Keep photos, in the caller's transaction and under the caller's right; `note` says what they show.

    `at` lays history: when they were taken, if not now. Raises NotAnImage.
    """
    rows = []
    for number, data in enumerate(photos, start=1):
        picture, content_type = tidy_picture(data)
        name = f"photo-{number}.{content_type.rpartition('/')[2]}"
        row = Attachment(
            organisation_id=by.tenant_id,
            kind=AttachmentKind.PHOTO,
            stage=stage,
            claim=claim,
            file=files.store(by.tenant_id, picture, name, content_type),
            note=note.strip()[:200],
            by_label=by.label[:160],
            **of.columns(),
        )
        row.insert_as_of(at or clock.now())
        rows.append(row)
    return rows


def attach_signature(
    drawn: bytes, *, by: Actor, stage: Stage, of: Of, signer: Signer, signer_name: str, at: datetime | None = None
) -> Attachment:
    """Keep a signature drawn on screen with the name of who signed, as above. Raises NotAnImage."""
    picture, content_type = tidy_picture(drawn)
    row = Attachment(
        organisation_id=by.tenant_id,
        kind=AttachmentKind.SIGNATURE,
        stage=stage,
        file=files.store(by.tenant_id, picture, f"signature-{signer}.{content_type.rpartition('/')[2]}", content_type),
        signer=signer,
        signer_name=signer_name.strip()[:160],
        by_label=by.label[:160],
        **of.columns(),
    )
    row.insert_as_of(at or clock.now())
    return row
