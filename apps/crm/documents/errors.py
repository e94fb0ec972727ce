"""Refusals of the document engine."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from apps.common.errors import Conflict, NotReady


class TemplateBroken(Conflict):
    """A template cannot be filled."""

    code = "template_broken"
    sentence = _("The document template cannot be filled: %(reason)s.")


class TemplateMissing(NotReady):
    """The version of a template that a document was made from is not here."""

    code = "template_missing"
    sentence = _("The template %(name)s of version %(version)s is not here.")
