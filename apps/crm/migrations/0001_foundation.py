"""Clients, contacts, bank accounts, contracts and documents, under row-level security."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import apps.common.crypto
from apps.common.db.operations import ProtectTable
from apps.crm.migrations.sql import guards


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
            name="Client",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
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
                "verbose_name": "client",
                "verbose_name_plural": "clients",
                "permissions": [("use_portal", "Can use the portal of this client")],
            },
        ),
        migrations.CreateModel(
            name="BankAccount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
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
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_accounts",
                        to="crm.client",
                        verbose_name="client",
                    ),
                ),
            ],
            options={
                "verbose_name": "bank account",
                "verbose_name_plural": "bank accounts",
            },
        ),
        migrations.CreateModel(
            name="ClientUserBinding",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="user_bindings",
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
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "client user",
                "verbose_name_plural": "client users",
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("position", models.CharField(blank=True, default="", max_length=160, verbose_name="position")),
                ("phone", models.CharField(blank=True, default="", max_length=16, verbose_name="phone")),
                ("phone_extension", models.CharField(blank=True, default="", max_length=10, verbose_name="extension")),
                ("email", models.EmailField(blank=True, default="", max_length=254, verbose_name="e-mail")),
                ("telegram", models.CharField(blank=True, default="", max_length=64, verbose_name="Telegram")),
                ("is_main", models.BooleanField(default=False, verbose_name="main")),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
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
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
            },
        ),
        migrations.CreateModel(
            name="Contract",
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
                ("note", models.TextField(blank=True, default="", verbose_name="note")),
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
                "verbose_name": "contract",
                "verbose_name_plural": "contracts",
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
                    "kind",
                    models.CharField(
                        choices=[("hosting_contract", "Hosting contract")], max_length=40, verbose_name="kind"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("template_name", models.CharField(max_length=120, verbose_name="template")),
                ("template_version", models.CharField(max_length=64, verbose_name="template version")),
                ("input_data", apps.common.crypto.EncryptedTextField(verbose_name="input data")),
                ("made_at", models.DateTimeField(verbose_name="made")),
                ("made_by", models.CharField(max_length=200, verbose_name="made by")),
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
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.storedfile",
                        verbose_name="file",
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
                "verbose_name": "document",
                "verbose_name_plural": "documents",
            },
        ),
        migrations.AddIndex(
            model_name="client",
            index=models.Index(fields=["organisation", "name"], name="crm_client_by_name"),
        ),
        migrations.AddIndex(
            model_name="client",
            index=models.Index(fields=["organisation", "inn"], name="crm_client_by_inn"),
        ),
        migrations.AddIndex(
            model_name="client",
            index=models.Index(fields=["organisation", "phone"], name="crm_client_by_phone"),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("inn", ""), _negated=True), ("status", "active")),
                fields=("organisation", "type", "inn", "kpp"),
                name="crm_client_inn_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=models.Q(("kpp", ""), ("type__in", ["legal_entity", "foreign_company"]), _connector="OR"),
                name="crm_client_kpp_of_companies",
            ),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                name="crm_client_not_merged_into_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_main", True)), fields=("client",), name="crm_account_one_main"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.UniqueConstraint(fields=("client", "settlement_index"), name="crm_account_once"),
        ),
        migrations.AddConstraint(
            model_name="clientuserbinding",
            constraint=models.UniqueConstraint(fields=("user",), name="crm_binding_one_client"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["organisation", "phone"], name="crm_contact_by_phone"),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_main", True)), fields=("client",), name="crm_contact_one_main"
            ),
        ),
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(fields=["organisation", "status", "ends_on"], name="crm_contract_by_status"),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(fields=("legal_entity", "number"), name="crm_contract_number_once"),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number__isnull", True), ("status", "draft")),
                    ("status", "voided"),
                    models.Q(("number__isnull", False), ("status__in", ["active", "suspended", "ended"])),
                    _connector="OR",
                ),
                name="crm_contract_number_by_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number__isnull", True), ("ordinal__isnull", True)),
                    models.Q(("number__isnull", False), ("ordinal__isnull", False), ("signed_on__isnull", False)),
                    _connector="OR",
                ),
                name="crm_contract_number_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("starts_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="crm_contract_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(("tariff_rate__isnull", True), ("tariff_rate__gte", 0), _connector="OR"),
                name="crm_contract_tariff_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(("max_power_kw__isnull", True), ("max_power_kw__gt", 0), _connector="OR"),
                name="crm_contract_power_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("availability_percent__isnull", True),
                    models.Q(("availability_percent__gt", 0), ("availability_percent__lte", 100)),
                    _connector="OR",
                ),
                name="crm_contract_availability_percent",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["contract", "-made_at"], name="crm_document_by_contract"),
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
    ]
