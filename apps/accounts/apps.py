"""Django application of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Installs the actor provider that the scope middleware asks."""

    name = "apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Tell common who asks."""
        from apps.accounts.policy import actor_for_request  # noqa: PLC0415 - models are loaded only now
        from apps.common.http.scope import install_actor_provider  # noqa: PLC0415 - as above

        install_actor_provider(actor_for_request)
