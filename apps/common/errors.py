"""Refusals: every «no» of the domain is a named error with a translated sentence and a stable code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise


class DomainError(Exception):
    """A refusal that a person can understand.

    `code` is stable and part of the API; `field` names the input that is at fault; `params` fill the sentence
    and are given to API clients as they are. Kilowatts (`…_kw`) are written by the reader's language in the sentence.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    sentence: ClassVar[str | Promise] = _("The operation was refused.")

    def __init__(self, sentence: str | Promise = "", *, field: str | None = None, **params: Any) -> None:
        """Keep the sentence (the class's own when none is given), the field at fault and the parameters."""
        self.template = sentence or type(self).sentence
        self.field = field
        self.params = params
        super().__init__(self.code)

    @property
    def message(self) -> str:
        """The sentence in the language of the reader."""
        text = str(self.template)
        return text % {name: _written(name, value) for name, value in self.params.items()} if self.params else text

    def __str__(self) -> str:
        """Return the sentence."""
        return self.message


def _written(name: str, value: Any) -> Any:
    """Return a parameter as a sentence shows it."""
    return number_format(value, use_l10n=True, force_grouping=True) if name.endswith("_kw") else value


class Invalid(DomainError):
    """A value is not acceptable; names its field."""

    code = "invalid"
    status = 422
    sentence = _("The value is not acceptable.")


class Conflict(DomainError):
    """The state of things does not allow it now."""

    code = "conflict"
    sentence = _("The present state does not allow this.")


class StaleVersion(Conflict):
    """Somebody else changed the row since it was read."""

    code = "stale_version"
    sentence = _("Somebody changed this in the meantime. Load it again and repeat your change.")


class NotReady(DomainError):
    """Something that must be set up first is missing."""

    code = "not_ready"
    sentence = _("Something must be set up before this can be done.")


class AccessDenied(PermissionDenied, DomainError):
    """The actor lacks the right."""

    code = "access_denied"
    status = 403
    sentence = _("You do not have the right to do this.")

    def __init__(self, sentence: str | Promise = "", *, field: str | None = None, **params: Any) -> None:
        """Behave like any refusal; Django answers 403."""
        DomainError.__init__(self, sentence, field=field, **params)


class ScopeRefused(RuntimeError):
    """Rows were asked for without a scope, or a scope cannot be given to this actor. A defect, never shown."""
