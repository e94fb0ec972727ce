"""Clients, contracts, documents, sales, brokers and the exchange with Bitrix24."""

import uuid
from decimal import Decimal

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import apps.common.crypto
from apps.common.db.operations import ProtectTable
from apps.crm.migrations.sql import commissions, documents, guards, sales, sales_search, search


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_foundation"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("common", "0001_foundation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BitrixConnection",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("is_active", models.BooleanField(default=False, verbose_name="exchange is on")),
                (
                    "application_token",
                    apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="application token"),
                ),
                (
                    "member_id",
                    models.CharField(blank=True, default="", max_length=64, verbose_name="portal's member_id"),
                ),
                (
                    "owner_user_id",
                    models.PositiveIntegerField(default=1, verbose_name="responsible person in Bitrix24, id"),
                ),
                (
                    "policy_requisites",
                    models.CharField(
                        choices=[
                            ("ours", "ours are right"),
                            ("theirs", "those of Bitrix24 are right"),
                            ("newest", "the newer change is right"),
                            ("ask", "a person decides"),
                        ],
                        default="ours",
                        max_length=8,
                        verbose_name="requisites",
                    ),
                ),
                (
                    "policy_reach",
                    models.CharField(
                        choices=[
                            ("ours", "ours are right"),
                            ("theirs", "those of Bitrix24 are right"),
                            ("newest", "the newer change is right"),
                            ("ask", "a person decides"),
                        ],
                        default="newest",
                        max_length=8,
                        verbose_name="phones and e-mails",
                    ),
                ),
                (
                    "policy_names",
                    models.CharField(
                        choices=[
                            ("ours", "ours are right"),
                            ("theirs", "those of Bitrix24 are right"),
                            ("newest", "the newer change is right"),
                            ("ask", "a person decides"),
                        ],
                        default="ask",
                        max_length=8,
                        verbose_name="names and positions",
                    ),
                ),
                (
                    "preset_legal_entity",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="preset of legal entities, id"),
                ),
                (
                    "preset_sole_trader",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="preset of sole traders, id"),
                ),
                (
                    "preset_person",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="preset of persons, id"),
                ),
                (
                    "poll_minutes",
                    models.PositiveSmallIntegerField(default=5, verbose_name="look for changes every, minutes"),
                ),
                (
                    "scan_hours",
                    models.PositiveSmallIntegerField(default=24, verbose_name="compare everything every, hours"),
                ),
                ("first_done_at", models.DateTimeField(editable=False, null=True)),
                ("polled_at", models.DateTimeField(editable=False, null=True)),
                ("scanned_at", models.DateTimeField(editable=False, null=True)),
                ("wait_until", models.DateTimeField(editable=False, null=True)),
                ("last_error", models.TextField(blank=True, default="", editable=False)),
                ("last_ok_at", models.DateTimeField(editable=False, null=True, verbose_name="last answered")),
            ],
            options={
                "verbose_name": "connection with Bitrix24",
                "verbose_name_plural": "connections with Bitrix24",
                "constraints": [models.UniqueConstraint(fields=("organisation",), name="crm_bitrix_one_connection")],
            },
        ),
        migrations.CreateModel(
            name="BitrixEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("event", models.CharField(max_length=64)),
                ("fields", models.JSONField(default=dict)),
                ("sent_at", models.BigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "event of Bitrix24",
                "verbose_name_plural": "events of Bitrix24",
            },
        ),
        migrations.CreateModel(
            name="BitrixRun",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[("trial", "Trial, nothing is written"), ("full", "Compare everything")],
                        max_length=8,
                        verbose_name="what",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running"), ("done", "Done"), ("stopped", "Stopped")],
                        default="running",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("asked_by", models.CharField(blank=True, default="", max_length=160, verbose_name="asked by")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
                ("scanned", models.BooleanField(default=False)),
                ("done", models.PositiveIntegerField(default=0, verbose_name="records compared")),
                ("counts", models.JSONField(default=dict, verbose_name="what was done")),
                ("error", models.TextField(blank=True, default="", verbose_name="error")),
            ],
            options={
                "verbose_name": "run of the exchange",
                "verbose_name_plural": "runs of the exchange",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "running")), fields=("organisation",), name="crm_bitrix_one_run"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BitrixTask",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("company", "Company"), ("contact", "Contact"), ("bank", "Bank account")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("local", "ours"), ("remote", "in Bitrix24")], max_length=6, verbose_name="side"
                    ),
                ),
                ("ref", models.PositiveBigIntegerField(verbose_name="record")),
                ("marked_at", models.DateTimeField(verbose_name="since")),
                ("mark", models.PositiveIntegerField(default=1)),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("due_at", models.DateTimeField(verbose_name="next attempt")),
                ("error", models.TextField(blank=True, default="", verbose_name="error")),
                ("label", apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="name")),
            ],
            options={
                "verbose_name": "record to exchange",
                "verbose_name_plural": "records to exchange",
                "indexes": [models.Index(fields=["organisation", "due_at"], name="crm_bitrix_task_due")],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "kind", "side", "ref"), name="crm_bitrix_task_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Broker",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("broker", "Broker"),
                            ("reseller", "Reseller of machines"),
                            ("power_company", "Power company"),
                        ],
                        default="broker",
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "legal_form",
                    models.CharField(
                        choices=[
                            ("legal_entity", "Legal entity"),
                            ("sole_trader", "Sole trader"),
                            ("person", "Person"),
                            ("foreign_company", "Foreign company"),
                        ],
                        default="legal_entity",
                        max_length=16,
                        verbose_name="legal form",
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="name")),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "Active"), ("suspended", "Suspended"), ("closed", "Closed")],
                        default="active",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="brokers",
                        to="crm.broker",
                        verbose_name="brought by the partner",
                    ),
                ),
                ("inn", apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="INN")),
                ("inn_index", apps.common.crypto.BlindIndexField(null=True, source="inn")),
                (
                    "legal_address",
                    apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="legal address"),
                ),
                ("phone", apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="phone")),
                ("email", apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="e-mail")),
                ("bank_name", models.CharField(blank=True, default="", max_length=200, verbose_name="bank")),
                ("bic", models.CharField(blank=True, default="", max_length=9, verbose_name="BIC")),
                (
                    "settlement_account",
                    apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="settlement account"),
                ),
                (
                    "correspondent_account",
                    apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="correspondent account"),
                ),
                (
                    "agreement_number",
                    models.CharField(blank=True, default="", max_length=80, verbose_name="agency agreement, number"),
                ),
                ("agreement_on", models.DateField(blank=True, null=True, verbose_name="agency agreement, date")),
                ("note", models.TextField(blank=True, default="", verbose_name="note")),
            ],
            options={
                "verbose_name": "broker",
                "verbose_name_plural": "brokers",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "inn_index"), name="crm_broker_inn_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("partner__isnull", True),
                            models.Q(("partner", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="crm_broker_not_its_own_partner",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Client",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("legal_entity", "Legal entity"),
                            ("sole_trader", "Sole trader"),
                            ("person", "Person"),
                            ("foreign_company", "Foreign company"),
                        ],
                        max_length=16,
                        verbose_name="type",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "Active"), ("archived", "Archived")],
                        default="active",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="name")),
                ("short_name", models.CharField(blank=True, default="", max_length=160, verbose_name="short name")),
                ("inn", models.CharField(blank=True, default="", max_length=12, verbose_name="INN")),
                ("kpp", models.CharField(blank=True, default="", max_length=9, verbose_name="KPP")),
                ("ogrn", models.CharField(blank=True, default="", max_length=15, verbose_name="OGRN / OGRNIP")),
                ("country", models.CharField(default="RU", max_length=2, verbose_name="country")),
                (
                    "registration_number",
                    models.CharField(blank=True, default="", max_length=60, verbose_name="registration number abroad"),
                ),
                (
                    "tax_number",
                    models.CharField(blank=True, default="", max_length=40, verbose_name="tax number abroad"),
                ),
                (
                    "legal_address",
                    models.CharField(blank=True, default="", max_length=400, verbose_name="legal address"),
                ),
                (
                    "postal_address",
                    models.CharField(blank=True, default="", max_length=400, verbose_name="postal address"),
                ),
                ("phone", models.CharField(blank=True, default="", max_length=16, verbose_name="phone")),
                ("phone_extension", models.CharField(blank=True, default="", max_length=10, verbose_name="extension")),
                ("email", models.EmailField(blank=True, default="", max_length=254, verbose_name="e-mail")),
                (
                    "signatory_post",
                    models.CharField(blank=True, default="", max_length=160, verbose_name="signatory's post"),
                ),
                ("signatory_name", models.CharField(blank=True, default="", max_length=160, verbose_name="signatory")),
                (
                    "signatory_name_genitive",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="signatory, genitive"),
                ),
                (
                    "signatory_basis",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="acts on the basis of"),
                ),
                (
                    "registry_entry",
                    models.CharField(
                        blank=True, default="", max_length=80, verbose_name="entry in the register of miners"
                    ),
                ),
                (
                    "passport_series",
                    apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="passport series"),
                ),
                (
                    "passport_number",
                    apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="passport number"),
                ),
                (
                    "passport_issued_by",
                    apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="passport issued by"),
                ),
                (
                    "passport_issued_on",
                    apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="passport issued on"),
                ),
                (
                    "passport_department",
                    apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="department code"),
                ),
                (
                    "birth_date",
                    apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="date of birth"),
                ),
                ("note", models.TextField(blank=True, default="", verbose_name="note")),
                (
                    "register_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not checked"),
                            ("active", "In the register"),
                            ("liquidating", "Being liquidated"),
                            ("liquidated", "Liquidated"),
                            ("bankrupt", "Bankrupt"),
                            ("reorganizing", "Being reorganised"),
                        ],
                        default="",
                        editable=False,
                        max_length=14,
                        verbose_name="state in the register",
                    ),
                ),
                (
                    "register_checked_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="checked in the register"),
                ),
                (
                    "manager",
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
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="crm.client",
                        verbose_name="merged into",
                    ),
                ),
            ],
            options={
                "verbose_name": "client",
                "verbose_name_plural": "clients",
                "permissions": [("use_portal", "Can use the portal of this client")],
                "indexes": [
                    models.Index(
                        condition=models.Q(("merged_into__isnull", True)),
                        fields=["organisation", "name", "-id"],
                        name="crm_client_in_order",
                    ),
                    models.Index(
                        condition=models.Q(("merged_into__isnull", True)),
                        fields=["organisation", "created_at", "-id"],
                        name="crm_client_by_age",
                    ),
                    models.Index(fields=["organisation", "inn"], name="crm_client_by_inn"),
                    models.Index(fields=["organisation", "phone"], name="crm_client_by_phone"),
                    models.Index(
                        models.F("organisation"),
                        django.db.models.functions.text.Lower("email"),
                        name="crm_client_by_email",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("inn", ""), _negated=True), ("status", "active")),
                        fields=("organisation", "type", "inn", "kpp"),
                        name="crm_client_inn_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kpp", ""), ("type__in", ["legal_entity", "foreign_company"]), _connector="OR"
                        ),
                        name="crm_client_kpp_of_companies",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("merged_into", models.F("id")), _negated=True),
                        name="crm_client_not_merged_into_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommissionPlan",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("names", models.JSONField(verbose_name="name")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("broker", "Broker"),
                            ("reseller", "Reseller of machines"),
                            ("power_company", "Power company"),
                        ],
                        default="broker",
                        max_length=16,
                        verbose_name="for",
                    ),
                ),
                ("is_archived", models.BooleanField(default=False, editable=False, verbose_name="archived")),
            ],
            options={
                "verbose_name": "commission plan",
                "verbose_name_plural": "commission plans",
            },
        ),
        migrations.CreateModel(
            name="ContractMask",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "type",
                    models.CharField(
                        choices=[("hosting", "Hosting"), ("service", "Maintenance")], max_length=16, verbose_name="type"
                    ),
                ),
                ("mask", models.CharField(blank=True, default="", max_length=80, verbose_name="number mask")),
            ],
            options={
                "verbose_name": "number mask of contracts",
                "verbose_name_plural": "number masks of contracts",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "type"), name="crm_contract_mask_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentTemplate",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                (
                    "language",
                    models.CharField(
                        choices=[("ru", "Russian"), ("en", "English"), ("zh", "Chinese")],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "legal_entity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.legalentity",
                        verbose_name="own legal entity",
                    ),
                ),
                ("ordinal", models.PositiveIntegerField(verbose_name="template version")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.storedfile",
                        verbose_name="file",
                    ),
                ),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("note", models.CharField(blank=True, default="", max_length=300, verbose_name="note")),
                ("is_default", models.BooleanField(default=False, verbose_name="in use")),
                ("uploaded_at", models.DateTimeField(verbose_name="uploaded")),
                ("uploaded_by", models.CharField(max_length=200, verbose_name="uploaded by")),
            ],
            options={
                "verbose_name": "document template",
                "verbose_name_plural": "document templates",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "kind", "language", "legal_entity", "ordinal"),
                        name="crm_template_version_once",
                        nulls_distinct=False,
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("organisation", "kind", "language", "legal_entity"),
                        name="crm_template_one_in_use",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeadSource",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.JSONField(verbose_name="name")),
                ("key", models.SlugField(max_length=40, verbose_name="key")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "source of leads",
                "verbose_name_plural": "sources of leads",
                "constraints": [models.UniqueConstraint(fields=("organisation", "key"), name="crm_source_once")],
            },
        ),
        migrations.CreateModel(
            name="Pipeline",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.JSONField(verbose_name="name")),
                ("is_default", models.BooleanField(default=False, verbose_name="default")),
            ],
            options={
                "verbose_name": "pipeline",
                "verbose_name_plural": "pipelines",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("organisation",),
                        name="crm_pipeline_one_default",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attribution",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "broker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attributions",
                        to="crm.broker",
                        verbose_name="broker",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attributions",
                        to="crm.client",
                        verbose_name="client",
                    ),
                ),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="during")),
                (
                    "source",
                    models.CharField(
                        choices=[("referral", "Referral link"), ("manual", "By hand")],
                        default="manual",
                        max_length=10,
                        verbose_name="source",
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=300, verbose_name="note")),
            ],
            options={
                "verbose_name": "client of a broker",
                "verbose_name_plural": "clients of brokers",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("client", "="), ("during", "&&")], name="crm_one_broker_at_a_time"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BankAccount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_accounts",
                        to="crm.client",
                        verbose_name="client",
                    ),
                ),
                ("bank_name", models.CharField(max_length=200, verbose_name="bank")),
                ("bic", models.CharField(blank=True, default="", max_length=9, verbose_name="BIC")),
                ("swift", models.CharField(blank=True, default="", max_length=11, verbose_name="SWIFT")),
                ("settlement_account", apps.common.crypto.EncryptedTextField(verbose_name="settlement account")),
                ("settlement_index", apps.common.crypto.BlindIndexField(null=True, source="settlement_account")),
                (
                    "correspondent_account",
                    apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="correspondent account"),
                ),
                ("is_main", models.BooleanField(default=False, verbose_name="main")),
            ],
            options={
                "verbose_name": "bank account",
                "verbose_name_plural": "bank accounts",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_main", True)), fields=("client",), name="crm_account_one_main"
                    ),
                    models.UniqueConstraint(fields=("client", "settlement_index"), name="crm_account_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BitrixPlanItem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="crm.bitrixrun",
                        verbose_name="run",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("company", "Company"), ("contact", "Contact"), ("bank", "Bank account")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("create_here", "create here"),
                            ("create_there", "create in Bitrix24"),
                            ("update_here", "change here"),
                            ("update_there", "change in Bitrix24"),
                            ("link", "link, both are equal"),
                            ("conflict", "ask a person"),
                            ("skip", "leave out"),
                            ("error", "refused"),
                        ],
                        max_length=12,
                        verbose_name="what would be done",
                    ),
                ),
                ("label", apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="record")),
                ("detail", apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="details")),
            ],
            options={
                "verbose_name": "planned step",
                "verbose_name_plural": "planned steps",
            },
        ),
        migrations.CreateModel(
            name="BrokerTerm",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "broker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="terms",
                        to="crm.broker",
                        verbose_name="broker",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="terms",
                        to="crm.commissionplan",
                        verbose_name="plan",
                    ),
                ),
                (
                    "share_percent",
                    models.DecimalField(
                        decimal_places=2, default=Decimal(100), max_digits=5, verbose_name="own share, %"
                    ),
                ),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="during")),
            ],
            options={
                "verbose_name": "terms of a broker",
                "verbose_name_plural": "terms of brokers",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("broker", "="), ("during", "&&")], name="crm_one_plan_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("share_percent__gt", 0), ("share_percent__lte", 100)),
                        name="crm_term_share_percent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClientMerge",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.client",
                        verbose_name="old client",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="crm.client",
                        verbose_name="client",
                    ),
                ),
                ("merged_at", models.DateTimeField(verbose_name="merged")),
                ("merged_by", models.CharField(max_length=200, verbose_name="merged by")),
                ("reason", models.CharField(blank=True, default="", max_length=500, verbose_name="reason")),
                ("source_status", models.CharField(max_length=10, verbose_name="status before")),
                ("moved", models.JSONField(verbose_name="moved")),
                (
                    "taken_before",
                    apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="values before"),
                ),
                (
                    "taken_after",
                    apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="values after"),
                ),
                ("undone_at", models.DateTimeField(null=True, verbose_name="undone")),
                ("undone_by", models.CharField(blank=True, default="", max_length=200, verbose_name="undone by")),
            ],
            options={
                "verbose_name": "merge of clients",
                "verbose_name_plural": "merges of clients",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("source",),
                        name="crm_merge_source_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("target")), _negated=True), name="crm_merge_of_two"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClientUserBinding",
            fields=[
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL, verbose_name="user"
                    ),
                ),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="user_bindings",
                        to="crm.client",
                        verbose_name="client",
                    ),
                ),
            ],
            options={
                "verbose_name": "client user",
                "verbose_name_plural": "client users",
                "constraints": [models.UniqueConstraint(fields=("user",), name="crm_binding_one_client")],
            },
        ),
        migrations.CreateModel(
            name="CommissionPlanVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="crm.commissionplan",
                        verbose_name="plan",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="during")),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("first_payment", "Percent of the first invoice"),
                            ("each_payment", "Percent of each invoice"),
                            ("kw_month", "Per kW a month"),
                            ("tiered", "Percent by volume of the month"),
                        ],
                        max_length=16,
                        verbose_name="counted from",
                    ),
                ),
                ("currency", models.CharField(default="RUB", max_length=3, verbose_name="currency")),
                (
                    "percent",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=7, null=True, verbose_name="percent"),
                ),
                (
                    "rate_per_kw",
                    models.DecimalField(
                        blank=True, decimal_places=8, max_digits=20, null=True, verbose_name="per kW a month"
                    ),
                ),
                ("tiers", models.JSONField(blank=True, default=list, verbose_name="tiers")),
                (
                    "cap_amount",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=18, null=True, verbose_name="cap"),
                ),
                (
                    "cap_scope",
                    models.CharField(
                        choices=[
                            ("payment", "each payment"),
                            ("month", "a calendar month"),
                            ("client", "one client, for ever"),
                        ],
                        default="month",
                        max_length=10,
                        verbose_name="the cap limits",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a commission plan",
                "verbose_name_plural": "versions of commission plans",
                "ordering": ["plan", "-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "number"), name="crm_plan_version_once"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("plan", "="), ("during", "&&")], name="crm_one_version_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("basis__in", ["first_payment", "each_payment"]),
                                ("percent__gt", 0),
                                ("percent__lte", 100),
                                ("rate_per_kw", None),
                            ),
                            models.Q(("basis", "kw_month"), ("percent", None), ("rate_per_kw__gt", 0)),
                            models.Q(("basis", "tiered"), ("percent", None), ("rate_per_kw", None)),
                            _connector="OR",
                        ),
                        name="crm_plan_version_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cap_amount__isnull", True), ("cap_amount__gt", 0), _connector="OR"),
                        name="crm_plan_cap_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="crm.client",
                        verbose_name="client",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("position", models.CharField(blank=True, default="", max_length=160, verbose_name="position")),
                ("phone", models.CharField(blank=True, default="", max_length=16, verbose_name="phone")),
                ("phone_extension", models.CharField(blank=True, default="", max_length=10, verbose_name="extension")),
                ("email", models.EmailField(blank=True, default="", max_length=254, verbose_name="e-mail")),
                ("telegram", models.CharField(blank=True, default="", max_length=64, verbose_name="Telegram")),
                ("is_main", models.BooleanField(default=False, verbose_name="main")),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
                "indexes": [
                    models.Index(fields=["organisation", "phone"], name="crm_contact_by_phone"),
                    models.Index(
                        models.F("organisation"),
                        django.db.models.functions.text.Lower("email"),
                        name="crm_contact_by_email",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_main", True)), fields=("client",), name="crm_contact_one_main"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="crm.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "legal_entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.legalentity",
                        verbose_name="own legal entity",
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[("hosting", "Hosting"), ("service", "Maintenance")],
                        default="hosting",
                        max_length=16,
                        verbose_name="type",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("active", "Active"),
                            ("suspended", "Suspended"),
                            ("ended", "Ended"),
                            ("voided", "Voided"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("number", models.CharField(editable=False, max_length=80, null=True, verbose_name="number")),
                ("ordinal", models.PositiveBigIntegerField(editable=False, null=True, verbose_name="N")),
                ("registered_at", models.DateTimeField(editable=False, null=True, verbose_name="registered")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="date of the contract")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="starts")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="ends")),
                (
                    "manager",
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
                    "tariff_rate",
                    models.DecimalField(blank=True, decimal_places=8, max_digits=20, null=True, verbose_name="tariff"),
                ),
                ("tariff_currency", models.CharField(default="RUB", max_length=3, verbose_name="currency")),
                (
                    "tariff_unit",
                    models.CharField(
                        choices=[
                            ("kwh", "per kWh"),
                            ("kw_month", "per kW a month"),
                            ("unit_month", "per machine a month"),
                        ],
                        default="kwh",
                        max_length=10,
                        verbose_name="tariff unit",
                    ),
                ),
                (
                    "tariff_text",
                    models.CharField(blank=True, default="", max_length=400, verbose_name="tariff in words"),
                ),
                (
                    "vat_mode",
                    models.CharField(
                        choices=[("included", "VAT included"), ("on_top", "VAT on top"), ("none", "without VAT")],
                        default="included",
                        max_length=10,
                        verbose_name="VAT",
                    ),
                ),
                (
                    "max_power_kw",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=12,
                        null=True,
                        verbose_name="declared maximum power, kW",
                    ),
                ),
                (
                    "availability_percent",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="agreed availability, %"
                    ),
                ),
                (
                    "pools",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=255),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="allowed pools",
                    ),
                ),
                ("note", models.TextField(blank=True, default="", verbose_name="note")),
                (
                    "register_accepted",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not checked"),
                            ("active", "In the register"),
                            ("liquidating", "Being liquidated"),
                            ("liquidated", "Liquidated"),
                            ("bankrupt", "Bankrupt"),
                            ("reorganizing", "Being reorganised"),
                        ],
                        default="",
                        editable=False,
                        max_length=14,
                        verbose_name="made in spite of the register",
                    ),
                ),
            ],
            options={
                "verbose_name": "contract",
                "verbose_name_plural": "contracts",
                "indexes": [
                    models.Index(fields=["organisation", "status", "ends_on"], name="crm_contract_by_status"),
                    models.Index(fields=["organisation", "-id"], name="crm_contract_newest"),
                    models.Index(fields=["organisation", "ends_on", "-id"], name="crm_contract_by_end"),
                    models.Index(fields=["organisation", "signed_on", "-id"], name="crm_contract_by_date"),
                    models.Index(fields=["organisation", "number", "-id"], name="crm_contract_by_number"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("legal_entity", "number"), name="crm_contract_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number__isnull", True), ("status", "draft")),
                            ("status", "voided"),
                            models.Q(("number__isnull", False), ("status__in", ["active", "suspended", "ended"])),
                            _connector="OR",
                        ),
                        name="crm_contract_number_by_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number__isnull", True), ("ordinal__isnull", True)),
                            models.Q(
                                ("number__isnull", False), ("ordinal__isnull", False), ("signed_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="crm_contract_number_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("starts_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="crm_contract_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tariff_rate__isnull", True), ("tariff_rate__gte", 0), _connector="OR"),
                        name="crm_contract_tariff_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("max_power_kw__isnull", True), ("max_power_kw__gt", 0), _connector="OR"),
                        name="crm_contract_power_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("availability_percent__isnull", True),
                            models.Q(("availability_percent__gt", 0), ("availability_percent__lte", 100)),
                            _connector="OR",
                        ),
                        name="crm_contract_availability_percent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DuplicatePair",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), size=None, verbose_name="what is alike"
                    ),
                ),
                ("likeness", models.FloatField(verbose_name="likeness")),
                ("found_at", models.DateTimeField(verbose_name="found")),
                ("told_apart_at", models.DateTimeField(null=True, verbose_name="told apart")),
                (
                    "told_apart_by",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="told apart by"),
                ),
            ],
            options={
                "verbose_name": "likely duplicate",
                "verbose_name_plural": "likely duplicates",
                "indexes": [models.Index(fields=["organisation", "-likeness"], name="crm_pair_by_likeness")],
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="crm_pair_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="crm_pair_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payout",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "broker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="crm.broker",
                        verbose_name="broker",
                    ),
                ),
                (
                    "legal_entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.legalentity",
                        verbose_name="own legal entity",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("issued", "Issued"), ("paid", "Paid"), ("voided", "Voided")],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("number", models.CharField(editable=False, max_length=80, null=True, verbose_name="number")),
                ("ordinal", models.PositiveBigIntegerField(editable=False, null=True, verbose_name="N")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("total", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="total")),
                ("issued_on", models.DateField(editable=False, null=True, verbose_name="issued on")),
                ("paid_on", models.DateField(editable=False, null=True, verbose_name="paid on")),
                (
                    "payment_reference",
                    models.CharField(blank=True, default="", max_length=80, verbose_name="payment order"),
                ),
                ("note", models.CharField(blank=True, default="", max_length=300, verbose_name="note")),
                (
                    "file",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.storedfile",
                        verbose_name="file",
                    ),
                ),
            ],
            options={
                "verbose_name": "payout act",
                "verbose_name_plural": "payout acts",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "number"), name="crm_payout_number_once"),
                    models.CheckConstraint(condition=models.Q(("total__gt", 0)), name="crm_payout_positive"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number__isnull", True), ("status", "draft")),
                            ("status", "voided"),
                            models.Q(("issued_on__isnull", False), ("number__isnull", False), ("status", "issued")),
                            models.Q(("number__isnull", False), ("paid_on__isnull", False), ("status", "paid")),
                            _connector="OR",
                        ),
                        name="crm_payout_number_by_status",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReferralLink",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("title", models.CharField(max_length=160, verbose_name="title")),
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
                ("visits", models.PositiveIntegerField(default=0, editable=False, verbose_name="visits")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "referral link",
                "verbose_name_plural": "referral links",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "code"), name="crm_referral_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("client__isnull", True), ("owner__isnull", False)),
                            models.Q(("client__isnull", False), ("owner__isnull", True)),
                            _connector="OR",
                        ),
                        name="crm_referral_one_owner",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.JSONField(verbose_name="name")),
                (
                    "pipeline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stages",
                        to="crm.pipeline",
                        verbose_name="pipeline",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "stage",
                "verbose_name_plural": "stages",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_active", True)),
                        fields=("pipeline", "position"),
                        name="crm_stage_place_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "open"), _negated=True),
                        fields=("pipeline", "kind"),
                        name="crm_stage_one_end_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "open"), ("probability__lte", 99)),
                            models.Q(("is_active", True), ("kind", "won"), ("probability", 100)),
                            models.Q(("is_active", True), ("kind", "lost"), ("probability", 0)),
                            _connector="OR",
                        ),
                        name="crm_stage_probability_fits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Addendum",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
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
                        related_name="addenda",
                        to="crm.contract",
                        verbose_name="contract",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("registration", "Registration"), ("change", "Change of terms")],
                        default="change",
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Draft"), ("active", "Active"), ("voided", "Voided")],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("number", models.CharField(editable=False, max_length=80, null=True, verbose_name="number")),
                ("ordinal", models.PositiveIntegerField(editable=False, null=True, verbose_name="N")),
                ("registered_at", models.DateTimeField(editable=False, null=True, verbose_name="registered")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="date of the addendum")),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="takes effect")),
                ("title", models.CharField(blank=True, default="", max_length=160, verbose_name="subject")),
                ("changes", models.TextField(blank=True, default="", verbose_name="what changes")),
            ],
            options={
                "verbose_name": "addendum",
                "verbose_name_plural": "addenda",
                "constraints": [
                    models.UniqueConstraint(fields=("contract", "number"), name="crm_addendum_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number__isnull", True), ("status", "draft")),
                            ("status", "voided"),
                            models.Q(("number__isnull", False), ("signed_on__isnull", False), ("status", "active")),
                            _connector="OR",
                        ),
                        name="crm_addendum_number_by_status",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BitrixLink",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("company", "Company"), ("contact", "Contact"), ("bank", "Bank account")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bitrix_links",
                        to="crm.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="bitrix_links",
                        to="crm.contact",
                        verbose_name="contact",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="bitrix_links",
                        to="crm.bankaccount",
                        verbose_name="bank account",
                    ),
                ),
                ("remote_id", models.PositiveBigIntegerField(verbose_name="id in Bitrix24")),
                (
                    "requisite_id",
                    models.PositiveBigIntegerField(null=True, verbose_name="id of the requisites in Bitrix24"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("linked", "Linked"),
                            ("remote_gone", "Deleted in Bitrix24"),
                            ("local_gone", "Removed here"),
                        ],
                        default="linked",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("base", models.JSONField(default=dict)),
                ("local_version", models.PositiveIntegerField(default=0)),
                ("remote_stamp", models.CharField(blank=True, default="", max_length=40)),
                ("synced_at", models.DateTimeField(verbose_name="last agreed")),
                ("pushed_at", models.DateTimeField(null=True, verbose_name="last written to Bitrix24")),
            ],
            options={
                "verbose_name": "link with Bitrix24",
                "verbose_name_plural": "links with Bitrix24",
                "indexes": [models.Index(fields=["organisation", "requisite_id"], name="crm_bitrix_by_requisite")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "kind", "remote_id"), name="crm_bitrix_remote_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "company")), fields=("client",), name="crm_bitrix_client_once"
                    ),
                    models.UniqueConstraint(fields=("contact",), name="crm_bitrix_contact_once"),
                    models.UniqueConstraint(fields=("account",), name="crm_bitrix_account_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommissionPayment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
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
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "broker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.broker",
                        verbose_name="broker",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("paid_on", models.DateField(verbose_name="paid on")),
                ("reference", models.CharField(max_length=80, verbose_name="invoice reference")),
                ("period_from", models.DateField(null=True, verbose_name="for the time from")),
                ("period_to", models.DateField(null=True, verbose_name="for the time to")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("accrued", "Commission accrued"),
                            ("no_broker", "The client is no broker's"),
                            ("broker_closed", "The broker is closed"),
                            ("no_plan", "The broker has no plan on this day"),
                            ("other_currency", "The plan is in another currency"),
                            ("not_first", "Only the first invoice earns a commission"),
                            ("no_power", "The contract declares no power"),
                            ("month_counted", "The months of this payment are counted already"),
                            ("capped", "The cap is reached"),
                            ("too_small", "Less than the smallest unit of money"),
                        ],
                        max_length=16,
                        verbose_name="outcome",
                    ),
                ),
                ("recorded_by", models.CharField(max_length=200, verbose_name="recorded by")),
            ],
            options={
                "verbose_name": "payment that earns",
                "verbose_name_plural": "payments that earn",
                "indexes": [models.Index(fields=["broker", "paid_on"], name="crm_payment_by_broker")],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "reference"), name="crm_payment_reference_once"),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="crm_payment_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContractNotice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="crm.contract",
                        verbose_name="contract",
                    ),
                ),
                ("ends_on", models.DateField(verbose_name="ends")),
                ("days", models.PositiveSmallIntegerField(verbose_name="days before")),
                ("told_at", models.DateTimeField(verbose_name="told")),
            ],
            options={
                "verbose_name": "notice of an end",
                "verbose_name_plural": "notices of ends",
                "constraints": [
                    models.UniqueConstraint(fields=("contract", "ends_on", "days"), name="crm_notice_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentPackage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
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
                        related_name="packages",
                        to="crm.contract",
                        verbose_name="contract",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("ru", "Russian"), ("en", "English"), ("zh", "Chinese")],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("working", "Being made"),
                            ("ready", "Ready"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("with_pdf", models.BooleanField(default=True, verbose_name="with PDF")),
                (
                    "pdf_fault",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="why there is no PDF"),
                ),
                (
                    "document_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="documents"
                    ),
                ),
                ("done", models.PositiveSmallIntegerField(default=0, verbose_name="done")),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.storedfile",
                        verbose_name="file",
                    ),
                ),
                ("requested_by", models.CharField(max_length=200, verbose_name="made by")),
            ],
            options={
                "verbose_name": "package of documents",
                "verbose_name_plural": "packages of documents",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), _negated=True), ("file__isnull", False), _connector="OR"
                        ),
                        name="crm_package_ready_has_file",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Lead",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
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
            ],
            options={
                "verbose_name": "lead",
                "verbose_name_plural": "leads",
                "indexes": [
                    models.Index(fields=["organisation", "status", "-came_at"], name="crm_lead_by_status"),
                    models.Index(fields=["organisation", "-came_at"], name="crm_lead_by_time"),
                    models.Index(fields=["organisation", "phone"], name="crm_lead_by_phone"),
                    models.Index(fields=["organisation", "email"], name="crm_lead_by_email"),
                    models.Index(fields=["organisation", "inn"], name="crm_lead_by_inn"),
                    models.Index(
                        condition=models.Q(("next_step_on__isnull", False)),
                        fields=["owner", "next_step_on"],
                        name="crm_lead_by_next_step",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "form_key"), name="crm_lead_form_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("client__isnull", False), ("converted_at__isnull", False), ("status", "converted")
                            ),
                            models.Q(
                                models.Q(("status", "converted"), _negated=True),
                                ("client__isnull", True),
                                ("converted_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="crm_lead_converted_has_client",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "refused"), _negated=True),
                            models.Q(("refused_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="crm_lead_refused_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("power_kw__isnull", True), ("power_kw__gt", 0), _connector="OR"),
                            models.Q(("hashrate_phs__isnull", True), ("hashrate_phs__gt", 0), _connector="OR"),
                        ),
                        name="crm_lead_needs_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BitrixConflict",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="conflicts", to="crm.bitrixlink"
                    ),
                ),
                ("field", models.CharField(max_length=32, verbose_name="field")),
                ("ours", apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="our value")),
                (
                    "theirs",
                    apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="value in Bitrix24"),
                ),
                ("was_overwritten", models.BooleanField(default=False)),
                ("ours_hash", models.CharField(max_length=32)),
                ("theirs_hash", models.CharField(max_length=32)),
                (
                    "choice",
                    models.CharField(
                        choices=[
                            ("open", "Waits for a decision"),
                            ("ours", "Ours"),
                            ("theirs", "Theirs"),
                            ("settled", "Settled"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="decision",
                    ),
                ),
                ("decided_by", models.CharField(blank=True, default="", max_length=160, verbose_name="decided by")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
            ],
            options={
                "verbose_name": "conflict",
                "verbose_name_plural": "conflicts",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("choice", "settled"), _negated=True),
                        fields=("link", "field"),
                        name="crm_bitrix_conflict_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CommissionCredit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credits",
                        to="crm.commissionpayment",
                        verbose_name="payment",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount")),
                ("credited_on", models.DateField(verbose_name="credited on")),
                ("reference", models.CharField(max_length=80, verbose_name="credit reference")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
            ],
            options={
                "verbose_name": "credit of a payment",
                "verbose_name_plural": "credits of payments",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "reference"), name="crm_credit_reference_once"),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="crm_credit_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Deal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
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
                    "stage",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deals",
                        to="crm.stage",
                        verbose_name="stage",
                    ),
                ),
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
                        related_name="deals",
                        to="crm.referrallink",
                        verbose_name="referral link",
                    ),
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
            ],
            options={
                "verbose_name": "deal",
                "verbose_name_plural": "deals",
                "indexes": [
                    models.Index(fields=["organisation", "status", "expected_close_on"], name="crm_deal_by_status"),
                    models.Index(fields=["pipeline", "stage", "-entered_stage_at"], name="crm_deal_by_stage"),
                    models.Index(fields=["organisation", "-closed_at"], name="crm_deal_by_close"),
                    models.Index(
                        condition=models.Q(("next_step_on__isnull", False)),
                        fields=["owner", "next_step_on"],
                        name="crm_deal_by_next_step",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lead__isnull", False)), fields=("lead",), name="crm_deal_of_a_lead_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("renews__isnull", False), models.Q(("status", "lost"), _negated=True)),
                        fields=("renews",),
                        name="crm_deal_renews_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("client__isnull", False), ("lead__isnull", False), _connector="OR"),
                        name="crm_deal_has_subject",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("probability__lte", 100)), name="crm_deal_probability_percent"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("status", "open")),
                            models.Q(models.Q(("status", "open"), _negated=True), ("closed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="crm_deal_closed_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "lost"), _negated=True),
                            models.Q(("lost_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="crm_deal_lost_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("contract__isnull", True), ("status", "won"), _connector="OR"),
                        name="crm_deal_contract_when_won",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("power_kw__isnull", True), ("power_kw__gt", 0), _connector="OR"),
                            models.Q(("hashrate_phs__isnull", True), ("hashrate_phs__gt", 0), _connector="OR"),
                            models.Q(("monthly_income__isnull", True), ("monthly_income__gte", 0), _connector="OR"),
                        ),
                        name="crm_deal_expectations_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hosting_contract", "Hosting contract"),
                            ("registration_addendum", "Addendum on registration"),
                            ("addendum", "Addendum"),
                            ("consent", "Consent to personal data processing"),
                        ],
                        max_length=40,
                        verbose_name="kind",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("ru", "Russian"), ("en", "English"), ("zh", "Chinese")],
                        default="ru",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="crm.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="crm.contract",
                        verbose_name="contract",
                    ),
                ),
                (
                    "addendum",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="crm.addendum",
                        verbose_name="addendum",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.documenttemplate",
                        verbose_name="own template",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.storedfile",
                        verbose_name="file",
                    ),
                ),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("template_name", models.CharField(max_length=120, verbose_name="template")),
                ("template_version", models.CharField(max_length=64, verbose_name="template version")),
                ("input_data", apps.common.crypto.EncryptedTextField(verbose_name="input data")),
                ("made_at", models.DateTimeField(verbose_name="made")),
                ("made_by", models.CharField(max_length=200, verbose_name="made by")),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
                "indexes": [models.Index(fields=["contract", "-made_at"], name="crm_document_by_contract")],
            },
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
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
                    "lead",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="crm.lead",
                        verbose_name="lead",
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
                ("author_label", models.CharField(editable=False, max_length=200, verbose_name="written by")),
                ("happened_at", models.DateTimeField(editable=False, verbose_name="when")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                ("remind_at", models.DateTimeField(blank=True, null=True, verbose_name="reminder")),
                ("reminded_at", models.DateTimeField(editable=False, null=True, verbose_name="reminded")),
                ("done_at", models.DateTimeField(editable=False, null=True, verbose_name="done")),
                ("outcome", models.CharField(blank=True, default="", max_length=500, verbose_name="outcome")),
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
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["organisation", "due_at", "-id"],
                        name="crm_activity_by_due",
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
        migrations.CreateModel(
            name="CommissionEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "broker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="crm.broker",
                        verbose_name="broker",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("accrual", "Accrual"), ("reversal", "Reversal"), ("payout", "Payout")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("happened_on", models.DateField(verbose_name="date")),
                (
                    "client",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.client",
                        verbose_name="client",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="crm.commissionpayment",
                        verbose_name="payment",
                    ),
                ),
                (
                    "credit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="crm.commissioncredit",
                        verbose_name="credit",
                    ),
                ),
                (
                    "accrual",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversals",
                        to="crm.commissionentry",
                        verbose_name="accrual",
                    ),
                ),
                (
                    "payout",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.payout",
                        verbose_name="payout",
                    ),
                ),
                (
                    "plan_version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.commissionplanversion",
                        verbose_name="plan",
                    ),
                ),
                ("month", models.DateField(null=True, verbose_name="month")),
                ("basis", models.JSONField(default=dict, verbose_name="how it was counted")),
            ],
            options={
                "verbose_name": "line of the commission ledger",
                "verbose_name_plural": "commission ledger",
                "indexes": [models.Index(fields=["broker", "-happened_on"], name="crm_entry_by_broker")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amount__gt", 0),
                                ("kind", "accrual"),
                                ("payment__isnull", False),
                                ("payout__isnull", True),
                            ),
                            models.Q(
                                ("accrual__isnull", False),
                                ("amount__lt", 0),
                                ("credit__isnull", False),
                                ("kind", "reversal"),
                            ),
                            models.Q(
                                ("amount__lt", 0),
                                ("kind", "payout"),
                                ("payment__isnull", True),
                                ("payout__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="crm_entry_whole",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "accrual")),
                        fields=("payment", "broker", "month"),
                        name="crm_entry_accrues_once",
                        nulls_distinct=False,
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "reversal")),
                        fields=("credit", "accrual"),
                        name="crm_entry_reverses_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "payout")), fields=("payout",), name="crm_entry_pays_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentPdf",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
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
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pdf",
                        to="crm.document",
                        verbose_name="document",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.storedfile",
                        verbose_name="file",
                    ),
                ),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
            ],
            options={
                "verbose_name": "PDF of a document",
                "verbose_name_plural": "PDFs of documents",
            },
        ),
        migrations.CreateModel(
            name="StageChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
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
                    "to_stage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="crm.stage", verbose_name="to"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                ("by_label", models.CharField(max_length=200, verbose_name="by")),
            ],
            options={
                "verbose_name": "stage change",
                "verbose_name_plural": "stage changes",
                "indexes": [
                    models.Index(fields=["deal", "at"], name="crm_stage_change_by_deal"),
                    models.Index(fields=["organisation", "at"], name="crm_stage_change_by_time"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayoutLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "payout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="crm.payout",
                        verbose_name="payout",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payout_lines",
                        to="crm.commissionentry",
                        verbose_name="line",
                    ),
                ),
                ("released", models.BooleanField(default=False, verbose_name="released")),
            ],
            options={
                "verbose_name": "line of a payout act",
                "verbose_name_plural": "lines of payout acts",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("released", False)), fields=("entry",), name="crm_entry_in_one_payout"
                    )
                ],
            },
        ),
        ProtectTable("Client", client="id", staff_rights="w"),
        ProtectTable("Contact", client="client_id"),
        ProtectTable("BankAccount", client="client_id"),
        ProtectTable(
            "Contract",
            client_predicate="client_id = ANY ((SELECT nh_client_ids())::bigint[]) AND status <> 'draft'",
            staff_rights="w",
        ),
        ProtectTable(
            "Document",
            client_predicate=(
                "client_id = ANY ((SELECT nh_client_ids())::bigint[]) "
                "AND (contract_id IS NULL OR contract_id IN (SELECT id FROM crm_contract))"
            ),
            staff_rights="a",
        ),
        ProtectTable("ClientUserBinding"),
        migrations.RunSQL(guards.GUARDS, guards.DROP_GUARDS),
        ProtectTable("LeadSource", staff_rights="w"),
        ProtectTable("ReferralLink", staff_rights="w"),
        ProtectTable("Lead", staff_rights="w"),
        ProtectTable("Pipeline", staff_rights="w"),
        ProtectTable("Stage", staff_rights="w"),
        ProtectTable("Deal", staff_rights="w"),
        ProtectTable("StageChange", staff_rights="a"),
        ProtectTable("Activity"),
        migrations.RunSQL(sales.GUARDS, sales.DROP_GUARDS),
        ProtectTable("Broker", staff_rights="w"),
        ProtectTable("Attribution", staff_rights="w"),
        ProtectTable("BrokerTerm", staff_rights="w"),
        ProtectTable("CommissionPlan", staff_rights="w"),
        ProtectTable("CommissionPlanVersion", staff_rights="w"),
        ProtectTable("CommissionPayment", staff_rights="a"),
        ProtectTable("CommissionCredit", staff_rights="a"),
        ProtectTable("CommissionEntry", staff_rights="a"),
        ProtectTable("Payout", staff_rights="w"),
        ProtectTable("PayoutLine", staff_rights="w"),
        migrations.RunSQL(commissions.LEDGER, commissions.DROP_LEDGER),
        migrations.RunSQL(commissions.OWN_ROWS, commissions.DROP_OWN_ROWS),
        migrations.RunSQL(search.INDEX, search.DROP_INDEX),
        ProtectTable("DuplicatePair"),
        ProtectTable("ClientMerge", staff_rights="w"),
        migrations.RunSQL(guards.FOLLOW_MERGES, guards.STAY_ALWAYS),
        ProtectTable("ContractNotice", staff_rights="a"),
        ProtectTable("BitrixConnection"),
        ProtectTable("BitrixLink"),
        ProtectTable("BitrixRun"),
        ProtectTable("BitrixTask"),
        ProtectTable("BitrixPlanItem"),
        ProtectTable("BitrixConflict"),
        ProtectTable("BitrixEvent"),
        migrations.RunSQL(commissions.KEEP_FILE, commissions.DROP_FILE),
        ProtectTable(
            "Addendum",
            client_predicate="client_id = ANY ((SELECT nh_client_ids())::bigint[]) AND status <> 'draft'",
            staff_rights="w",
        ),
        ProtectTable("DocumentTemplate", staff_rights="w"),
        ProtectTable("DocumentPackage", client="client_id", staff_rights="w"),
        ProtectTable("DocumentPdf", client_via=("document_id", "crm_document"), staff_rights="a"),
        migrations.RunSQL(documents.GUARDS, documents.DROP_GUARDS),
        ProtectTable("ContractMask", staff_rights="w"),
        migrations.RunSQL(sales_search.INDEX, sales_search.DROP_INDEX),
    ]
