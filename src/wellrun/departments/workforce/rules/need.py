"""How many people a unit needs: by a figure, a ratio, hours per patient day or classes of patients; what is short."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wellrun.departments.workforce.rules.book import Kind, LabourRule
from wellrun.departments.workforce.rules.shifts import ShiftSpan
from wellrun.values.faults import Fault

HOLIDAY = 7
"""The day of a need rule that stands for public holidays; Monday is 0."""

NURSE = "registered_nurse"
FIXED, RATIO, HOURS, CLASSES = "fixed", "ratio", "hours", "classes"
ASKED: Mapping[str, tuple[str, ...]] = {
    FIXED: ("people",),
    RATIO: ("patients",),
    HOURS: ("hours", "share"),
    CLASSES: ("hours", "mix", "share"),
}
"""The figures each method asks for."""


@dataclass(frozen=True)
class NeedSpec:
    """One rule of need. ``what`` is a skill or a staff group; ``on`` are weekdays, 7 for holidays; none is all."""

    shift: str
    what: str
    method: str
    figures: Mapping[str, Any]
    on: frozenset[int] = frozenset()
    at_least: int = 0
    since: dt.date = dt.date.min
    until: dt.date | None = None
    why: str = ""

    def holds_on(self, day: dt.date) -> bool:
        """Whether it holds on a day of the calendar, whatever weekday it is for."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Amount:
    """People, and the sum that led there. ``known`` is false where it takes patients and none are known."""

    people: int
    words: str
    known: bool = True


@dataclass(frozen=True)
class Required:
    """What one shift of a day needs of one skill or group. ``least`` is a law's line, ``source`` says which law."""

    date: dt.date
    shift: str
    what: str
    people: int
    words: str
    least: int = 0
    source: str = ""
    why: str = ""
    known: bool = True


def amount(spec: NeedSpec, shift: ShiftSpan, patients: float | None) -> Amount:
    """The people one rule asks for on one shift, rounded up."""
    if spec.method == FIXED:
        return _with_least(spec, spec.figures["people"], f"{spec.figures['people']:g} by the rule")
    if patients is None:
        return Amount(spec.at_least, "No patients are known of here, so nothing can be worked out.", known=False)
    if spec.method == RATIO:
        each = spec.figures["patients"]
        return _with_least(spec, patients / each, f"{patients:g} patients ÷ {each:g} for each")
    hours, told = _hours_a_day(spec)
    share, length = float(spec.figures["share"]), shift.minutes / 60
    exact = patients * hours * share / length
    return _with_least(spec, exact, f"{patients:g} patients × {told} h × {share:.0%} of the day ÷ {length:g} h")


def _hours_a_day(spec: NeedSpec) -> tuple[float, str]:
    """Hours for each patient and day, and how they are told: by classes they are the mean over the usual mix."""
    if spec.method == HOURS:
        return float(spec.figures["hours"]), f"{spec.figures['hours']:g}"
    hours, mix = spec.figures["hours"], spec.figures["mix"]
    mean = sum(float(hours[one]) * float(mix[one]) for one in mix)
    parts = " + ".join(f"{float(mix[one]):.0%} × {hours[one]:g}" for one in mix)
    return mean, f"({parts})"


def _with_least(spec: NeedSpec, exact: float, words: str) -> Amount:
    people = math.ceil(exact - 1e-9)
    told = words if math.isclose(exact, people) and spec.method == FIXED else f"{words} = {exact:.1f}, so {people}"
    if people < spec.at_least:
        return Amount(spec.at_least, f"{told}; at least {spec.at_least}")
    return Amount(people, told)


def specs_on(specs: Iterable[NeedSpec], day: dt.date, *, holiday: bool) -> list[NeedSpec]:
    """The rules of a day. On a holiday those that name holidays take the place of the weekday's."""
    holding = [spec for spec in specs if spec.holds_on(day)]
    if holiday:
        special = {(spec.shift, spec.what) for spec in holding if HOLIDAY in spec.on}
        holding = [spec for spec in holding if (spec.shift, spec.what) not in special or HOLIDAY in spec.on]
    day_number = HOLIDAY if holiday else day.weekday()
    return [spec for spec in holding if not spec.on or day_number in spec.on or (holiday and day.weekday() in spec.on)]


def required(
    specs: Sequence[NeedSpec],
    day: dt.date,
    *,
    shifts: Mapping[str, ShiftSpan],
    patients: float | None,
    holiday: bool,
    law: Sequence[LabourRule] = (),
    unit_kind: str = "",
) -> tuple[Required, ...]:
    """What each shift of a day needs, by shift and skill. Of several rules for the same, the largest sum holds."""
    found: dict[tuple[str, str], Required] = {}
    for spec in specs_on(specs, day, holiday=holiday):
        shift = shifts.get(spec.shift)
        if shift is None:
            continue
        asked = amount(spec, shift, patients)
        least, source = legal_least(law, unit_kind=unit_kind, what=spec.what, patients=patients)
        words = f"{asked.words}; the law asks for {least} ({source})" if least > asked.people else asked.words
        people = max(asked.people, least)
        made = Required(day, spec.shift, spec.what, people, words, least, source, spec.why, asked.known or bool(least))
        before = found.get((spec.shift, spec.what))
        if before is None or made.people > before.people:
            found[spec.shift, spec.what] = made
    return tuple(sorted(found.values(), key=lambda one: (shifts[one.shift].start, one.what != NURSE, one.what)))


def legal_least(law: Iterable[LabourRule], *, unit_kind: str, what: str, patients: float | None) -> tuple[int, str]:
    """The people a law asks for at all times on such a unit, and which law; 0 where none does."""
    asked = [(0, "")]
    for rule in law:
        if what != rule.figures.get("staff_group", NURSE) or not concerns_unit(rule, unit_kind):
            continue
        if rule.kind is Kind.RATIO and patients is not None:
            asked.append((math.ceil(patients / rule.figure("patients") - 1e-9), rule.source))
        if rule.kind is Kind.MINIMUM_PEOPLE:
            asked.append((int(rule.figure("people")), rule.source))
    return max(asked, key=lambda one: one[0])


def concerns_unit(rule: LabourRule, unit_kind: str) -> bool:
    """Whether a rule is about units of a kind; one that names none is about all."""
    return not rule.figures.get("units") or unit_kind in rule.figures["units"]


@dataclass(frozen=True)
class RedFlag:
    """A sign that care may suffer: what is so, by which source, and what to do at once."""

    rule: str
    words: str
    source: str
    advice: str


@dataclass(frozen=True)
class Staffed:
    """One shift as it is staffed with one group: people needed and there, minutes of each, patients."""

    what: str
    part: str
    needed: int
    there: int
    minutes: int
    patients: float | None = None


def red_flags(law: Iterable[LabourRule], shift: Staffed, *, unit_kind: str) -> tuple[RedFlag, ...]:
    """Every red flag that the shift raises by the rules that hold there."""
    flags = []
    for rule in law:
        if not concerns_unit(rule, unit_kind) or shift.what != rule.figures.get("staff_group", NURSE):
            continue
        words = _flag(rule, shift)
        if words:
            flags.append(RedFlag(rule.key, words, rule.source, rule.advice))
    return tuple(flags)


def _flag(rule: LabourRule, shift: Staffed) -> str:
    if rule.kind is Kind.MINIMUM_PEOPLE and shift.there < rule.figure("people"):
        return f"{shift.there} there; at least {rule.figure('people'):g} are needed."
    if rule.kind in (Kind.RED_FLAG_RATIO, Kind.RATIO) and shift.patients:
        by_day = shift.part in rule.figures.get("parts", (shift.part,))
        each = shift.patients / shift.there if shift.there else math.inf
        if by_day and each > rule.figure("patients"):
            told = f"{each:.1f} patients for each" if shift.there else f"{shift.patients:g} patients and nobody"
            return f"{told}; more than {rule.figure('patients'):g} is the line."
    if rule.kind is Kind.RED_FLAG_SHORTFALL and shift.there < shift.needed:
        short = (shift.needed - shift.there) * shift.minutes / 60
        share = (shift.needed - shift.there) / shift.needed
        if short >= rule.figure("hours") or share >= rule.figure("share"):
            return f"{short:g} h short, {share:.0%} of what is needed."
    return ""


def establishment_needed(weekly_hours: float, *, full_week: float, non_productive: float) -> float:
    """Full-time equivalents that cover so many hours a week, when a share of paid hours is leave, sickness, training.

    The week's hours already hold its seven days: they are divided by a full week once, then by the share that is
    worked. (A textbook's sum adds the days off a second time: see research on rostering, section 5.)
    """
    return weekly_hours / full_week / (1 - non_productive)


def weekly_need(found: Iterable[Required], shifts: Mapping[str, ShiftSpan], *, days: int) -> dict[str, float]:
    """Hours a week by skill or group, from what was required over so many days."""
    hours: dict[str, float] = {}
    for one in found:
        hours[one.what] = hours.get(one.what, 0.0) + one.people * shifts[one.shift].minutes / 60
    return {what: total * 7 / days for what, total in hours.items()}


def faults_of_need(spec: NeedSpec) -> list[Fault]:
    """Everything that keeps a rule of need from being worked out."""
    faults = []
    if spec.method not in ASKED:
        return [Fault("workforce.need_method", "Choose how the need is worked out.", place="method", value=spec.method)]
    for name in ASKED[spec.method]:
        value = spec.figures.get(name)
        amounts = list(value.values()) if isinstance(value, Mapping) else [value]
        if not amounts or not all(isinstance(one, int | float) and one > 0 for one in amounts):
            faults.append(
                Fault(
                    "workforce.need_figure",
                    f"The figure “{name}” is missing or not above 0.",
                    place=name,
                    expected="a number",
                )
            )
    if spec.method == CLASSES and not faults and not _whole(spec.figures):
        faults.append(
            Fault(
                "workforce.need_classes",
                "The shares of the classes must add to 100 % and name the classes that have hours.",
                place="mix",
            )
        )
    if float(spec.figures.get("share") or 0) > 1:
        faults.append(
            Fault("workforce.need_share", "A shift has at most the whole day.", place="share", expected="0 to 1")
        )
    if any(not 0 <= day <= HOLIDAY for day in spec.on):
        faults.append(Fault("workforce.need_days", "Days are 0 for Monday to 6, and 7 for holidays.", place="on"))
    if spec.until is not None and spec.until < spec.since:
        faults.append(Fault("workforce.ends_before", "It ends before it begins.", place="until"))
    return faults


def _whole(figures: Mapping[str, Any]) -> bool:
    hours, mix = figures["hours"], figures["mix"]
    return set(mix) <= set(hours) and math.isclose(sum(mix.values()), 1, abs_tol=0.005)
