"""Administrators see who is signed in: staff read sessions of their organisation, never a key or its contents."""

from __future__ import annotations

SHOW = (
    'ALTER TABLE "accounts_session" ENABLE ROW LEVEL SECURITY',
    'CREATE POLICY system ON "accounts_session" TO nh_system USING (true) WITH CHECK (true)',
    (
        'CREATE POLICY staff ON "accounts_session" FOR SELECT TO nh_staff '
        "USING (organisation_id = (SELECT nh_organisation_id()))"
    ),
    (
        "GRANT SELECT (id, uid, created_at, updated_at, user_id, organisation_id, ip, user_agent, last_seen_at, "
        'expires_at) ON "accounts_session" TO nh_staff'
    ),
)
HIDE = (
    (
        "REVOKE SELECT (id, uid, created_at, updated_at, user_id, organisation_id, ip, user_agent, last_seen_at, "
        'expires_at) ON "accounts_session" FROM nh_staff'
    ),
    'DROP POLICY staff ON "accounts_session"',
    'DROP POLICY system ON "accounts_session"',
    'ALTER TABLE "accounts_session" DISABLE ROW LEVEL SECURITY',
)
