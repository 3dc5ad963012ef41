"""What every test stands on: an installation of its own, and where the shared samples are."""

from __future__ import annotations

import atexit
import datetime as dt
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from absl import logging as absl_logging
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import translation
from tests.rows_kept import once

from wellrun.config.server import keep_what_is_loaded

if TYPE_CHECKING:
    from wellrun.foundations.organisation.places import Place, Tree
    from wellrun.foundations.people.models import Account

HOME = Path(tempfile.mkdtemp(prefix="wellrun-tests-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
# OR-Tools brings a log handler that closes its stream whenever logging is set up anew, as commands do; born inside a
# test it would hold, and close, what pytest captures.
absl_logging.get_absl_handler().python_handler.stream = sys.__stderr__
os.environ["WELLRUN_HOME"] = str(HOME)
# pytest-django has read the settings before this file: no test may touch the installation they name.
settings.HOME, settings.KEYS_FILE = HOME, HOME / "keys.json"
settings.WAREHOUSE, settings.ARRIVALS, settings.BACKUPS = HOME / "warehouse", HOME / "arrivals", HOME / "backups"
settings.RATES = dict.fromkeys(("page", "program", "file", "unknown"), 1_000_000)
ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("WELLRUN_SHARED_DATA", ROOT.parent / "shared" / "data"))


def pytest_collection_finish() -> None:
    """What was loaded to collect the tests is no garbage: looking through it was a tenth of their time."""
    keep_what_is_loaded()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What touches the database is marked so: those tests are run on PostgreSQL as well."""
    for item in items:
        if {"db", "transactional_db"} & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.database)


@pytest.fixture(autouse=True)
def connection_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's transaction outlives its requests.

    The end of a request closes a connection that is not in autocommit, which on PostgreSQL is that of every test.
    Django's own client prevents it for the answers it closes itself, not for those a test closes.
    """
    monkeypatch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", lambda _connection: None)


@pytest.fixture(autouse=True)
def language_left_behind() -> Iterator[None]:
    """The language a reader of one test has chosen is not that of the next: a request leaves it with its thread."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def checkpoints_left_behind() -> Iterator[None]:
    """What one test has signed of its audit says nothing of the next one's."""
    yield
    shutil.rmtree(HOME / "checkpoints", ignore_errors=True)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public suites and samples; the test is skipped where there is none."""
    if not SHARED.is_dir():
        pytest.skip("The shared samples are not on this machine.")
    return SHARED


@pytest.fixture
def world(db: None, tmp_path: Path, settings: Any) -> World:
    """A small network with people in it, and a warehouse of its own."""
    settings.WAREHOUSE = tmp_path / "warehouse"
    settings.ARRIVALS = tmp_path / "arrivals"
    forget_other_warehouses()
    return once(build_world)


def forget_other_warehouses() -> None:
    """A process has one warehouse, and keeps its answers by the warehouse's version; here each test has its own."""
    from wellrun.departments.quality.queries import experience, outcomes, proof
    from wellrun.foundations.catalogue import charting, equity

    for module in (charting, equity, experience, outcomes, proof):
        for kept in vars(module).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()


@pytest.fixture
def looked_at(world: World) -> None:
    """Somebody has opened this morning: where a test takes each request back, every page would look at it anew."""
    look_at_this_morning()


def look_at_this_morning() -> None:
    """Works out the signals of the day it is, as the first reader does."""
    from django.utils import timezone

    from wellrun.foundations.audit.actions import System
    from wellrun.foundations.today.actions import find_signals

    find_signals(day=timezone.localdate(), by=System("test"))


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the warehouse of a module's first test is kept for the others."""
    return tmp_path_factory.mktemp("evaluated") / "warehouse"


@pytest.fixture
def figures(world: World, settings: Any, evaluated: Path) -> Iterator[Callable[..., None]]:
    """Every figure of these stays, as of a day; in a module they are worked out once."""
    from wellrun.foundations.catalogue import charting
    from wellrun.foundations.catalogue.publishing import publish_and_evaluate
    from wellrun.warehouse.connection import Warehouse, replace_rows
    from wellrun.warehouse.tables import TABLES

    def known(stays: Iterable[dict[str, Any]], *, today: dt.date) -> None:
        if evaluated.exists():
            shutil.copytree(evaluated, settings.WAREHOUSE)
            return
        replace_rows(Warehouse(settings.WAREHOUSE), TABLES["encounters"], list(stays))
        publish_and_evaluate(today=today)
        shutil.copytree(settings.WAREHOUSE, evaluated)

    kept = (charting.store, charting.facts, charting._kept, charting._with_figures)
    for each in kept:
        each.cache_clear()
    yield known
    for each in kept:
        each.cache_clear()


@dataclass
class World:
    """Two hospitals of one network; a director of both, a manager of one ward, an integration lead, a stranger."""

    tree: Tree
    director: Account
    ward_manager: Account
    integration_lead: Account
    stranger: Account
    today: dt.date = dt.date(2026, 3, 2)

    def place(self, code: str) -> Place:
        return self.tree[code]


def build_world() -> World:
    from wellrun.foundations.access.rules import Role
    from wellrun.foundations.audit.actions import System
    from wellrun.foundations.organisation import actions as organisation
    from wellrun.foundations.organisation.actions import DepartmentPlan, UnitPlan
    from wellrun.foundations.organisation.queries import tree

    by = System("test")
    network = organisation.add_network(code="NET", name="Network", by=by)
    for code in ("H1", "H2"):
        facility = organisation.add_facility(
            network=network, code=code, name=f"Hospital {code}", time_zone="America/New_York", by=by
        )
        units = (UnitPlan("W1", "Ward 1", beds=2), UnitPlan("W2", "Ward 2"), UnitPlan("ED", "Emergency", "emergency"))
        organisation.add_department(facility=facility, plan=DepartmentPlan("medicine", "Medicine", units), by=by)
    return World(
        tree(),
        account("director", Role.EXECUTIVE, "NET"),
        account("ward.manager", Role.DEPARTMENT_MANAGER, "H1/W1"),
        account("integration.lead", Role.INTEGRATION_LEAD, "H1"),
        account("stranger", None, ""),
    )


def account(name: str, role: Any, place: str) -> Account:
    from wellrun.foundations.access import actions as access
    from wellrun.foundations.audit.actions import System
    from wellrun.foundations.organisation.models import Facility
    from wellrun.foundations.people import actions as people

    by = System("test")
    facility = Facility.objects.get(code="H1")
    person = people.add_person(name=name.title(), post=name, facility=facility, by=by)
    opened = people.open_account(person=person, email=f"{name}@example.org", by=by)
    if role is not None:
        access.grant(account=opened, role=role, place=place, by=by)
    return opened


@pytest.fixture
def signed_in() -> Any:
    """Opens a session for an account, second factor and all: ``signed_in(account) -> Client``."""
    from tests.signing_in import signed_in

    return signed_in


from tests.clinic import clinic  # noqa: E402, F401 - a fixture of its own file
