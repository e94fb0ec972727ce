"""`manage.py demo`: demonstration data of the whole product, a sign-in per role, a code for the demo agent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.accounts import demo as accounts_demo
from apps.accounts.models import Organisation, User
from apps.accounts.policy import actor_for_user
from apps.common.demo import DemoContext, DemoMachine
from apps.common.roles import Role
from apps.common.scope import SystemJob, scope, system_scope
from apps.inventory.models import Site
from apps.telemetry.services.codes import make_enrolment_code

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from pathlib import Path

# In the order in which they stand on each other.
LOADERS = (
    "apps.crm.demo",
    "apps.crm.demo_sales",
    "apps.crm.demo_brokers",
    "apps.crm.demo_bitrix",
    "apps.inventory.demo",
    "apps.logistics.demo",
    "apps.inventory.demo_fleet",
    "apps.logistics.demo_fleet",
    "apps.logistics.demo_routes",
    "apps.inventory.service_centre.demo",
    "apps.logistics.demo_telegram",
)
SITE_FILE = settings.VAR_DIR / "simulator" / "site.json"
# The last machines of the site stand in nobody's papers: the agent finds what no act has taken in.
_NOT_TAKEN_IN = 8


class Command(BaseCommand):
    """Make, describe or connect the demonstration."""

    help = "Demonstration data: --if-empty makes it, --print-accounts shows the sign-ins, --enrol-code an agent's code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the three uses."""
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there are organisations already")
        parser.add_argument("--print-accounts", action="store_true", help="print the sign-ins of the demonstration")
        parser.add_argument("--enrol-code", action="store_true", help="print a one-time code for the demo agent")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked. Refuses where the installation is no demonstration."""
        if not settings.DEMO:
            raise CommandError("This installation is no demonstration (NEUROHOST_DEMO is not set).")
        if options["print_accounts"]:
            self._print_accounts()
        elif options["enrol_code"]:
            self._print_code()
        else:
            self._load(only_if_empty=options["if_empty"])

    def _load(self, *, only_if_empty: bool) -> None:
        """Make the data in one transaction: all of it or nothing."""
        with system_scope(SystemJob.DEMO):
            if Organisation.objects.exists():
                if only_if_empty:
                    return
                raise CommandError("There is data already; `make reset` begins anew.")
            context = DemoContext(organisations=[], machines=_machines(SITE_FILE)[:-_NOT_TAKEN_IN])
            accounts_demo.load(context)
            for name in LOADERS:
                self.stdout.write(f"  {name.removeprefix('apps.').removesuffix('.demo')}")
                import_module(name).load(context)
                accounts_demo.actors_now(context)
        self.stdout.write("Demonstration data is ready.")

    def _print_accounts(self) -> None:
        """Print a table of sign-ins."""
        with system_scope(SystemJob.DEMO):
            users = list(User.objects.select_related("organisation").order_by("organisation_id", "pk"))
        self.stdout.write(f"{'sign-in':<24}{'role':<18}{'organisation':<20}password")
        for user in users:
            company = user.organisation.slug if user.organisation else "-"
            self.stdout.write(f"{user.login:<24}{user.role:<18}{company:<20}{accounts_demo.PASSWORD}")

    def _print_code(self) -> None:
        """Print a code for an agent of the first data centre; its ranges hold the simulated machines."""
        machines = _machines(SITE_FILE)
        ranges = sorted({f"{machine.ip.rpartition('.')[0]}.0/24" for machine in machines})
        ports = json.loads(SITE_FILE.read_text())["ports"]
        with system_scope(SystemJob.DEMO):
            site = Site.objects.filter(type="data_centre", organisation__slug="severny").order_by("pk").first()
            admin = User.objects.filter(organisation__slug="severny", role=Role.ADMIN).first()
            if site is None or admin is None:
                raise CommandError("There is no demonstration data; run `manage.py demo` first.")
            actor = actor_for_user(admin)
        with scope(actor):
            _, plain = make_enrolment_code(
                by=actor,
                site=site,
                agent_name="Агент ДЦ-1",
                scan_ranges=ranges,
                ports={"rpc": ports["rpc"], "http": ports["http"], "whatsminer_v3": ports["v3"]},
                valid_for=timedelta(hours=1),
            )
        self.stdout.write(plain)


def _machines(site_file: Path) -> list[DemoMachine]:
    """Return the machines of the simulated site; describes an example site when there is none yet."""
    if not site_file.exists():
        site_file.parent.mkdir(parents=True, exist_ok=True)
        site_file.write_text(_simulator("--example"))
    told = json.loads(_simulator("list", "--config", str(site_file)))
    return [
        DemoMachine(
            ip=one["ip"],
            serial=one["serial"],
            mac=one["mac"],
            model=one["model"],
            hashrate_ths=one["nominal_hashrate_ths"],
            power_w=one["nominal_power_w"],
        )
        for one in told
    ]


def _simulator(*words: str) -> str:
    """Return what the simulator prints; it is a program of its own, apart from Django."""
    environment = os.environ | {"PYTHONPATH": str(settings.BASE_DIR / "agent")}
    done = subprocess.run(
        [sys.executable, "-m", "simulator", *words], check=False, capture_output=True, text=True, env=environment
    )
    if done.returncode:
        raise CommandError(f"The simulated site cannot be described: {done.stderr.strip()}")
    return done.stdout
