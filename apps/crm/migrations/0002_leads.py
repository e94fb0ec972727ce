"""Leads with their sources and referral links, deals with pipeline and history, activities."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import apps.common.crypto
from apps.common.db.operations import ProtectTable
from apps.crm.migrations.sql import sales


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_foundation"),
        ("crm", "0001_foundation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LeadSource",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.JSONField(verbose_name="name")),
                ("key", models.SlugField(max_length=40, verbose_name="key")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
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
                "verbose_name": "source of leads",
                "verbose_name_plural": "sources of leads",
            },
        ),
        migrations.CreateModel(
            name="Pipeline",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.JSONField(verbose_name="name")),
                ("is_default", models.BooleanField(default=False, verbose_name="default")),
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
                "verbose_name": "pipeline",
                "verbose_name_plural": "pipelines",
            },
        ),
        migrations.CreateModel(
            name="ReferralLink",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("visits", models.PositiveIntegerField(default=0, editable=False, verbose_name="visits")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "client",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referral_links",
                        to="crm.client",
                        verbose_name="client",
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
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "referral link",
                "verbose_name_plural": "referral links",
            },
        ),
        migrations.CreateModel(
            name="Lead",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("in_work", "In work"),
                            ("qualified", "Qualified"),
                            ("converted", "Converted"),
                            ("refused", "Refused"),
                        ],
                        default="new",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("company", models.CharField(blank=True, default="", max_length=300, verbose_name="company")),
                ("inn", models.CharField(blank=True, default="", max_length=12, verbose_name="INN")),
                ("phone", models.CharField(blank=True, default="", max_length=16, verbose_name="phone")),
                ("phone_extension", models.CharField(blank=True, default="", max_length=10, verbose_name="extension")),
                ("email", models.EmailField(blank=True, default="", max_length=254, verbose_name="e-mail")),
                ("telegram", models.CharField(blank=True, default="", max_length=64, verbose_name="Telegram")),
                ("message", models.TextField(blank=True, default="", verbose_name="message")),
                ("language", models.CharField(blank=True, default="", max_length=10, verbose_name="language")),
                (
                    "power_kw",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=12, null=True, verbose_name="expected power, kW"
                    ),
                ),
                (
                    "hashrate_phs",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=12, null=True, verbose_name="expected hashrate, PH/s"
                    ),
                ),
                ("unit_count", models.PositiveIntegerField(blank=True, null=True, verbose_name="expected machines")),
                ("next_step", models.CharField(blank=True, default="", max_length=300, verbose_name="next step")),
                ("next_step_on", models.DateField(blank=True, null=True, verbose_name="date of the next step")),
                (
                    "utm",
                    models.JSONField(blank=True, default=dict, editable=False, verbose_name="marks of the campaign"),
                ),
                (
                    "refused_reason",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=500, verbose_name="why refused"
                    ),
                ),
                ("converted_at", models.DateTimeField(editable=False, null=True, verbose_name="converted")),
                ("came_at", models.DateTimeField(editable=False, verbose_name="came")),
                (
                    "consent_version",
                    models.CharField(
                        blank=True, default="", editable=False, max_length=40, verbose_name="text of the consent"
                    ),
                ),
                ("consent_at", models.DateTimeField(editable=False, null=True, verbose_name="consent given")),
                (
                    "consent_ip",
                    apps.common.crypto.EncryptedTextField(
                        blank=True, default="", editable=False, verbose_name="address of the consent"
                    ),
                ),
                ("form_key", models.UUIDField(editable=False, null=True, verbose_name="key of the form")),
                (
                    "broker",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="broker",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads",
                        to="crm.client",
                        verbose_name="client",
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
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="manager",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.leadsource",
                        verbose_name="source",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads",
                        to="crm.referrallink",
                        verbose_name="referral link",
                    ),
                ),
            ],
            options={
                "verbose_name": "lead",
                "verbose_name_plural": "leads",
            },
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.JSONField(verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("open", "Open"), ("won", "Won"), ("lost", "Lost")],
                        default="open",
                        editable=False,
                        max_length=5,
                        verbose_name="kind",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="order")),
                ("probability", models.PositiveSmallIntegerField(verbose_name="probability, %")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
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
                    "pipeline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stages",
                        to="crm.pipeline",
                        verbose_name="pipeline",
                    ),
                ),
            ],
            options={
                "verbose_name": "stage",
                "verbose_name_plural": "stages",
            },
        ),
        migrations.CreateModel(
            name="Deal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("won", "Won"), ("lost", "Lost")],
                        default="open",
                        editable=False,
                        max_length=5,
                        verbose_name="status",
                    ),
                ),
                ("entered_stage_at", models.DateTimeField(editable=False, verbose_name="at this stage since")),
                ("opened_at", models.DateTimeField(editable=False, verbose_name="opened")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="closed")),
                ("probability", models.PositiveSmallIntegerField(verbose_name="probability, %")),
                (
                    "power_kw",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=12, null=True, verbose_name="expected power, kW"
                    ),
                ),
                (
                    "hashrate_phs",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=12, null=True, verbose_name="expected hashrate, PH/s"
                    ),
                ),
                ("unit_count", models.PositiveIntegerField(blank=True, null=True, verbose_name="expected machines")),
                (
                    "monthly_income",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="expected income a month"
                    ),
                ),
                ("currency", models.CharField(default="RUB", max_length=3, verbose_name="currency")),
                ("expected_close_on", models.DateField(blank=True, null=True, verbose_name="expected to close")),
                ("site_wish", models.CharField(blank=True, default="", max_length=200, verbose_name="wished site")),
                ("next_step", models.CharField(blank=True, default="", max_length=300, verbose_name="next step")),
                ("next_step_on", models.DateField(blank=True, null=True, verbose_name="date of the next step")),
                (
                    "lost_reason",
                    models.CharField(blank=True, default="", editable=False, max_length=500, verbose_name="why lost"),
                ),
                (
                    "broker",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="broker",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deals",
                        to="crm.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deals",
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
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="manager",
                    ),
                ),
                (
                    "renews",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewals",
                        to="crm.contract",
                        verbose_name="renews the contract",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deals",
                        to="crm.lead",
                        verbose_name="lead",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.leadsource",
                        verbose_name="source",
                    ),
                ),
                (
                    "pipeline",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deals",
                        to="crm.pipeline",
                        verbose_name="pipeline",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deals",
                        to="crm.referrallink",
                        verbose_name="referral link",
                    ),
                ),
                (
                    "stage",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deals",
                        to="crm.stage",
                        verbose_name="stage",
                    ),
                ),
            ],
            options={
                "verbose_name": "deal",
                "verbose_name_plural": "deals",
            },
        ),
        migrations.CreateModel(
            name="StageChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("at", models.DateTimeField(verbose_name="when")),
                ("by_label", models.CharField(max_length=200, verbose_name="by")),
                (
                    "deal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stage_changes",
                        to="crm.deal",
                        verbose_name="deal",
                    ),
                ),
                (
                    "from_stage",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.stage",
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
                    "to_stage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="crm.stage", verbose_name="to"
                    ),
                ),
            ],
            options={
                "verbose_name": "stage change",
                "verbose_name_plural": "stage changes",
            },
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("call", "Call"),
                            ("letter", "Letter"),
                            ("meeting", "Meeting"),
                            ("note", "Note"),
                            ("task", "Task"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="what")),
                ("text", models.TextField(blank=True, default="", verbose_name="text")),
                ("author_label", models.CharField(editable=False, max_length=200, verbose_name="written by")),
                ("happened_at", models.DateTimeField(editable=False, verbose_name="when")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                ("remind_at", models.DateTimeField(blank=True, null=True, verbose_name="reminder")),
                ("reminded_at", models.DateTimeField(editable=False, null=True, verbose_name="reminded")),
                ("done_at", models.DateTimeField(editable=False, null=True, verbose_name="done")),
                ("outcome", models.CharField(blank=True, default="", max_length=500, verbose_name="outcome")),
                (
                    "broker",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="broker",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="crm.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
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
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "deal",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="crm.deal",
                        verbose_name="deal",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="crm.lead",
                        verbose_name="lead",
                    ),
                ),
            ],
            options={
                "verbose_name": "activity",
                "verbose_name_plural": "activities",
                "indexes": [
                    models.Index(fields=["client", "-happened_at"], name="crm_activity_of_client"),
                    models.Index(fields=["lead", "-happened_at"], name="crm_activity_of_lead"),
                    models.Index(fields=["deal", "-happened_at"], name="crm_activity_of_deal"),
                    models.Index(fields=["contract", "-happened_at"], name="crm_activity_of_contract"),
                    models.Index(fields=["organisation", "-happened_at"], name="crm_activity_by_time"),
                    models.Index(
                        condition=models.Q(("done_at__isnull", True), ("due_at__isnull", False)),
                        fields=["owner", "due_at"],
                        name="crm_activity_waiting",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("done_at__isnull", True), ("remind_at__isnull", False), ("reminded_at__isnull", True)
                        ),
                        fields=["remind_at"],
                        name="crm_activity_to_remind",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("client__isnull", False),
                                ("contract__isnull", True),
                                ("deal__isnull", True),
                                ("lead__isnull", True),
                            ),
                            models.Q(
                                ("client__isnull", True),
                                ("contract__isnull", True),
                                ("deal__isnull", True),
                                ("lead__isnull", False),
                            ),
                            models.Q(
                                ("client__isnull", True),
                                ("contract__isnull", True),
                                ("deal__isnull", False),
                                ("lead__isnull", True),
                            ),
                            models.Q(
                                ("client__isnull", True),
                                ("contract__isnull", False),
                                ("deal__isnull", True),
                                ("lead__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="crm_activity_one_subject",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "task"), _negated=True), ("due_at__isnull", False), _connector="OR"
                        ),
                        name="crm_activity_task_has_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("remind_at__isnull", True), ("due_at__isnull", False), _connector="OR"),
                        name="crm_activity_reminder_of_a_day",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="leadsource",
            constraint=models.UniqueConstraint(fields=("organisation", "key"), name="crm_source_once"),
        ),
        migrations.AddConstraint(
            model_name="pipeline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)), fields=("organisation",), name="crm_pipeline_one_default"
            ),
        ),
        migrations.AddConstraint(
            model_name="referrallink",
            constraint=models.UniqueConstraint(fields=("organisation", "code"), name="crm_referral_code_once"),
        ),
        migrations.AddConstraint(
            model_name="referrallink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("client__isnull", True), ("owner__isnull", False)),
                    models.Q(("client__isnull", False), ("owner__isnull", True)),
                    _connector="OR",
                ),
                name="crm_referral_one_owner",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["organisation", "status", "-came_at"], name="crm_lead_by_status"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["organisation", "-came_at"], name="crm_lead_by_time"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["organisation", "phone"], name="crm_lead_by_phone"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["organisation", "email"], name="crm_lead_by_email"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["organisation", "inn"], name="crm_lead_by_inn"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("next_step_on__isnull", False)),
                fields=["owner", "next_step_on"],
                name="crm_lead_by_next_step",
            ),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.UniqueConstraint(fields=("organisation", "form_key"), name="crm_lead_form_once"),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("client__isnull", False), ("converted_at__isnull", False), ("status", "converted")),
                    models.Q(
                        models.Q(("status", "converted"), _negated=True),
                        ("client__isnull", True),
                        ("converted_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="crm_lead_converted_has_client",
            ),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "refused"), _negated=True),
                    models.Q(("refused_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="crm_lead_refused_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("power_kw__isnull", True), ("power_kw__gt", 0), _connector="OR"),
                    models.Q(("hashrate_phs__isnull", True), ("hashrate_phs__gt", 0), _connector="OR"),
                ),
                name="crm_lead_needs_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="stage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_active", True)), fields=("pipeline", "position"), name="crm_stage_place_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="stage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "open"), _negated=True),
                fields=("pipeline", "kind"),
                name="crm_stage_one_end_of_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="stage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "open"), ("probability__lte", 99)),
                    models.Q(("is_active", True), ("kind", "won"), ("probability", 100)),
                    models.Q(("is_active", True), ("kind", "lost"), ("probability", 0)),
                    _connector="OR",
                ),
                name="crm_stage_probability_fits",
            ),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(fields=["organisation", "status", "expected_close_on"], name="crm_deal_by_status"),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(fields=["pipeline", "stage", "-entered_stage_at"], name="crm_deal_by_stage"),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(fields=["organisation", "-closed_at"], name="crm_deal_by_close"),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(
                condition=models.Q(("next_step_on__isnull", False)),
                fields=["owner", "next_step_on"],
                name="crm_deal_by_next_step",
            ),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lead__isnull", False)), fields=("lead",), name="crm_deal_of_a_lead_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("renews__isnull", False), models.Q(("status", "lost"), _negated=True)),
                fields=("renews",),
                name="crm_deal_renews_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.CheckConstraint(
                condition=models.Q(("client__isnull", False), ("lead__isnull", False), _connector="OR"),
                name="crm_deal_has_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.CheckConstraint(
                condition=models.Q(("probability__lte", 100)), name="crm_deal_probability_percent"
            ),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("status", "open")),
                    models.Q(models.Q(("status", "open"), _negated=True), ("closed_at__isnull", False)),
                    _connector="OR",
                ),
                name="crm_deal_closed_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "lost"), _negated=True),
                    models.Q(("lost_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="crm_deal_lost_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.CheckConstraint(
                condition=models.Q(("contract__isnull", True), ("status", "won"), _connector="OR"),
                name="crm_deal_contract_when_won",
            ),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("power_kw__isnull", True), ("power_kw__gt", 0), _connector="OR"),
                    models.Q(("hashrate_phs__isnull", True), ("hashrate_phs__gt", 0), _connector="OR"),
                    models.Q(("monthly_income__isnull", True), ("monthly_income__gte", 0), _connector="OR"),
                ),
                name="crm_deal_expectations_positive",
            ),
        ),
        migrations.AddIndex(
            model_name="stagechange",
            index=models.Index(fields=["deal", "at"], name="crm_stage_change_by_deal"),
        ),
        migrations.AddIndex(
            model_name="stagechange",
            index=models.Index(fields=["organisation", "at"], name="crm_stage_change_by_time"),
        ),
        ProtectTable("LeadSource", staff_rights="w"),
        ProtectTable("ReferralLink", staff_rights="w"),
        ProtectTable("Lead", staff_rights="w"),
        ProtectTable("Pipeline", staff_rights="w"),
        ProtectTable("Stage", staff_rights="w"),
        ProtectTable("Deal", staff_rights="w"),
        ProtectTable("StageChange", staff_rights="a"),
        ProtectTable("Activity"),
        migrations.RunSQL(sales.GUARDS, sales.DROP_GUARDS),
    ]
