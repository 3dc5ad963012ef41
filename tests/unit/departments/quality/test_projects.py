"""A project by its pages, on wards where one measure got better and one got worse since the first test."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.conftest import World, account
from tests.signing_in import signed_in

from wellrun.departments.quality.actions import projects as actions
from wellrun.departments.quality.models.projects import Cycle, Driver, Project, Watched
from wellrun.departments.quality.queries.projects import portfolio
from wellrun.departments.quality.rules.projects import Part, Stage
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Refused

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 2)
WEEKS, SINCE = 30, 9
BEGAN = TODAY - dt.timedelta(weeks=SINCE)
FOUND = "Patients who can go are seen first each morning."


def stays() -> Iterator[dict[str, Any]]:
    """Three arrivals a day on each ward; for nine weeks Ward 1 keeps patients longer, Ward 2 four days less."""
    chance, first = random.Random(5), TODAY - dt.timedelta(weeks=WEEKS)
    for day in range(WEEKS * 7):
        for ward, changed in (("W1", 4), ("W2", -4)):
            for number in range(3):
                start = dt.datetime.combine(first + dt.timedelta(days=day), dt.time(9 + number))
                lasts = chance.randint(6, 9) + (changed if start.date() >= BEGAN - dt.timedelta(days=7) else 0)
                end = start + dt.timedelta(days=lasts)
                gone = end.date() < TODAY
                yield {
                    "facility": "H1",
                    "encounter": f"{ward}-{day}-{number}",
                    "patient": f"p{ward}{day}{number}",
                    "status": "finished" if gone else "in-progress",
                    "class_code": "IMP",
                    "started_at": start,
                    "ended_at": end if gone else None,
                    "unit": ward,
                    "source": "test",
                    "arrival": "test",
                }


@pytest.fixture
def lead(world: World, figures: Callable[..., None]) -> Account:
    figures(stays(), today=TODAY)
    return account("lead", Role.QUALITY_LEAD, "H1")


def begun(world: World, lead: Account, place: str, *, goal: float = 3.0) -> Project:
    """A project with one test that began nine weeks ago and was adopted."""
    who = {"by": lead, "tree": world.tree}
    made = actions.open_project(
        name="Home before noon",
        place=world.place(place),
        measure=MEASURES["average_stay"],
        why="Beds are full at noon.",
        goal=goal,
        until=TODAY + dt.timedelta(days=90),
        lead=lead.person,
        today=TODAY,
        **who,
    )
    Project.objects.filter(pk=made.pk).update(opened_on=BEGAN - dt.timedelta(days=7))
    test = {"change": "Round at eight", "predicts": "One day less", "carried_by": lead.person, "starts_on": BEGAN}
    cycle = actions.begin_test(project=made, **test, **who)
    actions.study(cycle=cycle, saw="Two of three went before noon.", lesson="adopt", today=TODAY, **who)
    made.refresh_from_db()
    return made


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [fault.code for fault in refused.value.faults]


def ended(world: World, lead: Account, made: Project, to: Stage, **more: Any) -> Project:
    given = {"project": made, "version": made.version, "to": to, "finding": FOUND, "today": TODAY, **more}
    return actions.close(by=lead, tree=world.tree, **given)


def test_where_the_chart_improved_it_is_sustained(world: World, lead: Account) -> None:
    made = begun(world, lead, "H1/W2")
    assert made.before is not None and made.before > 3.0
    (line,) = portfolio(world.place("H1"), tree=world.tree, day=TODAY)
    assert line.judgement is not None and line.judgement.verdict == "worked"
    assert ended(world, lead, made, Stage.SUSTAINED).stage == Stage.SUSTAINED
    with pytest.raises(Refused) as refused:
        ended(world, lead, made, Stage.STOPPED)
    assert codes(refused) == ["quality.project_ended"]


def test_where_it_got_worse_it_is_not_but_may_be_stopped(world: World, lead: Account) -> None:
    made = begun(world, lead, "H1/W1")
    with pytest.raises(Refused) as refused:
        ended(world, lead, made, Stage.SUSTAINED)
    assert codes(refused) == ["quality.chart_says_no"]
    stopped = ended(world, lead, made, Stage.STOPPED)
    again = actions.reopen(project=stopped, version=stopped.version, by=lead, tree=world.tree)
    assert (again.stage, again.closed_on) == (Stage.RUNNING, None)


def test_a_goal_that_is_no_improvement_is_refused(world: World, lead: Account) -> None:
    with pytest.raises(Refused) as refused:
        begun(world, lead, "H1/W1", goal=99.0)
    assert codes(refused) == ["quality.aim_backwards"]
    assert not Project.objects.exists()


def test_whoever_read_another_state_does_not_end_it(world: World, lead: Account) -> None:
    made = begun(world, lead, "H1/W2")
    with pytest.raises(Refused) as refused:
        ended(world, lead, made, Stage.STOPPED, version=made.version + 1)
    assert codes(refused) == ["quality.changed_meanwhile"]


def test_a_driver_hangs_where_it_may(world: World, lead: Account) -> None:
    made, who = begun(world, lead, "H1/W2"), {"by": lead, "tree": world.tree}
    first = actions.draw(project=made, part=Part.PRIMARY, words="Early decision", parent=None, **who)
    idea = actions.draw(project=made, part=Part.IDEA, words="Round at eight", parent=first, **who)
    for part, parent in ((Part.PRIMARY, first), (Part.SECONDARY, None), (Part.SECONDARY, idea), (Part.IDEA, None)):
        with pytest.raises(Refused) as refused:
            actions.draw(project=made, part=part, words="x", parent=parent, **who)
        assert codes(refused) == ["quality.driver_place"]
    assert Driver.objects.count() == 2


def test_a_test_is_studied_once_and_not_before_it_begins(world: World, lead: Account) -> None:
    made, who = begun(world, lead, "H1/W2"), {"by": lead, "tree": world.tree}
    told = {"saw": "Nothing that was not there before.", "lesson": "abandon", "today": TODAY, **who}
    with pytest.raises(Refused) as refused:
        actions.study(cycle=made.cycles.get(), **told)
    assert codes(refused) == ["quality.test_ended"]
    plan = {"change": "Later", "predicts": "x", "carried_by": lead.person, "starts_on": TODAY + dt.timedelta(days=1)}
    later = actions.begin_test(project=made, **plan, **who)
    assert later.number == 2
    with pytest.raises(Refused) as refused:
        actions.study(cycle=later, **told)
    assert codes(refused) == ["quality.test_not_begun"]


def test_the_measure_of_the_aim_is_not_watched_beside_it(world: World, lead: Account) -> None:
    made, who = begun(world, lead, "H1/W2"), {"by": lead, "tree": world.tree}
    with pytest.raises(Refused):
        actions.watch(project=made, measure=MEASURES["average_stay"], role="balancing", **who)
    actions.watch(project=made, measure=MEASURES["falls"], role="balancing", **who)
    actions.watch(project=made, measure=MEASURES["falls"], role="process", **who)
    assert [one.role for one in Watched.objects.all()] == ["process"]


def page(client: Client, made: Project, status: int = 200) -> str:
    shown = client.get(reverse("quality:project", args=[made.pk]), {"at": "H1", "day": TODAY.isoformat()})
    assert shown.status_code == status
    return shown.text


def test_a_project_from_its_aim_to_its_end_by_page(world: World, lead: Account) -> None:
    client, where = signed_in(lead), f"?at=H1/W2&day={TODAY.isoformat()}"
    given = {"name": "Home earlier", "measure": "average_stay", "goal": "3", "until": "2026-09-01", "why": "Beds."}
    given |= {"method": "pdsa"}
    opened = client.post(f"{reverse('quality:begin')}{where}", given | {"lead": lead.person_id})
    assert opened.status_code == 302, opened.text[-1500:]
    made = Project.objects.get()
    assert made.place == "H1/W2" and made.before is not None

    def do(what: str, **sent: Any) -> int:
        return client.post(f"{reverse('quality:act', args=[made.pk, what])}{where}", sent).status_code

    assert do("driver", part="primary", words="Early decision", parent="") == 302
    assert do("driver", part="idea", words="Round at eight", parent=Driver.objects.get().pk) == 302
    assert do("watch", measure="falls", role="balancing") == 302
    test = {"change": "Round at eight", "predicts": "A day less", "carried_by": lead.person_id}
    assert do("test", starts_on=BEGAN.isoformat(), **test) == 302
    assert do("study", cycle=1, saw="short", lesson="adopt") == 422
    assert do("study", cycle=1, saw="Two of three went before noon.", lesson="adopt") == 302
    assert do("study", cycle=7, saw="Two of three went before noon.", lesson="adopt") == 404
    assert do("nothing") == 404
    shown = page(client, made)
    for words in ("Early decision", "Round at eight", "1. Round at eight", "Two of three went", "It worked.", "Falls"):
        assert words in shown
    assert shown.count("<svg") >= 2
    assert do("end", version=1, to="sustained", finding="short") == 422
    again = client.post(
        f"{reverse('quality:act', args=[made.pk, 'end'])}{where}", {"version": 9, "to": "stopped", "finding": FOUND}
    )
    assert again.status_code == 422 and FOUND in again.text
    assert 'name="version" value="1"' in again.text and 'name="version" value="9"' not in again.text
    assert do("end", version=1, to="sustained", finding=FOUND) == 302
    assert do("again", version=2) == 302
    made.refresh_from_db()
    assert made.stage == Stage.RUNNING and made.version == 3
    assert Entry.objects.filter(action__startswith="quality.project.").count() == 8


def test_a_goal_that_is_refused_stands_beside_what_was_typed(world: World, lead: Account) -> None:
    client, where = signed_in(lead), f"?at=H1/W2&day={TODAY.isoformat()}"
    given = {"name": "Home earlier", "measure": "average_stay", "goal": "99", "until": "2026-09-01", "why": "Beds."}
    given |= {"method": "pdsa"}
    refused = client.post(f"{reverse('quality:begin')}{where}", given | {"lead": lead.person_id})
    assert refused.status_code == 422
    assert "The goal is no improvement" in refused.text and "Home earlier" in refused.text


def test_the_portfolio_is_listed_and_exported_within_the_place(world: World, lead: Account) -> None:
    begun(world, lead, "H1/W2")
    client = signed_in(lead)
    shown = client.get(reverse("quality:projects"), {"at": "H1", "day": TODAY.isoformat()})
    assert "Home before noon" in shown.text and "It worked." in shown.text
    exported = client.get(reverse("quality:projects"), {"at": "H1", "day": TODAY.isoformat(), "export": "csv"})
    assert "Home before noon" in exported.text
    other = client.get(reverse("quality:projects"), {"at": "H1/W1", "day": TODAY.isoformat()})
    assert "Home before noon" not in other.text and "No project runs here." in other.text


def test_a_project_elsewhere_is_not_there(world: World, lead: Account) -> None:
    made = begun(world, lead, "H1/W2")
    manager = signed_in(world.ward_manager)
    address = reverse("quality:project", args=[made.pk])
    assert manager.get(address, {"at": "H1/W1"}).status_code == 404
    sent = {"version": 1, "to": "stopped", "finding": FOUND}
    assert manager.post(f"{reverse('quality:act', args=[made.pk, 'end'])}?at=H1/W1", sent).status_code == 404
    assert Cycle.objects.count() == 1


def test_a_project_by_phases_passes_its_gates_and_finance_signs_what_it_saves(world: World, lead: Account) -> None:
    client, where = signed_in(lead), f"?at=H1/W2&day={TODAY.isoformat()}"
    made = begun(world, lead, "H1/W2")
    Project.objects.filter(pk=made.pk).update(method="dmaic")

    def do(by: Client, what: str, **sent: Any) -> int:
        return by.post(f"{reverse('quality:act', args=[made.pk, what])}{where}", sent).status_code

    assert do(client, "end", version=1, to="sustained", finding=FOUND) == 422
    assert do(client, "gate", phase="measure", words=FOUND) == 422
    assert do(client, "gate", phase="define", words=FOUND) == 302
    assert do(client, "gate", phase="measure", words=FOUND) == 302
    assert do(client, "gate", phase="analyse", words=FOUND) == 422
    assert do(client, "cause", area="task", words="Letters are written after the round") == 302
    for phase in ("analyse", "improve"):
        assert do(client, "gate", phase=phase, words=FOUND) == 302
    plan = {"trigger": "six in a row above", "reaction": "Round at eight again", "owner": lead.person_id}
    assert do(client, "control", measure="average_stay", **plan) == 302
    assert do(client, "gate", phase="control", words=FOUND) == 302
    assert do(client, "saving", amount="-1", kind="cash", rhythm="yearly", line="6100 agency") == 422
    assert do(client, "saving", amount="12000.50", kind="cash", rhythm="yearly", line="6100 agency") == 302
    saving = made.savings.get()
    assert do(client, "decide", saving=saving.pk, decision="signed") == 403
    finance = signed_in(account("finance", Role.FINANCE, "H1"))
    assert do(finance, "decide", saving=saving.pk, decision="refused", why="no") == 422
    assert do(finance, "decide", saving=saving.pk, decision="signed") == 302
    assert do(finance, "decide", saving=saving.pk, decision="signed") == 422
    shown = page(client, made)
    assert "all gates are passed" in shown and "12,00" in shown and "signed off" in shown
    assert do(client, "end", version=1, to="sustained", finding=FOUND) == 302
    for kind, begins in (("pdf", b"%PDF"), ("pptx", b"PK")):
        answer = client.get(f"{reverse('quality:a3', args=[made.pk, kind])}{where}")
        assert answer.content.startswith(begins)
    assert client.get(f"/quality/projects/{made.pk}/a3/exe/{where}").status_code == 404
