"""Mixin of rows whose name the organisation gives in three languages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.crm.rules import wording


class NamedModel(models.Model):
    """A row with a name in Russian, Chinese and English; the reader's language is shown."""

    name = models.JSONField(_("name"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Return the name in the reader's language."""
        return wording.in_language(self.name, get_language())
