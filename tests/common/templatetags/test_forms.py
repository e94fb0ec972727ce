"""Form tags: every form carries its token and a key of its own; errors are tied to their field."""

from __future__ import annotations

import re

from django import forms
from django.template import Context, Template


class Example(forms.Form):
    name = forms.CharField(label="Name", help_text="As in the charter")
    agreed = forms.BooleanField(label="Agreed", required=False)


def test_each_form_has_a_key_of_its_own() -> None:
    text = Template("{% csrf_token %}{% csrf_token %}").render(Context({"csrf_token": "T"}))
    keys = re.findall(r'name="_idempotency_key" value="(\w{32})"', text)
    assert (len(set(keys)), text.count('name="csrfmiddlewaretoken" value="T"')) == (2, 2)


def test_an_error_is_tied_to_its_field() -> None:
    text = Template("{% field form.name %}").render(Context({"form": Example({})}))
    assert re.findall(r'aria-describedby="([^"]*)"', text) == ["id_name-hint id_name-errors"]
    assert ('aria-invalid="true"' in text, 'id="id_name-errors"' in text, 'for="id_name"' in text) == (True, True, True)


def test_a_widget_gets_attributes_by_name() -> None:
    text = Template("{% field form.name hx_get='/x/' %}").render(Context({"form": Example()}))
    assert 'hx-get="/x/"' in text
