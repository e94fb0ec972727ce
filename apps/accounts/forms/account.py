"""Forms of the own account: profile, passwords."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.models import NotificationTimes
from apps.accounts.rules import quiet
from apps.common.context_processors import LANGUAGE_NAMES

THEME_CHOICES = [("dark", _("Dark")), ("light", _("Light")), ("auto", _("As the system"))]


def language_choices() -> list[tuple[str, str]]:
    """Return the languages under their own names."""
    return [(code, LANGUAGE_NAMES.get(code, code)) for code, _name in settings.LANGUAGES]


def zone_choices() -> list[tuple[str, str]]:
    """Return the time zones by name."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name or name == "UTC"]


class ProfileForm(forms.Form):
    """What a person may change about themselves; `version` is the row's when the form was shown."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=160)
    email = forms.EmailField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    theme = forms.ChoiceField(label=_("Theme"), choices=THEME_CHOICES)
    version = forms.IntegerField(widget=forms.HiddenInput)


class TimesForm(forms.Form):
    """When the own telephone may ring."""

    digest = forms.ChoiceField(label=_("How often"), choices=NotificationTimes.Digest.choices)
    digest_at = forms.TimeField(
        label=_("Once a day at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_from = forms.TimeField(
        label=_("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    @staticmethod
    def initial_of(times: quiet.Times) -> dict[str, object]:
        """Return what the form begins with."""
        return {
            "digest": times.digest.value, "digest_at": times.digest_at, "quiet_from": times.quiet_from,
            "quiet_until": times.quiet_until,
        }  # fmt: skip

    def times(self) -> quiet.Times:
        """Return what was typed."""
        data = self.cleaned_data
        digest = quiet.Digest(data["digest"])
        return quiet.Times(data["quiet_from"], data["quiet_until"], digest, data["digest_at"])


def _new_password(label: str | Promise) -> forms.CharField:
    """Return a field for a new password."""
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # any lazy text will do
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class NewPasswordForm(forms.Form):
    """A password, typed twice."""

    password = _new_password(_("New password"))
    repeated = _new_password(_("New password again"))

    def clean_repeated(self) -> str:
        """Refuse two different ones."""
        repeated = str(self.cleaned_data["repeated"])
        if repeated != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("The two passwords differ."))
        return repeated


class PasswordChangeForm(forms.Form):
    """The present password, and the new one twice."""

    present = forms.CharField(
        label=_("Present password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = _new_password(_("New password"))
    repeated = _new_password(_("New password again"))

    def clean_repeated(self) -> str:
        """Refuse two different ones."""
        repeated = str(self.cleaned_data["repeated"])
        if repeated != self.cleaned_data.get("new"):
            raise forms.ValidationError(_("The two passwords differ."))
        return repeated


class ResetForm(forms.Form):
    """Whose password is forgotten."""

    name = forms.CharField(
        label=_("Login or e-mail"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}),
    )
