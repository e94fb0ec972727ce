"""Movements, returns, claims, photos and signatures, under row-level security."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import apps.common.crypto
from apps.common.db.operations import ProtectTable
from apps.logistics.migrations.sql import journeys


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_foundation"),
        ("common", "0001_foundation"),
        ("crm", "0001_foundation"),
        ("inventory", "0001_foundation"),
        ("logistics", "0001_foundation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Movement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("number", models.CharField(editable=False, max_length=80, verbose_name="number")),
                ("ordinal", models.PositiveBigIntegerField(editable=False, verbose_name="N")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting for the driver"),
                            ("picked_up", "On the way"),
                            ("delivered", "Delivered"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="pending",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("planned_on", models.DateField(verbose_name="planned for")),
                ("window_from", models.TimeField(blank=True, null=True, verbose_name="not before")),
                ("window_to", models.TimeField(blank=True, null=True, verbose_name="not after")),
                ("note", models.TextField(blank=True, default="", verbose_name="note")),
                ("unit_count", models.PositiveIntegerField(editable=False, verbose_name="units")),
                ("power_w", models.PositiveBigIntegerField(editable=False, verbose_name="power, W")),
                ("created_by", models.CharField(editable=False, max_length=160, verbose_name="made by")),
                ("made_at", models.DateTimeField(editable=False, verbose_name="made")),
                ("picked_up_at", models.DateTimeField(editable=False, null=True, verbose_name="picked up")),
                (
                    "handed_over_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="handed to the receiver"),
                ),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="closed")),
                (
                    "cancel_reason",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=300, verbose_name="reason of cancelling"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "driver",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="driver",
                    ),
                ),
                (
                    "from_site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.site",
                        verbose_name="from",
                    ),
                ),
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
                (
                    "to_site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.site",
                        verbose_name="to",
                    ),
                ),
            ],
            options={
                "verbose_name": "movement",
                "verbose_name_plural": "movements",
            },
        ),
        migrations.CreateModel(
            name="MovementLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("position", models.PositiveIntegerField(verbose_name="№")),
                ("serial", models.CharField(max_length=64, verbose_name="serial number")),
                ("model_name", models.CharField(max_length=240, verbose_name="model")),
                ("power_w", models.PositiveIntegerField(verbose_name="power, W")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "To be picked up"),
                            ("picked_up", "On the way"),
                            ("left", "Left behind"),
                            ("delivered", "Accepted"),
                            ("missing", "Missing"),
                            ("refused", "Refused"),
                            ("settled", "Settled by a claim"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("was_extra", models.BooleanField(default=False, verbose_name="not on the list")),
                ("picked_up_at", models.DateTimeField(null=True, verbose_name="picked up")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
                (
                    "movement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="logistics.movement",
                        verbose_name="movement",
                    ),
                ),
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
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "unit of a movement",
                "verbose_name_plural": "units of movements",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="MovementStep",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("assign", "Assign a driver"),
                            ("pick_up", "Pick up"),
                            ("leave_behind", "Leave behind"),
                            ("hand_over", "Hand to the receiver"),
                            ("accept", "Accept"),
                            ("settle", "Settle a claim"),
                            ("cancel", "Cancel"),
                        ],
                        max_length=16,
                        verbose_name="step",
                    ),
                ),
                ("key", models.UUIDField(verbose_name="key")),
                ("done_at", models.DateTimeField(verbose_name="done")),
                ("by_label", models.CharField(max_length=160, verbose_name="by")),
                ("actor_user_id", models.BigIntegerField(null=True)),
                ("facts", models.JSONField(default=dict, verbose_name="what was done")),
                ("fingerprint", models.CharField(max_length=64)),
                (
                    "movement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="logistics.movement",
                        verbose_name="movement",
                    ),
                ),
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
                "verbose_name": "step of a movement",
                "verbose_name_plural": "steps of movements",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ReturnAct",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("number", models.CharField(max_length=80, verbose_name="number")),
                ("ordinal", models.PositiveBigIntegerField(verbose_name="N")),
                ("acted_on", models.DateField(verbose_name="date")),
                (
                    "status",
                    models.CharField(
                        choices=[("registered", "Registered"), ("handed_over", "Handed over"), ("voided", "Voided")],
                        default="registered",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=300, verbose_name="reason")),
                ("unit_count", models.PositiveIntegerField(verbose_name="units")),
                ("power_w", models.PositiveBigIntegerField(verbose_name="power, W")),
                ("template_version", models.CharField(max_length=64, verbose_name="template version")),
                ("document_values", apps.common.crypto.EncryptedTextField(verbose_name="values of the document")),
                ("registered_by", models.CharField(max_length=160, verbose_name="registered by")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
                (
                    "void_reason",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="reason of voiding"),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.contract",
                        verbose_name="contract",
                    ),
                ),
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
                "verbose_name": "return act",
                "verbose_name_plural": "return acts",
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("number", models.CharField(editable=False, max_length=80, verbose_name="number")),
                ("ordinal", models.PositiveBigIntegerField(editable=False, verbose_name="N")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("other_serial", "Another serial number"),
                            ("missing", "Missing"),
                            ("extra", "Not on the list"),
                            ("damaged", "Damaged"),
                            ("refused", "Refused"),
                        ],
                        max_length=14,
                        verbose_name="kind",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("intake", "At intake"),
                            ("pick_up", "At pick-up"),
                            ("delivery", "At delivery"),
                            ("hand_over", "At hand-over to the client"),
                        ],
                        max_length=10,
                        verbose_name="stage",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("resolved", "Resolved")],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "serial_seen",
                    models.CharField(blank=True, default="", max_length=64, verbose_name="serial number that was read"),
                ),
                ("note", models.TextField(blank=True, default="", verbose_name="what was seen")),
                ("reported_by", models.CharField(max_length=160, verbose_name="reported by")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("explained", "Explained, nothing to be moved"),
                            ("accepted_at", "The unit is at a site of ours"),
                            ("lost", "The unit is lost"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("resolution", models.TextField(blank=True, default="", verbose_name="resolution")),
                ("resolved_by", models.CharField(blank=True, default="", max_length=160, verbose_name="resolved by")),
                ("resolved_at", models.DateTimeField(null=True, verbose_name="resolved")),
                (
                    "intake_act",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="logistics.intakeact",
                        verbose_name="intake act",
                    ),
                ),
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
                (
                    "responsible",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="responsible",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "movement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="logistics.movement",
                        verbose_name="movement",
                    ),
                ),
                (
                    "return_act",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="logistics.returnact",
                        verbose_name="return act",
                    ),
                ),
            ],
            options={
                "verbose_name": "claim",
                "verbose_name_plural": "claims",
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "kind",
                    models.CharField(
                        choices=[("photo", "Photo"), ("signature", "Signature")], max_length=10, verbose_name="kind"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("intake", "At intake"),
                            ("pick_up", "At pick-up"),
                            ("delivery", "At delivery"),
                            ("hand_over", "At hand-over to the client"),
                        ],
                        max_length=10,
                        verbose_name="stage",
                    ),
                ),
                (
                    "signer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("giver", "Who hands over"),
                            ("driver", "Driver"),
                            ("receiver", "Receiver"),
                            ("client", "Client"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="who signed",
                    ),
                ),
                ("signer_name", models.CharField(blank=True, default="", max_length=160, verbose_name="name")),
                ("note", models.CharField(blank=True, default="", max_length=200, verbose_name="note")),
                ("by_label", models.CharField(max_length=160, verbose_name="by")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.storedfile",
                        verbose_name="file",
                    ),
                ),
                (
                    "intake_act",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="logistics.intakeact",
                        verbose_name="intake act",
                    ),
                ),
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
                (
                    "claim",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="logistics.claim",
                        verbose_name="claim",
                    ),
                ),
                (
                    "movement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="logistics.movement",
                        verbose_name="movement",
                    ),
                ),
                (
                    "return_act",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="logistics.returnact",
                        verbose_name="return act",
                    ),
                ),
            ],
            options={
                "verbose_name": "photo or signature",
                "verbose_name_plural": "photos and signatures",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ReturnLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("position", models.PositiveIntegerField(verbose_name="№")),
                ("serial", models.CharField(max_length=64, verbose_name="serial number")),
                ("model_name", models.CharField(max_length=240, verbose_name="model")),
                ("power_w", models.PositiveIntegerField(verbose_name="power, W")),
                ("condition", models.CharField(blank=True, default="", max_length=200, verbose_name="condition")),
                (
                    "declared_value",
                    models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name="declared value"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for hand-over"),
                            ("handed_over", "Handed over"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="logistics.returnact",
                        verbose_name="act",
                    ),
                ),
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
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "unit of a return act",
                "verbose_name_plural": "units of return acts",
                "ordering": ["position"],
            },
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(fields=["from_site", "status"], name="logistics_movement_from"),
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(fields=["to_site", "status"], name="logistics_movement_to"),
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(fields=["driver", "planned_on"], name="logistics_movement_of_driver"),
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(fields=["organisation", "-created_at"], name="logistics_movement_newest"),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.UniqueConstraint(
                fields=("organisation", "number"), name="logistics_movement_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_site", models.F("to_site")), _negated=True),
                name="logistics_movement_goes_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["pending", "cancelled"]), ("picked_up_at__isnull", False), _connector="OR"
                ),
                name="logistics_movement_picked_up_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("window_from__isnull", True),
                    ("window_to__isnull", True),
                    ("window_to__gte", models.F("window_from")),
                    _connector="OR",
                ),
                name="logistics_movement_window",
            ),
        ),
        migrations.AddConstraint(
            model_name="movementline",
            constraint=models.UniqueConstraint(fields=("movement", "unit"), name="logistics_movement_unit_once"),
        ),
        migrations.AddConstraint(
            model_name="movementline",
            constraint=models.UniqueConstraint(
                fields=("movement", "position"), name="logistics_movement_position_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="movementline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["missing", "picked_up", "planned", "refused"])),
                fields=("unit",),
                name="logistics_one_open_movement_of_a_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="movementstep",
            constraint=models.UniqueConstraint(fields=("organisation", "key"), name="logistics_step_once"),
        ),
        migrations.AddIndex(
            model_name="returnact",
            index=models.Index(fields=["client", "-created_at"], name="logistics_return_of_client"),
        ),
        migrations.AddIndex(
            model_name="returnact",
            index=models.Index(fields=["organisation", "-created_at"], name="logistics_return_newest"),
        ),
        migrations.AddConstraint(
            model_name="returnact",
            constraint=models.UniqueConstraint(fields=("organisation", "number"), name="logistics_return_number_once"),
        ),
        migrations.AddConstraint(
            model_name="returnact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", False), ("status", "voided"), models.Q(("void_reason", ""), _negated=True)
                    ),
                    models.Q(("closed_at__isnull", True), ("status", "registered")),
                    models.Q(("closed_at__isnull", False), ("status", "handed_over")),
                    _connector="OR",
                ),
                name="logistics_return_void_has_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["organisation", "status", "-created_at"], name="logistics_claim_open"),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(fields=("organisation", "number"), name="logistics_claim_number_once"),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", ""), ("resolved_at__isnull", True), ("status", "open")),
                    models.Q(
                        ("resolved_at__isnull", False), ("status", "resolved"), models.Q(("outcome", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="logistics_claim_resolved_somehow",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("movement__isnull", False),
                    ("return_act__isnull", False),
                    ("intake_act__isnull", False),
                    ("claim__isnull", False),
                    _connector="OR",
                ),
                name="logistics_attachment_of_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "photo"), ("signer", "")),
                    models.Q(
                        ("kind", "signature"),
                        models.Q(("signer", ""), _negated=True),
                        models.Q(("signer_name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="logistics_signature_has_a_name",
            ),
        ),
        migrations.AddIndex(
            model_name="returnline",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["site"], name="logistics_return_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="returnline",
            constraint=models.UniqueConstraint(fields=("act", "unit"), name="logistics_return_unit_once"),
        ),
        migrations.AddConstraint(
            model_name="returnline",
            constraint=models.UniqueConstraint(fields=("act", "position"), name="logistics_return_position_once"),
        ),
        migrations.AddConstraint(
            model_name="returnline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")), fields=("unit",), name="logistics_one_open_return_of_a_unit"
            ),
        ),
        ProtectTable("Movement", staff_rights="w"),
        ProtectTable("MovementLine", staff_rights="w"),
        ProtectTable("MovementStep", staff_rights="a"),
        ProtectTable("ReturnAct", client="client_id", staff_rights="w"),
        ProtectTable("ReturnLine", client_via=("act_id", "logistics_returnact"), staff_rights="w"),
        ProtectTable("Claim", staff_rights="w"),
        ProtectTable("Attachment", staff_rights="a"),
        migrations.RunSQL(journeys.GUARDS, journeys.DROP_GUARDS),
    ]
