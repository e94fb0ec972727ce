"""Brokers, commission plans, the ledger of commissions and payout acts, under row-level security."""

import uuid
from decimal import Decimal

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import apps.common.crypto
from apps.common.db.operations import ProtectTable
from apps.crm.migrations.sql import commissions


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_sessions_shown"),
        ("crm", "0003_register_state"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Broker",
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
            ],
            options={
                "verbose_name": "broker",
                "verbose_name_plural": "brokers",
            },
        ),
        migrations.CreateModel(
            name="Attribution",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
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
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attributions",
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
                    "broker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attributions",
                        to="crm.broker",
                        verbose_name="broker",
                    ),
                ),
            ],
            options={
                "verbose_name": "client of a broker",
                "verbose_name_plural": "clients of brokers",
            },
        ),
        migrations.CreateModel(
            name="CommissionPayment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
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
                "verbose_name": "payment that earns",
                "verbose_name_plural": "payments that earn",
            },
        ),
        migrations.CreateModel(
            name="CommissionCredit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18, verbose_name="amount")),
                ("credited_on", models.DateField(verbose_name="credited on")),
                ("reference", models.CharField(max_length=80, verbose_name="credit reference")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
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
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credits",
                        to="crm.commissionpayment",
                        verbose_name="payment",
                    ),
                ),
            ],
            options={
                "verbose_name": "credit of a payment",
                "verbose_name_plural": "credits of payments",
            },
        ),
        migrations.CreateModel(
            name="CommissionPlan",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
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
                "verbose_name": "commission plan",
                "verbose_name_plural": "commission plans",
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
                    "share_percent",
                    models.DecimalField(
                        decimal_places=2, default=Decimal(100), max_digits=5, verbose_name="own share, %"
                    ),
                ),
                ("during", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="during")),
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="terms",
                        to="crm.commissionplan",
                        verbose_name="plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "terms of a broker",
                "verbose_name_plural": "terms of brokers",
            },
        ),
        migrations.CreateModel(
            name="CommissionPlanVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="crm.commissionplan",
                        verbose_name="plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a commission plan",
                "verbose_name_plural": "versions of commission plans",
                "ordering": ["plan", "-number"],
            },
        ),
        migrations.CreateModel(
            name="Payout",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
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
                "verbose_name": "payout act",
                "verbose_name_plural": "payout acts",
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
                ("month", models.DateField(null=True, verbose_name="month")),
                ("basis", models.JSONField(default=dict, verbose_name="how it was counted")),
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
                    "broker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="crm.broker",
                        verbose_name="broker",
                    ),
                ),
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
                    "plan_version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.commissionplanversion",
                        verbose_name="plan",
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
            ],
            options={
                "verbose_name": "line of the commission ledger",
                "verbose_name_plural": "commission ledger",
            },
        ),
        migrations.CreateModel(
            name="PayoutLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("released", models.BooleanField(default=False, verbose_name="released")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payout_lines",
                        to="crm.commissionentry",
                        verbose_name="line",
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
                    "payout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="crm.payout",
                        verbose_name="payout",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a payout act",
                "verbose_name_plural": "lines of payout acts",
            },
        ),
        migrations.AddConstraint(
            model_name="broker",
            constraint=models.UniqueConstraint(fields=("organisation", "inn_index"), name="crm_broker_inn_once"),
        ),
        migrations.AddConstraint(
            model_name="broker",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("partner__isnull", True), models.Q(("partner", models.F("id")), _negated=True), _connector="OR"
                ),
                name="crm_broker_not_its_own_partner",
            ),
        ),
        migrations.AddConstraint(
            model_name="attribution",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("client", "="), ("during", "&&")], name="crm_one_broker_at_a_time"
            ),
        ),
        migrations.AddIndex(
            model_name="commissionpayment",
            index=models.Index(fields=["broker", "paid_on"], name="crm_payment_by_broker"),
        ),
        migrations.AddConstraint(
            model_name="commissionpayment",
            constraint=models.UniqueConstraint(fields=("organisation", "reference"), name="crm_payment_reference_once"),
        ),
        migrations.AddConstraint(
            model_name="commissionpayment",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="crm_payment_positive"),
        ),
        migrations.AddConstraint(
            model_name="commissioncredit",
            constraint=models.UniqueConstraint(fields=("organisation", "reference"), name="crm_credit_reference_once"),
        ),
        migrations.AddConstraint(
            model_name="commissioncredit",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="crm_credit_positive"),
        ),
        migrations.AddConstraint(
            model_name="brokerterm",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("broker", "="), ("during", "&&")], name="crm_one_plan_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="brokerterm",
            constraint=models.CheckConstraint(
                condition=models.Q(("share_percent__gt", 0), ("share_percent__lte", 100)), name="crm_term_share_percent"
            ),
        ),
        migrations.AddConstraint(
            model_name="commissionplanversion",
            constraint=models.UniqueConstraint(fields=("plan", "number"), name="crm_plan_version_once"),
        ),
        migrations.AddConstraint(
            model_name="commissionplanversion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("plan", "="), ("during", "&&")], name="crm_one_version_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="commissionplanversion",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="commissionplanversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("cap_amount__isnull", True), ("cap_amount__gt", 0), _connector="OR"),
                name="crm_plan_cap_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.UniqueConstraint(fields=("organisation", "number"), name="crm_payout_number_once"),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(condition=models.Q(("total__gt", 0)), name="crm_payout_positive"),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number__isnull", True), ("status", "draft")),
                    ("status", "voided"),
                    models.Q(("issued_on__isnull", False), ("number__isnull", False), ("status", "issued")),
                    models.Q(("number__isnull", False), ("paid_on__isnull", False), ("status", "paid")),
                    _connector="OR",
                ),
                name="crm_payout_number_by_status",
            ),
        ),
        migrations.AddIndex(
            model_name="commissionentry",
            index=models.Index(fields=["broker", "-happened_on"], name="crm_entry_by_broker"),
        ),
        migrations.AddConstraint(
            model_name="commissionentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount__gt", 0), ("kind", "accrual"), ("payment__isnull", False), ("payout__isnull", True)
                    ),
                    models.Q(
                        ("accrual__isnull", False), ("amount__lt", 0), ("credit__isnull", False), ("kind", "reversal")
                    ),
                    models.Q(
                        ("amount__lt", 0), ("kind", "payout"), ("payment__isnull", True), ("payout__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="crm_entry_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="commissionentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "accrual")),
                fields=("payment", "broker", "month"),
                name="crm_entry_accrues_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="commissionentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "reversal")), fields=("credit", "accrual"), name="crm_entry_reverses_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="commissionentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "payout")), fields=("payout",), name="crm_entry_pays_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("released", False)), fields=("entry",), name="crm_entry_in_one_payout"
            ),
        ),
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
    ]
