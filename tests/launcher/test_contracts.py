"""Each import contract of pyproject.toml catches a planted violation."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "common", "audit", "accounts", "crm", "inventory", "logistics", "telemetry", "analytics", "billing", "hosting",
)  # fmt: skip

# contract, file with the violation, its text, further files it needs
PLANTED = [
    ("An app calls only the apps below it", "apps/crm/services.py", "import apps.billing", ()),
    ("An app calls only the apps below it", "apps/telemetry/services.py", "import apps.logistics", ()),
    ("An app calls only the apps below it", "apps/newcomer/__init__.py", "", ()),
    (
        "Inside an app: interfaces, services, selectors, models, rules, leaves",
        "apps/crm/selectors/clients.py",
        "from apps.crm.services import clients",
        ("apps/crm/selectors/__init__.py", "apps/crm/services/__init__.py", "apps/crm/services/clients.py"),
    ),
    (
        "Inside an app: interfaces, services, selectors, models, rules, leaves",
        "apps/inventory/rules/power.py",
        "import apps.inventory.models",
        ("apps/inventory/rules/__init__.py", "apps/inventory/models.py"),
    ),
    ("The agent and the simulator know nothing of the server", "neurohost_agent/drivers.py", "import django", ()),
    ("The agent and the simulator know nothing of the server", "simulator/site.py", "import apps.telemetry", ()),
    ("The agent knows nothing of the simulator", "neurohost_agent/drivers.py", "import simulator", ()),
    (
        "The server shares only the protocol's page with the agent",
        "apps/telemetry/ingest.py",
        "import neurohost_agent",
        (),
    ),
    ("Apps do not import the composition root", "apps/common/clock.py", "import neurohost", ()),
    ("Only apps.common.admin imports unfold", "apps/crm/admin.py", "from unfold.admin import ModelAdmin", ()),
    ("Only integrations speak HTTP to the outside", "apps/crm/services.py", "import httpx", ()),
    ("Only integrations speak HTTP to the outside", "apps/billing/tasks.py", "import requests", ()),
]

PACKAGES = (
    "apps", "neurohost", "neurohost_agent", "simulator",
    *(f"apps/{app}" for app in APPS), "apps/inventory/service_centre",
)  # fmt: skip

ALLOWED = [
    ("apps/common/admin/house.py", "from unfold.admin import ModelAdmin", ("apps/common/admin/__init__.py",)),
    ("apps/crm/integrations/dadata/client.py", "import httpx",
     ("apps/crm/integrations/__init__.py", "apps/crm/integrations/dadata/__init__.py")),
    ("apps/hosting/services.py", "import apps.billing, apps.common", ()),
]  # fmt: skip


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Make an empty house with the contracts of this one."""
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    for package in PACKAGES:
        plant(tmp_path, f"{package}/__init__.py", "")
    return tmp_path


def plant(house: Path, name: str, text: str) -> None:
    """Write one file of the house."""
    path = house / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{text}\n", encoding="utf-8")


def broken_contracts(house: Path) -> set[str]:
    """Return the names of the contracts that import-linter calls broken."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(program), "--no-cache", "--no-logo"], check=False, capture_output=True, text=True, cwd=house,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(house), "NO_COLOR": "1", "COLUMNS": "200"},
    )  # fmt: skip
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return {line.removesuffix(" BROKEN").strip() for line in done.stdout.splitlines() if line.endswith(" BROKEN")}


def test_an_empty_house_keeps_every_contract(house: Path) -> None:
    assert broken_contracts(house) == set()


@pytest.mark.parametrize(("contract", "name", "text", "others"), PLANTED)
def test_a_planted_violation_breaks_its_contract(
    house: Path, contract: str, name: str, text: str, others: tuple[str, ...]
) -> None:
    for other in others:
        plant(house, other, "")
    plant(house, name, text)

    assert broken_contracts(house) == {contract}


@pytest.mark.parametrize(("name", "text", "others"), ALLOWED)
def test_what_the_seams_are_for_is_allowed(house: Path, name: str, text: str, others: tuple[str, ...]) -> None:
    for other in others:
        plant(house, other, "")
    plant(house, name, text)

    assert broken_contracts(house) == set()


def test_every_contract_has_a_planted_violation() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = {contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]}

    assert {contract for contract, *_ in PLANTED} == names
