"""Forms of documents: what a package holds, what an addendum says, a new template and its preview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.crm.enums import DocumentKind, DocumentLanguage
from apps.crm.forms.clients import RulesForm, text
from apps.crm.rules import addendum_fields
from apps.crm.selectors.clients import clients
from apps.crm.selectors.contracts import legal_entities

if TYPE_CHECKING:
    from apps.accounts.models import LegalEntity
    from apps.common.actor import Actor
    from apps.crm.models import Client

MOST_CLIENTS = 200
ADDENDUM = ("title", "changes", "signed_on", "effective_on")


class PackageForm(forms.Form):
    """Which documents, in which language, with PDF or without."""

    kinds = forms.MultipleChoiceField(
        label=_("Documents"), choices=DocumentKind.choices, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Language"), choices=DocumentLanguage.choices)
    with_pdf = forms.BooleanField(label=_("with PDF"), required=False)


class AddendumForm(RulesForm):
    """What an addendum says, before it is registered."""

    title = text(_("subject"), limit=160, hint=_("A few words in brackets, such as «tariff»."))
    changes = forms.CharField(
        label=_("what changes"),
        required=False,
        max_length=20_000,
        help_text=_("A paragraph a line; each becomes a numbered clause, as it stands here."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    effective_on = forms.CharField(
        label=_("takes effect"),
        required=False,
        help_text=_("The day of signing when empty."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    signed_on = forms.CharField(
        label=_("date of the addendum"),
        required=False,
        help_text=_("The day of registration when empty."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean(self) -> dict[str, Any]:
        """Judge by the rules."""
        values = super().clean() or {}
        self.refuse(addendum_fields.clean({name: values[name] for name in ADDENDUM if name in values})[1])
        return values


class TemplateForm(forms.Form):
    """A new version of a template."""

    file = forms.FileField(label=_("File"), widget=forms.FileInput(attrs={"accept": ".docx"}))
    legal_entity: forms.ModelChoiceField[LegalEntity] = forms.ModelChoiceField(
        queryset=None, label=_("Own legal entity"), required=False, empty_label=_("all legal entities")
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        """Offer the own legal entities."""
        super().__init__(*args, **kwargs)
        field = self.fields["legal_entity"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = legal_entities(actor)
            field.to_field_name = "uid"


class PreviewForm(forms.Form):
    """With which client a template is tried, and as which file."""

    client: forms.ModelChoiceField[Client] = forms.ModelChoiceField(
        queryset=None, label=_("Client"), required=False, empty_label=_("an invented client")
    )
    template = forms.UUIDField(required=False, widget=forms.HiddenInput)
    as_pdf = forms.BooleanField(label=_("as PDF"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        """Offer the clients in reach, the newest first; a page lists no more than a person looks through."""
        super().__init__(*args, **kwargs)
        field = self.fields["client"]
        if isinstance(field, forms.ModelChoiceField):
            rows = clients(actor)
            newest = list(rows.order_by("-id").values_list("pk", flat=True)[:MOST_CLIENTS])
            field.queryset = rows.filter(pk__in=newest).order_by("name")
            field.to_field_name = "uid"
