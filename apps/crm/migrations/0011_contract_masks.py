"""Number masks by type of contract; each counter of numbers goes on under the shape of its mask."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from apps.common.db.operations import ProtectTable

# One counter for each legal entity becomes one for each legal entity and shape of a mask.
_BY_SHAPE = r"""
UPDATE common_numbersequence AS counter
SET kind = counter.kind || '.' || left(
    encode(sha256(convert_to(regexp_replace(settings.contract_mask, '\{N:[0-9]+\}', '{N}', 'g'), 'UTF8')), 'hex'), 16)
FROM accounts_organisationsettings AS settings
WHERE settings.organisation_id = counter.organisation_id AND counter.kind ~ '^crm\.contract\.[0-9]+$'
"""
_BY_ENTITY = r"""
UPDATE common_numbersequence AS counter
SET kind = regexp_replace(counter.kind, '\.[0-9a-f]{16}$', '')
FROM accounts_organisationsettings AS settings
WHERE settings.organisation_id = counter.organisation_id AND counter.kind ~ '^crm\.contract\.[0-9]+\.[0-9a-f]{16}$'
    AND right(counter.kind, 16) = left(
        encode(sha256(convert_to(regexp_replace(settings.contract_mask, '\{N:[0-9]+\}', '{N}', 'g'), 'UTF8')), 'hex'),
        16)
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_foundation"), ("common", "0001_foundation"), ("crm", "0010_documents")]

    operations = [
        migrations.CreateModel(
            name="ContractMask",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "type",
                    models.CharField(
                        choices=[("hosting", "Hosting"), ("service", "Maintenance")],
                        max_length=16,
                        verbose_name="type",
                    ),
                ),
                ("mask", models.CharField(blank=True, default="", max_length=80, verbose_name="number mask")),
                (
                    "organisation",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "number mask of contracts",
                "verbose_name_plural": "number masks of contracts",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "type"), name="crm_contract_mask_once")
                ],
            },
        ),
        ProtectTable("ContractMask", staff_rights="w"),
        migrations.RunSQL(_BY_SHAPE, _BY_ENTITY),
    ]
