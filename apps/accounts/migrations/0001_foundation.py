"""Organisations with their settings, people, sessions, tokens, notifications and Telegram."""

import datetime as dt
import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import apps.common.crypto
from apps.accounts.migrations.sql import sessions
from apps.common.db.operations import GrantTable, ProtectTable


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
        ("common", "0001_foundation"),
    ]

    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("slug", models.SlugField(unique=True, verbose_name="short name")),
                ("time_zone", models.CharField(default="Europe/Moscow", max_length=64, verbose_name="time zone")),
                ("language", models.CharField(default="ru", max_length=10, verbose_name="language")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demonstration")),
            ],
            options={
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
            },
        ),
        migrations.CreateModel(
            name="Brand",
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
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("accent_color", models.CharField(default="#f7931a", max_length=7, verbose_name="accent colour")),
                (
                    "logo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.storedfile",
                        verbose_name="logo",
                    ),
                ),
                ("letter_signature", models.TextField(blank=True, default="", verbose_name="signature of letters")),
            ],
            options={
                "verbose_name": "brand",
                "verbose_name_plural": "brands",
                "constraints": [models.UniqueConstraint(fields=("organisation",), name="accounts_one_brand")],
            },
        ),
        migrations.CreateModel(
            name="LegalEntity",
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
                ("name", models.CharField(max_length=300, verbose_name="name")),
                ("short_name", models.CharField(max_length=160, verbose_name="short name")),
                ("inn", models.CharField(max_length=12, verbose_name="INN")),
                ("kpp", models.CharField(blank=True, default="", max_length=9, verbose_name="KPP")),
                ("ogrn", models.CharField(max_length=15, verbose_name="OGRN")),
                ("legal_address", models.CharField(max_length=400, verbose_name="legal address")),
                (
                    "postal_address",
                    models.CharField(blank=True, default="", max_length=400, verbose_name="postal address"),
                ),
                ("signatory_post", models.CharField(max_length=160, verbose_name="signatory's post")),
                ("signatory_name", models.CharField(max_length=160, verbose_name="signatory")),
                (
                    "signatory_name_genitive",
                    models.CharField(blank=True, default="", max_length=200, verbose_name="signatory, genitive"),
                ),
                (
                    "signatory_basis",
                    models.CharField(default="Устава", max_length=200, verbose_name="acts on the basis of"),
                ),
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
                ("phone", models.CharField(blank=True, default="", max_length=40, verbose_name="phone")),
                ("email", models.EmailField(blank=True, default="", max_length=254, verbose_name="e-mail")),
                (
                    "registry_entry",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=80,
                        verbose_name="entry in the register of infrastructure operators",
                    ),
                ),
                ("time_zone", models.CharField(default="Europe/Moscow", max_length=64, verbose_name="time zone")),
                ("is_main", models.BooleanField(default=False, verbose_name="main")),
            ],
            options={
                "verbose_name": "own legal entity",
                "verbose_name_plural": "own legal entities",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_main", True)), fields=("organisation",), name="accounts_one_main_entity"
                    ),
                    models.UniqueConstraint(fields=("organisation", "inn", "kpp"), name="accounts_entity_inn_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganisationSettings",
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
                    "contract_mask",
                    models.CharField(
                        default="ТКС-ОМИ-{N}-{ГГ}{Ю|Ф}", max_length=80, verbose_name="contract number mask"
                    ),
                ),
                (
                    "sole_trader_letter",
                    models.CharField(default="Ф", max_length=1, verbose_name="letter of sole traders"),
                ),
                ("addendum_mask", models.CharField(default="{N}", max_length=80, verbose_name="addendum number mask")),
                (
                    "intake_mask",
                    models.CharField(default="АП-{N}", max_length=80, verbose_name="intake act number mask"),
                ),
                (
                    "return_mask",
                    models.CharField(default="ВЗ-{N}", max_length=80, verbose_name="return act number mask"),
                ),
                (
                    "payout_mask",
                    models.CharField(default="ВП-{N}", max_length=80, verbose_name="payout act number mask"),
                ),
                (
                    "movement_mask",
                    models.CharField(default="ПМ-{N}", max_length=80, verbose_name="transfer note number mask"),
                ),
                ("claim_mask", models.CharField(default="РХ-{N}", max_length=80, verbose_name="claim number mask")),
                (
                    "telegram_token",
                    apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="Telegram bot token"),
                ),
                (
                    "bitrix_webhook",
                    apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="Bitrix24 webhook"),
                ),
                (
                    "dadata_key",
                    apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="DaData key"),
                ),
            ],
            options={
                "verbose_name": "settings",
                "verbose_name_plural": "settings",
                "constraints": [models.UniqueConstraint(fields=("organisation",), name="accounts_one_settings")],
            },
        ),
        migrations.CreateModel(
            name="TelegramBot",
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
                ("telegram_id", models.BigIntegerField(unique=True, verbose_name="bot's id")),
                ("username", models.CharField(max_length=64, verbose_name="bot's name")),
                (
                    "mode",
                    models.CharField(
                        choices=[("off", "Off"), ("polling", "We ask for them"), ("webhook", "Telegram sends them")],
                        default="off",
                        max_length=8,
                        verbose_name="updates",
                    ),
                ),
                (
                    "secret",
                    apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="webhook secret"),
                ),
                ("next_update_id", models.BigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "Telegram bot",
                "verbose_name_plural": "Telegram bots",
                "constraints": [models.UniqueConstraint(fields=("organisation",), name="accounts_one_bot")],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "organisation",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("login", models.CharField(max_length=80, verbose_name="login")),
                ("email", models.EmailField(blank=True, default="", max_length=254, verbose_name="e-mail")),
                ("email_verified_at", models.DateTimeField(blank=True, null=True, verbose_name="e-mail confirmed")),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "Owner"),
                            ("admin", "Administrator"),
                            ("manager", "Manager"),
                            ("accountant", "Accountant"),
                            ("warehouse", "Warehouse keeper"),
                            ("technician", "Technician"),
                            ("driver", "Driver"),
                            ("client_viewer", "Client: viewer"),
                            ("client_operator", "Client: operator"),
                            ("client_admin", "Client: administrator"),
                            ("broker", "Broker"),
                            ("partner", "Partner"),
                            ("auditor", "Auditor"),
                            ("prospect", "Prospect"),
                            ("platform", "Platform staff"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "Active"), ("blocked", "Blocked")],
                        default="active",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("language", models.CharField(default="ru", max_length=10, verbose_name="language")),
                ("time_zone", models.CharField(default="Europe/Moscow", max_length=64, verbose_name="time zone")),
                ("theme", models.CharField(default="dark", max_length=5, verbose_name="theme")),
                ("access_expires_on", models.DateField(blank=True, null=True, verbose_name="access until")),
                ("password_changed_at", models.DateTimeField(blank=True, null=True, verbose_name="password changed")),
            ],
            options={
                "verbose_name": "user",
                "verbose_name_plural": "users",
                "constraints": [
                    models.UniqueConstraint(django.db.models.functions.text.Lower("login"), name="accounts_login_once"),
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("email", ""), _negated=True),
                        name="accounts_email_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("organisation__isnull", False), ("role", "platform"), _connector="OR"),
                        name="accounts_user_has_organisation",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="api_tokens",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("prefix", models.CharField(max_length=12, verbose_name="begins with")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("permissions", models.JSONField(default=list, verbose_name="permissions")),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="revoked")),
                ("last_used_at", models.DateTimeField(null=True, verbose_name="last used")),
            ],
            options={
                "verbose_name": "API token",
                "verbose_name_plural": "API tokens",
            },
        ),
        migrations.CreateModel(
            name="Notification",
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("kind", models.CharField(max_length=80, verbose_name="kind")),
                ("params", models.JSONField(default=dict)),
                ("url", models.CharField(blank=True, default="", max_length=300, verbose_name="address")),
                ("read_at", models.DateTimeField(null=True, verbose_name="read")),
            ],
            options={
                "verbose_name": "notification",
                "verbose_name_plural": "notifications",
                "indexes": [
                    models.Index(fields=["user", "-created_at"], name="accounts_bell"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)), fields=["user"], name="accounts_bell_unread"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NotificationPreference",
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notification_preferences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("kind", models.CharField(max_length=80, verbose_name="kind")),
                ("channels", models.JSONField(default=list, verbose_name="channels")),
            ],
            options={
                "verbose_name": "notification preference",
                "verbose_name_plural": "notification preferences",
                "constraints": [models.UniqueConstraint(fields=("user", "kind"), name="accounts_preference_once")],
            },
        ),
        migrations.CreateModel(
            name="NotificationTimes",
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
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notification_times",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("quiet_from", models.TimeField(blank=True, null=True, verbose_name="quiet from")),
                ("quiet_until", models.TimeField(blank=True, null=True, verbose_name="quiet until")),
                (
                    "digest",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("hourly", "Gathered, every hour"),
                            ("daily", "Gathered, once a day"),
                        ],
                        default="at_once",
                        max_length=8,
                        verbose_name="how often",
                    ),
                ),
                ("digest_at", models.TimeField(default=dt.time(9, 0), verbose_name="once a day at")),
            ],
            options={
                "verbose_name": "times of notifications",
                "verbose_name_plural": "times of notifications",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quiet_from__isnull", True), ("quiet_until__isnull", True)),
                            models.Q(("quiet_from__isnull", False), ("quiet_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="accounts_quiet_both_or_none",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recovery_codes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "digest"), name="accounts_recovery_code_once")],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "kind",
                    models.CharField(
                        choices=[("web", "Browser"), ("telegram", "Telegram")],
                        default="web",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("key_digest", models.CharField(max_length=64, unique=True)),
                ("data", models.TextField()),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                ("ip", apps.common.crypto.EncryptedTextField(blank=True, default="", verbose_name="IP address")),
                ("user_agent", models.CharField(blank=True, default="", max_length=300, verbose_name="browser")),
                ("last_seen_at", models.DateTimeField(verbose_name="last seen")),
                ("expires_at", models.DateTimeField(db_index=True, verbose_name="valid until")),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
            },
        ),
        migrations.CreateModel(
            name="TelegramCode",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.organisation"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "code of a link with Telegram",
                "verbose_name_plural": "codes of links with Telegram",
            },
        ),
        migrations.CreateModel(
            name="TelegramLink",
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
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="telegram",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                ("telegram_id", models.BigIntegerField(unique=True, verbose_name="Telegram id")),
                ("username", models.CharField(blank=True, default="", max_length=80, verbose_name="name in Telegram")),
                ("broken_at", models.DateTimeField(null=True, verbose_name="broken since")),
            ],
            options={
                "verbose_name": "link with Telegram",
                "verbose_name_plural": "links with Telegram",
            },
        ),
        migrations.CreateModel(
            name="TelegramUpdate",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "bot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.telegrambot"
                    ),
                ),
                ("update_id", models.BigIntegerField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("bot", "update_id"), name="accounts_update_once")],
            },
        ),
        migrations.CreateModel(
            name="TotpDevice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="totp",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                ("seed", apps.common.crypto.EncryptedTextField(verbose_name="seed")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="confirmed")),
                ("last_step", models.BigIntegerField(default=-1)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("locked_until", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "authenticator app",
                "verbose_name_plural": "authenticator apps",
            },
        ),
        ProtectTable("Organisation", organisation_column="id", client_predicate="true", staff_rights="w"),
        ProtectTable("User", client_predicate="id = nh_user_id()", client_rights="w", staff_rights="w"),
        ProtectTable("LegalEntity", staff_rights="w"),
        ProtectTable("Brand", client_predicate="true", staff_rights="w"),
        ProtectTable("OrganisationSettings", staff_rights="w"),
        ProtectTable("TotpDevice", staff_rights=""),
        ProtectTable("RecoveryCode", staff_rights=""),
        ProtectTable("ApiToken", client_predicate="user_id = nh_user_id()", client_rights="w", staff_rights="w"),
        ProtectTable("Notification", client_predicate="user_id = nh_user_id()", client_rights="w"),
        ProtectTable("NotificationPreference", client_predicate="user_id = nh_user_id()", client_rights="rw"),
        GrantTable("accounts_session"),
        migrations.RunSQL(list(sessions.SHOW), list(sessions.HIDE)),
        GrantTable("django_content_type", staff="r", client="r", system="r"),
        GrantTable("auth_permission", staff="r", client="r", system="r"),
        GrantTable("django_migrations", system="r"),
        GrantTable("django_celery_beat_periodictask"),
        GrantTable("django_celery_beat_periodictasks"),
        GrantTable("django_celery_beat_crontabschedule"),
        GrantTable("django_celery_beat_intervalschedule"),
        GrantTable("django_celery_beat_clockedschedule"),
        GrantTable("django_celery_beat_solarschedule"),
        ProtectTable("NotificationTimes", client_predicate="user_id = nh_user_id()", client_rights="rw"),
        ProtectTable("TelegramBot", staff_rights="w"),
        ProtectTable("TelegramLink", client_predicate="user_id = nh_user_id()", client_rights="rw"),
        ProtectTable("TelegramCode", staff_rights=""),
        GrantTable("accounts_telegramupdate"),
        migrations.RunSQL(
            'GRANT SELECT (kind) ON "accounts_session" TO nh_staff',
            'REVOKE SELECT (kind) ON "accounts_session" FROM nh_staff',
        ),
    ]
