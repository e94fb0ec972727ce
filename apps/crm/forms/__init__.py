"""Forms of crm: what is typed, checked by the same rules as the services."""

from apps.crm.forms.clients import AccountForm, ContactForm, NewClientForm, PassportForm
from apps.crm.forms.contracts import ContractForm, ReasonForm

__all__ = ["AccountForm", "ContactForm", "ContractForm", "NewClientForm", "PassportForm", "ReasonForm"]
