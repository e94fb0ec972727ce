"""Telegram: bots, links, one-time codes, applied updates; times of notifications; sessions that Telegram opened."""

import datetime as dt
import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import apps.common.crypto
from apps.common.db.operations import GrantTable, ProtectTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_payout_mask"),
    ]

    operations = [
        migrations.CreateModel(
            name="NotificationTimes",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
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
            },
        ),
        migrations.CreateModel(
            name="TelegramBot",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
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
            },
        ),
        migrations.CreateModel(
            name="TelegramCode",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identifier")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
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
                ("update_id", models.BigIntegerField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="user",
            name="accounts_telegram_once",
        ),
        migrations.RemoveField(
            model_name="user",
            name="telegram_id",
        ),
        migrations.AddField(
            model_name="session",
            name="kind",
            field=models.CharField(
                choices=[("web", "Browser"), ("telegram", "Telegram")], default="web", max_length=8, verbose_name="kind"
            ),
        ),
        migrations.AddField(
            model_name="notificationtimes",
            name="organisation",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AddField(
            model_name="notificationtimes",
            name="user",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notification_times",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="telegrambot",
            name="organisation",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AddField(
            model_name="telegramcode",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.organisation"
            ),
        ),
        migrations.AddField(
            model_name="telegramcode",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="telegramlink",
            name="organisation",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
                verbose_name="organisation",
            ),
        ),
        migrations.AddField(
            model_name="telegramlink",
            name="user",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="telegram",
                to=settings.AUTH_USER_MODEL,
                verbose_name="user",
            ),
        ),
        migrations.AddField(
            model_name="telegramupdate",
            name="bot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.telegrambot"
            ),
        ),
        migrations.AddConstraint(
            model_name="notificationtimes",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("quiet_from__isnull", True), ("quiet_until__isnull", True)),
                    models.Q(("quiet_from__isnull", False), ("quiet_until__isnull", False)),
                    _connector="OR",
                ),
                name="accounts_quiet_both_or_none",
            ),
        ),
        migrations.AddConstraint(
            model_name="telegrambot",
            constraint=models.UniqueConstraint(fields=("organisation",), name="accounts_one_bot"),
        ),
        migrations.AddConstraint(
            model_name="telegramupdate",
            constraint=models.UniqueConstraint(fields=("bot", "update_id"), name="accounts_update_once"),
        ),
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
