-- The database roles of NeuroHost. Idempotent; run as a superuser or as a role with CREATEROLE.
-- PostgreSQL 15 syntax. Passwords are set apart (ALTER ROLE … PASSWORD), never in this file.
--
--   nh_owner   signs in, owns the database and its tables, migrates; makes test databases
--   nh_app     signs in for web and workers; owns nothing, inherits nothing, enters one of:
--   nh_staff   rows of one organisation
--   nh_client  rows of one organisation and of the clients in reach
--   nh_system  all rows, for the jobs named in apps.common.scope.SystemJob
DO $roles$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['nh_owner', 'nh_app', 'nh_staff', 'nh_client', 'nh_system'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = role_name) THEN
            EXECUTE format('CREATE ROLE %I', role_name);
        END IF;
    END LOOP;
END
$roles$;

ALTER ROLE nh_owner LOGIN CREATEDB INHERIT;
ALTER ROLE nh_app LOGIN NOINHERIT;
ALTER ROLE nh_staff NOLOGIN NOINHERIT;
ALTER ROLE nh_client NOLOGIN NOINHERIT;
ALTER ROLE nh_system NOLOGIN NOINHERIT;

GRANT nh_staff, nh_client, nh_system TO nh_app;
-- The owner enters them in tests and commands, where it must meet the same refusals and policies.
GRANT nh_app, nh_staff, nh_client, nh_system TO nh_owner;
