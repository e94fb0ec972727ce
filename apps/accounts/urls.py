"""Addresses of accounts: the way in, the own account, people, settings."""

from __future__ import annotations

from django.urls import path

from apps.accounts.views import (
    account,
    brand,
    company,
    entities,
    language,
    notifications,
    passwords,
    second_factor,
    sign_in,
    tokens,
    users,
)

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.sign_in_code, name="sign_in_code"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("language/", language.set_language, name="set_language"),
    path("password/reset/", passwords.password_reset, name="password_reset"),
    path("password/set/<str:token>/", passwords.password_set, name="password_set"),
    path("password/change/", account.password_change, name="password_change"),
    path("email/verify/<str:token>/", passwords.email_verify, name="email_verify"),
    path("profile/", account.profile, name="profile"),
    path("profile/email/", account.email_verification, name="email_verification"),
    path("profile/second-factor/", second_factor.second_factor, name="second_factor"),
    path("profile/second-factor/codes/", second_factor.recovery_codes, name="recovery_codes"),
    path("profile/second-factor/remove/", second_factor.second_factor_remove, name="second_factor_remove"),
    path("profile/sessions/", account.sessions, name="sessions"),
    path("profile/sessions/end-others/", account.sessions_end_others, name="sessions_end_others"),
    path("profile/sessions/<uuid:uid>/end/", account.session_end, name="session_end"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/bell/", notifications.bell, name="bell"),
    path("notifications/read/", notifications.notifications_read, name="notifications_read"),
    path("notifications/channels/", notifications.notification_channels, name="notification_channels"),
    path("notifications/<uuid:uid>/open/", notifications.notification_open, name="notification_open"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<uuid:uid>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("settings/", company.settings, name="settings"),
    path("settings/entities/new/", entities.entity_new, name="entity_new"),
    path("settings/entities/<uuid:uid>/", entities.entity, name="entity"),
    path("settings/entities/<uuid:uid>/main/", entities.entity_make_main, name="entity_make_main"),
    path("settings/logo/remove/", company.logo_remove, name="logo_remove"),
    path("settings/test-letter/", company.test_letter, name="test_letter"),
    path("settings/<str:part>/", company.change, name="settings_change"),
    path("brand/<slug:slug>/logo.png", brand.brand_logo, name="brand_logo"),
    path("brand/<slug:slug>/brand.css", brand.brand_style, name="brand_style"),
    path("users/", users.users, name="users"),
    path("users/new/", users.user_new, name="user_new"),
    path("users/<uuid:uid>/", users.user, name="user"),
    path("users/<uuid:uid>/block/", users.user_block, name="user_block"),
    path("users/<uuid:uid>/unblock/", users.user_unblock, name="user_unblock"),
    path("users/<uuid:uid>/end-sessions/", users.user_end_sessions, name="user_end_sessions"),
    path("users/<uuid:uid>/reset-second-factor/", users.user_reset_second_factor, name="user_reset_second_factor"),
    path("users/<uuid:uid>/invite/", users.user_invite, name="user_invite"),
]
