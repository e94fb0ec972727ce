"""Forms of the admin: the version that was read, and a service's refusal shown at its field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from apps.common.errors import StaleVersion

if TYPE_CHECKING:
    from django.http import HttpRequest

    from apps.common.errors import DomainError

VERSION = "expected_version"


def refusal_of(request: HttpRequest) -> DomainError | None:
    """Return the refusal of the service that was called in this request."""
    return getattr(request, "admin_refusal", None)


def keep_refusal(request: HttpRequest, refusal: DomainError) -> None:
    """Remember a refusal, so that the form is shown again with it."""
    request.admin_refusal = refusal  # type: ignore[attr-defined]  # Django's request is open


def with_version(form: type[forms.BaseModelForm[Any]]) -> type[forms.BaseModelForm[Any]]:
    """Return the form with a hidden field that carries the version that was read; without it nothing is saved."""
    hidden = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": StaleVersion.sentence})
    return type(form.__name__, (form,), {VERSION: hidden})


def with_refusal(form: type[forms.ModelForm[Any]], request: HttpRequest) -> type[forms.ModelForm[Any]]:
    """Return the form that shows the refusal of this request at the field it names."""

    class Refused(form):  # type: ignore[valid-type, misc]  # made per request, as Django makes admin forms
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            if VERSION in self.fields:
                self.fields[VERSION].initial = getattr(self.instance, "version", None)

        def _post_clean(self) -> None:
            super()._post_clean()
            refusal = refusal_of(request)
            if refusal is not None:
                self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)

    Refused.__name__ = form.__name__
    return Refused
