"""How Tidewater's managers work with their staff: shifts, grades, posts, need, leave, requests, an agreement."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from wellrun.demo.away import REFUSED, away_from
from wellrun.demo.chance import Chance
from wellrun.demo.organisation import NETWORK
from wellrun.demo.places import HOME, Ward
from wellrun.demo.staffing import HOSPITAL_UNITS, groups
from wellrun.demo.story import DAY, Story
from wellrun.departments.workforce.actions import leave as leaves
from wellrun.departments.workforce.actions import need, pbj, setting_up
from wellrun.departments.workforce.models import Contract, Grade, LeaveKind, ShiftType, Skill
from wellrun.departments.workforce.rules.pbj import quarter_of
from wellrun.foundations.organisation.models import Facility, Network, Unit
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

GRADES = (
    ("WM", "Ward manager", "other", 58, 5),
    ("CN", "Charge nurse", "registered_nurse", 52, 7),
    ("RN", "Registered nurse", "registered_nurse", 44, 7),
    ("LPN", "Licensed practical nurse", "licensed_practical_nurse", 32, 9),
    ("NA", "Nursing assistant", "nursing_assistant", 23, 10),
)
SKILLS = (
    ("nurse", "Ward nursing", ("state_license", "bls")),
    ("charge", "In charge of a shift", ()),
    ("critical", "Critical care", ()),
    ("emergency", "Emergency care", ()),
    ("practical", "Practical nursing", ("state_license",)),
    ("aide", "Nursing assistance", ("nurse_aide",)),
)
SHIFTS = (("D", "day", 7, "day"), ("N", "night", 19, "night"))
LEAVE: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("annual", "Annual leave", {"counts": True, "accrual": "year", "accrues": 200, "carries_over": 40}),
    ("study", "Study leave", {"counts": True, "accrual": "year", "accrues": 24}),
    ("sick", "Sickness", {"private": True}),
    ("parental", "Parental leave", {"private": True}),
    ("bereavement", "Bereavement leave", {"private": True}),
    ("jury", "Jury service", {}),
    ("unpaid", "Unpaid leave", {"paid": False}),
)
MANAGERS = {
    "W05": "priya.nair",
    "W04": "joao.silva",
    "MH1": "grace.adeyemi",
    "ED": "marcus.bell",
    "W01": "hannah.weiss",
}
COORDINATOR = "li.chen"


def set_up_work(facilities: Mapping[str, Facility], accounts: Mapping[str, Account], *, tree: Tree) -> None:
    """Grades, skills, kinds of leave and shifts, before the first staff file comes."""
    network, by = Network.objects.get(code=NETWORK[0]), accounts["amara.okafor"]
    for code, name, group, cost, job in GRADES:
        setting_up.add_grade(
            network=network,
            code=code,
            name=name,
            staff_group=group,
            hourly_cost=Decimal(cost),
            full_week=Decimal(40),
            pbj_job_code=job,
            by=by,
            tree=tree,
        )
    for code, name, needs in SKILLS:
        setting_up.add_skill(network=network, code=code, name=name, needs=needs, by=by, tree=tree)
    for code, name, given in LEAVE:
        about: dict[str, Any] = {
            key: Decimal(v) if key in ("accrues", "carries_over") else v for key, v in given.items()
        }
        until = "03-31" if "carries_over" in given else ""
        setting_up.add_leave_kind(network=network, code=code, name=name, carried_until=until, by=by, tree=tree, **about)
    for facility, key in (("HV", COORDINATOR), ("MH", "grace.adeyemi")):
        for code, name, hour, part in SHIFTS:
            setting_up.add_shift_type(
                facility=facilities[facility],
                code=code,
                name=name,
                start=dt.time(hour),
                length=720,
                break_minutes=30,
                part=part,
                by=accounts[key],
                tree=tree,
            )


def work(story: Story, accounts: Mapping[str, Account], *, tree: Tree) -> None:
    """What managers have entered since: posts and need of each unit, an agreement, leave, and Ward 5's requests."""
    why = "Agreement with the nurses’ association of 2025, section 7"
    place, by = tree["HV"], accounts[COORDINATOR]
    given: dict[str, Any] = {"figures": {"at_most": 3}, "since": dt.date(2026, 1, 1), "why": why}
    need.put_in_force(rule="house-nights-in-row", place=place, by=by, tree=tree, **given)
    for planned in (*HOSPITAL_UNITS, HOME):
        unit = Unit.objects.select_related("department__facility").get(code=planned.code)
        manager = accounts[MANAGERS.get(planned.code, COORDINATOR)]
        _need(planned, unit, story, manager, tree)
        _posts(unit, story, manager, tree)
        _leave(unit, story, manager, tree)
    _requests(story, accounts["priya.nair"], tree)
    _return(story, accounts["grace.adeyemi"], tree)


def _return(story: Story, by: Account, tree: Tree) -> None:
    """Marsh House submits under a number, and has sent the last quarter where its day is over."""
    given: dict[str, Any] = {"facility": Facility.objects.get(code="MH"), "by": by, "tree": tree}
    pbj.set_home_number(number="NY00457", **given)
    quarter = quarter_of(quarter_of(story.today).first - DAY)
    if story.today > quarter.due:
        noon = dt.datetime.combine(quarter.due, dt.time(12), tzinfo=timezone.get_current_timezone())
        pbj.make_return(quarter=quarter, today=quarter.due, now=noon, **given)


def _need(planned: Ward, unit: Unit, story: Story, by: Account, tree: Tree) -> None:
    """Ward 5 works by a ratio and wants somebody in charge; the others by what their shifts have always had."""
    shifts = [unit.department.facility.shift_types.get(code=code) for code in ("D", "N")]
    given: dict[str, Any] = {"unit": unit, "since": story.first, "by": by, "tree": tree}
    if planned.code != "W05":
        for group, people in groups(planned):
            for shift, number in zip(shifts, people, strict=True):
                need.set_need(**given, shift=shift, staff_group=group, method="fixed", figures={"people": number})
        return
    charge = Skill.objects.get(code="charge")
    (_nurses, least), (_aides, assistants) = groups(planned)
    for shift, nurses_least, aides in zip(shifts, least, assistants, strict=True):
        about = {**given, "shift": shift}
        nurses: dict[str, Any] = {
            "figures": {"patients": 6},
            "at_least": nurses_least,
            "why": "One nurse to six patients, five at least",
        }
        need.set_need(**about, staff_group="registered_nurse", method="ratio", **nurses)
        need.set_need(**about, staff_group="nursing_assistant", method="fixed", figures={"people": aides})
        need.set_need(**about, skill=charge, method="fixed", figures={"people": 1}, why="Somebody is in charge")


def _posts(unit: Unit, story: Story, by: Account, tree: Tree) -> None:
    """As many posts as people fill, and a vacancy here and there."""
    chance = Chance(f"posts {unit.code}")
    for grade in Grade.objects.order_by("pk"):
        held = [c for c in _own(unit) if c.grade_id == grade.pk]
        filled = sum((contract.weekly_hours / contract.grade.full_week for contract in held), Decimal(0))
        if filled:
            vacant = Decimal("0.9") if grade.code in ("RN", "NA") and chance.happens(0.5) else Decimal(0)
            size = (filled + vacant).quantize(Decimal("0.01"))
            need.fund_post(
                unit=unit, grade=grade, title=grade.name, full_time_equivalent=size, since=story.first, by=by, tree=tree
            )


def _own(unit: Unit) -> list[Contract]:
    held = Contract.objects.filter(unit=unit, employment="own").select_related("person", "grade")
    return list(held.order_by("pk"))


def _leave(unit: Unit, story: Story, by: Account, tree: Tree) -> None:
    """Asks for the leave of the story, and decides most of it."""
    kinds = {kind.code: kind for kind in LeaveKind.objects.all()}
    own = [contract for contract in _own(unit) if contract.person_id != by.person_id]
    for number, away in enumerate(away_from(unit.code, story)):
        if away.position >= len(own):
            return
        contract = own[away.position]
        leave = leaves.ask_leave(
            person=contract.person,
            kind=kinds[away.kind],
            first=away.first,
            last=away.last,
            hours=(contract.weekly_hours * away.days / 7).quantize(Decimal("0.25")),
            reason="A planned operation" if away.kind == "sick" else "",
            by=by,
            tree=tree,
        )
        if away.decision:
            why = "Four others are away in these days already; ask for the week after." if number == REFUSED else ""
            leaves.decide_leave(leave=leave, wanted=away.decision, why=why, by=by, tree=tree)


def _requests(story: Story, by: Account, tree: Tree) -> None:
    """What Ward 5 asks of its next rosters: days off above all, from tomorrow to the end of the month after next."""
    chance = Chance("requests W05")
    unit = Unit.objects.select_related("department__facility").get(code="W05")
    shifts = list(ShiftType.objects.filter(facility=unit.department.facility))
    last = _month_end(story.today, 2)
    asking = [contract for contract in _own(unit) if contract.grade.code != "WM"]
    for contract in asking:
        days = sorted({chance.whole(1, (last - story.today).days) for _ in range(chance.whole(2, 6))})
        for day in days:
            asks = chance.weighted({"off": 0.62, "wanted": 0.23, "not wanted": 0.15})
            need.ask_of_roster(
                person=contract.person,
                day=story.today + day * DAY,
                asks=asks,
                shift=None if asks == "off" else chance.one_of(shifts),
                strength=chance.weighted({1: 0.5, 2: 0.3, 3: 0.2}),
                by=by,
                tree=tree,
                today=story.today,
            )


def _month_end(day: dt.date, months: int) -> dt.date:
    month = day.year * 12 + day.month - 1 + months
    year, number = month // 12, month % 12 + 1
    return dt.date(year, number, calendar.monthrange(year, number)[1])
