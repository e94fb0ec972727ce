"""Django application of accounts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Installs the actor provider that the scope middleware asks."""

    name = "apps.accounts"
    label = "accounts"
    verbose_name = _("People and access")

    def ready(self) -> None:
        """Tell common who asks."""
        from axes.signals import user_locked_out  # noqa: PLC0415 - as above

        from apps.accounts import connections, conversation, menu, notifications  # noqa: PLC0415 - as above
        from apps.accounts.lockout import note_lock  # noqa: PLC0415 - as above
        from apps.accounts.policy import actor_for_request  # noqa: PLC0415 - models are loaded only now
        from apps.accounts.rules.api_keys import PREFIX  # noqa: PLC0415 - as above
        from apps.accounts.selectors import people as people_selectors  # noqa: PLC0415 - as above
        from apps.accounts.selectors import telegram as telegram_selectors  # noqa: PLC0415 - as above
        from apps.accounts.services import letters, notifying, telegram  # noqa: PLC0415 - as above
        from apps.accounts.services.tokens import actor_of_key  # noqa: PLC0415 - as above
        from apps.accounts.shell import brand_of  # noqa: PLC0415 - as above
        from apps.common import branding, outbox, people  # noqa: PLC0415 - as above
        from apps.common.http import bearer  # noqa: PLC0415 - as above
        from apps.common.http.scope import install_actor_provider  # noqa: PLC0415 - as above

        install_actor_provider(actor_for_request)
        branding.install(brand_of)
        people.install(people_selectors.names_by_login)
        user_locked_out.connect(note_lock, dispatch_uid="accounts.note_lock")
        outbox.register(letters.TOPIC, letters.deliver)
        outbox.register(notifying.TOPIC, notifying.deliver)
        notifications.register_channel(
            notifications.Channel(notifications.EMAIL, _("E-mail"), notifying.send_email),
        )
        outbox.register(telegram.CALL_TOPIC, telegram.deliver_call)
        notifications.register_channel(
            notifications.Channel(
                notifications.TELEGRAM,
                "Telegram",
                telegram.send_telegram,
                reached=telegram_selectors.linked,
                instead=notifications.EMAIL,
                rings=True,
            )
        )
        conversation.register()
        bearer.register(PREFIX, actor_of_key)
        menu.register()
        connections.register()
