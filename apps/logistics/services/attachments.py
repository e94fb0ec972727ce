"""Photos and signatures: pictures are checked and kept by their hash, beside what they belong to."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PIL import Image, ImageOps, UnidentifiedImageError

from apps.common import files
from apps.logistics.enums import AttachmentKind, Signer, Stage
from apps.logistics.exceptions import NotAnImage
from apps.logistics.models import Attachment

if TYPE_CHECKING:
    from apps.common.actor import Actor
    from apps.logistics.models import Claim, IntakeAct, Movement, ReturnAct

MOST_BYTES: Final = 8 * 1024 * 1024
_MOST_PIXELS: Final = 50_000_000
_LONGEST_SIDE: Final = 2000
_TYPES: Final = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def tidy_picture(data: bytes) -> tuple[bytes, str]:
    """Return a picture without its hidden data (place, device), no side longer than 2,000 px, and its type.

    Raises NotAnImage for anything that is not a JPEG, PNG or WebP of at most 8 MB and 50 million pixels.
    """
    refusal = NotAnImage(field="photo", most=MOST_BYTES // 1024 // 1024)
    if not data or len(data) > MOST_BYTES:
        raise refusal
    try:
        with Image.open(io.BytesIO(data), formats=list(_TYPES)) as picture:
            kind = str(picture.format)
            if picture.width * picture.height > _MOST_PIXELS:
                raise refusal
            turned = _upright(picture)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise refusal from error
    turned.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    kept = io.BytesIO()
    if kind == "JPEG":
        turned.convert("RGB").save(kept, "JPEG", quality=85, optimize=True)
    else:
        turned.save(kept, kind)
    return kept.getvalue(), _TYPES[kind]


def _upright(picture: Image.Image) -> Image.Image:
    """Return a copy turned as the camera meant it, without EXIF data."""
    turned = ImageOps.exif_transpose(picture)
    bare = Image.new(turned.mode, turned.size)
    bare.paste(turned)
    return bare


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
    photos: tuple[bytes, ...], *, by: Actor, stage: Stage, of: Of, claim: Claim | None = None
) -> list[Attachment]:
    """Keep photos, in the caller's transaction and under the caller's right. Raises NotAnImage."""
    rows = []
    for number, data in enumerate(photos, start=1):
        picture, content_type = tidy_picture(data)
        name = f"photo-{number}.{content_type.rpartition('/')[2]}"
        rows.append(
            Attachment.objects.create(
                organisation_id=by.tenant_id,
                kind=AttachmentKind.PHOTO,
                stage=stage,
                claim=claim,
                file=files.store(by.tenant_id, picture, name, content_type),
                by_label=by.label[:160],
                **of.columns(),
            )
        )
    return rows


def attach_signature(drawn: bytes, *, by: Actor, stage: Stage, of: Of, signer: Signer, signer_name: str) -> Attachment:
    """Keep a signature drawn on screen with the name of who signed, as above. Raises NotAnImage."""
    picture, content_type = tidy_picture(drawn)
    return Attachment.objects.create(
        organisation_id=by.tenant_id,
        kind=AttachmentKind.SIGNATURE,
        stage=stage,
        file=files.store(by.tenant_id, picture, f"signature-{signer}.{content_type.rpartition('/')[2]}", content_type),
        signer=signer,
        signer_name=signer_name.strip()[:160],
        by_label=by.label[:160],
        **of.columns(),
    )
