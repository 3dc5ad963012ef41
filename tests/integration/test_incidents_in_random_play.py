"""Whatever is reported, triaged, merged, split, closed and opened again, in whatever order: counts and clocks agree."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as some
from tests.unit.departments.quality.reports import Ward, ward  # noqa: F401 - the hospital where things are reported

from wellrun.departments.quality.actions import incidents as actions
from wellrun.departments.quality.actions import review
from wellrun.departments.quality.models import Incident, Step
from wellrun.departments.quality.queries.clocks import clocks_of
from wellrun.departments.quality.queries.incidents import overview
from wellrun.departments.quality.queries.published import incident_report_rows
from wellrun.departments.quality.rules.incidents import Harm, Move
from wellrun.departments.quality.rules.reporting import Event, due
from wellrun.foundations.audit.queries import verify
from wellrun.foundations.organisation.models import Facility
from wellrun.values.faults import Refused

FOUND = "What was found, in more than twenty letters."
REPORTS = some.integers(0, 5)
ACTS = some.tuples(
    some.sampled_from(["report", "triage", "close", "reopen", "merge", "merge", "split", "meet"]), REPORTS, REPORTS
)
ALONE = frozenset(["report", "meet"])


EXAMPLES = 25 if "WELLRUN_THOROUGH" in os.environ else 10
"""Each example stands alone; `make test-thorough` tries them all."""


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=some.lists(ACTS, min_size=6, max_size=18))
@pytest.mark.django_db
def test_counts_and_clocks_agree_whatever_was_done(
    ward: Ward,  # noqa: F811 - the fixture
    acts: list[tuple[str, int, int]],
) -> None:
    with transaction.atomic():
        Facility.objects.filter(code="H1").update(region="US-NY", kind="nursing_home")
        told, done = [_told(ward, hours) for hours in (5, 1, 3)], Counter[str]()
        for what, one, other in acts:
            if what == "report":
                told.append(_told(ward, 1 + len(told) % 7))
            elif _done(ward, what, told[one % len(told)], told[other % len(told)]):
                done[what] += 1
            _agree(ward, told)
        event(f"{done['merge']} merged")
        decided = sum(many for what, many in done.items() if what not in ALONE)
        assert Step.objects.exclude(move=Move.REPORT).count() == decided
        assert sum(Incident.objects.values_list("version", flat=True)) == len(told) + decided
        assert verify().whole
        transaction.set_rollback(True)


def _told(here: Ward, hours_ago: int) -> Incident:
    told = here.tell(kind="behaviour", harm=Harm.SEVERE, hours_ago=hours_ago + 1).incident
    told.reported_at = timezone.now() - dt.timedelta(hours=hours_ago)
    told.save()
    return told


def _done(here: Ward, what: str, one: Incident, other: Incident) -> bool:
    """Whether it could be done."""
    held, now = Incident.objects.select_related("facility").get(pk=one.pk), timezone.now()
    decided: dict[str, Any] = {"incident": held, "version": held.version, "now": now, **here.who}
    steps = {
        "triage": lambda: here.judge(held),
        "close": lambda: actions.close(finding=FOUND, **decided),
        "reopen": lambda: actions.reopen(why="again", **decided),
        "merge": lambda: actions.merge(into=other, why="the same", **decided),
        "split": lambda: actions.split(why="another", **decided),
        "meet": lambda: review.meet(incident=held, duty="us-nursing-abuse", words="told", now=now, **here.who),
    }
    try:
        with transaction.atomic():
            steps[what]()
    except Refused:
        return False
    return True


def _agree(here: Ward, told: list[Incident]) -> None:
    rows = {one.pk: one for one in Incident.objects.select_related("facility")}
    assert len(rows) == len(told)
    families: dict[Any, list[Incident]] = {}
    for one in rows.values():
        root = one
        while root.into_id is not None:
            root = rows[root.into_id]
        families.setdefault(root.pk, []).append(one)
    assert all(rows[root].status != "merged" for root in families)
    seen = overview(here.world.place("H1"), here.lead, tree=here.world.tree, day=timezone.localdate())
    assert sum(bar.count for bar in seen.kinds) == len(families)
    assert len(incident_report_rows(timezone.localdate())) == len(families)
    clocks = clocks_of(rows.values())
    assert set(clocks) == {str(root) for root in families}
    for root, family in families.items():
        known = timezone.localtime(min(one.reported_at for one in family), timezone.get_current_timezone())
        running = {one.clock.duty.key: one for one in clocks[str(root)]}
        first = due(Event("behaviour", Harm.SEVERE, known, "US-NY", "nursing_home"))
        abuse = next(clock for clock in first if clock.duty.key == "us-nursing-abuse")
        assert running["us-nursing-abuse"].clock.due == abuse.due
        met = any(one.met.exists() for one in family)
        assert (running["us-nursing-abuse"].met is not None) == met
