"""Forms about people and tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts import bindings
from apps.accounts.forms.account import language_choices, zone_choices
from apps.accounts.selectors.users import assignable_roles
from apps.accounts.services.tokens import MAX_DAYS, held_permissions
from apps.accounts.services.users import Person

if TYPE_CHECKING:
    from apps.common.actor import Actor


class UserForm(forms.Form):
    """A person as the administrator sets them; the choices of bindings come from the apps that own them."""

    login = forms.CharField(label=_("Login"), max_length=80, widget=forms.TextInput(attrs={"autocapitalize": "none"}))
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=160)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("The invitation with a link that sets the password goes there.")
    )
    role = forms.ChoiceField(label=_("Role"))
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    access_expires_on = forms.DateField(
        label=_("Access until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Actor, is_new: bool, **kwargs: Any) -> None:
        """Offer the roles the actor may give and what the actor may bind people to."""
        super().__init__(*args, **kwargs)
        self._binders = [] if actor.is_client else bindings.binders()
        self.fields["role"].choices = [(role.value, role.label) for role in assignable_roles(actor)]  # type: ignore[attr-defined]
        if not is_new:
            del self.fields["login"]
        for binder in self._binders:
            kind = forms.MultipleChoiceField if binder.several else forms.ChoiceField
            choices = list(binder.choices(actor))
            options = choices if binder.several else [("", "—"), *choices]
            self.fields[binder.key] = kind(label=str(binder.title), choices=options, required=False)

    def person(self) -> Person:
        """Return what was typed; a binding of another role than the chosen one is left as it is."""
        data = self.cleaned_data
        bound = {
            binder.key: data[binder.key] if binder.several else [uid for uid in [data[binder.key]] if uid]
            for binder in self._binders
            if data["role"] in binder.roles
        }
        names = ("name", "email", "role", "language", "time_zone", "access_expires_on")
        return Person(**{name: data[name] for name in names}, bound=bound)


class TokenForm(forms.Form):
    """A new API token: name, how long, and which of the own rights it gets."""

    name = forms.CharField(label=_("Name"), max_length=120)
    days = forms.IntegerField(label=_("Valid for, days"), min_value=1, max_value=MAX_DAYS, initial=90)
    permissions = forms.MultipleChoiceField(label=_("Rights"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        """Offer the rights the person holds."""
        super().__init__(*args, **kwargs)
        choices = [(one.name, f"{one.title} ({one.name})") for one in held_permissions(actor)]
        self.fields["permissions"].choices = choices  # type: ignore[attr-defined]  # a field of choices


class ReasonForm(forms.Form):
    """Why something is done to a person."""

    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)
