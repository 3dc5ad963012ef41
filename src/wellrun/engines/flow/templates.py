"""The networks managers ask about, made from plain figures: ward, emergency department, theatres, clinic, hospital.

Days and weeks begin at midnight; all durations are hours. A profile has 24 shares of a day that come to one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wellrun.engines.flow.problem import (
    HOURS_A_WEEK,
    Booked,
    Duration,
    Escalation,
    Need,
    Network,
    PatientClass,
    Resource,
    Station,
    Step,
    Unplanned,
    a_day,
)

Profile = tuple[float, ...]
EVEN: Profile = (1 / 24,) * 24


@dataclass(frozen=True, kw_only=True)
class Ward:
    """A ward: beds, care in hours, who comes. ``care_for``: how many patients its nurses can look after, by hour of the
    day (empty: as many as there are beds). ``goes_home``: hours of the day in which patients leave (empty: any)."""

    code: str
    beds: int
    stay: Duration
    unplanned_a_day: float = 0.0
    profile: Profile = EVEN
    care_for: tuple[int, ...] = ()
    goes_home: frozenset[int] = frozenset()
    cleaning: float = 0.0
    escalation: Escalation | None = None
    overflow: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Emergency:
    """An emergency department: visits a day over the hours, cubicles, nurses by hour of the day (patients each hour
    they can have at triage). ``urgent``: share seen first. ``admitted``: share of all visits."""

    visits_a_day: float
    cubicles: int
    nurses: tuple[int, ...]
    triage: Duration
    care: Duration
    profile: Profile = EVEN
    urgent: float = 0.2
    admitted: float = 0.25
    patience: Duration | None = None


@dataclass(frozen=True, kw_only=True)
class Theatres:
    """Theatres open on some days (0 is Monday) from one hour to another, with cases booked at the same hours each day.

    ``recovery``: beds after the operation. A case that finds all rooms closed waits for the next day.
    """

    rooms: int
    recovery: int
    cases_a_day: int
    operation: Duration
    waking: Duration
    opens: int = 8
    closes: int = 17
    days: frozenset[int] = frozenset(range(5))
    turnaround: float = 0.4
    shows: float = 0.95


def profiled(a_day_: float, profile: Profile) -> Unplanned:
    """So many a day over the hours of the day, each day alike."""
    return Unplanned(a_day(tuple(a_day_ * share for share in profile)))


def hours_of_day(hours: frozenset[int]) -> frozenset[int]:
    """Hours of the week of hours of the day."""
    return frozenset(day * 24 + hour for day in range(7) for hour in hours)


def ward(figures: Ward) -> Network:
    """One ward: patients wait for a bed and a nurse together."""
    come = profiled(figures.unplanned_a_day, figures.profile)
    patients = PatientClass(figures.code, come, figures.code, {figures.code: Step(figures.stay)})
    return Network(tuple(_resources(figures)), (_station(figures, ()),), (patients,))


def _resources(one: Ward) -> list[Resource]:
    beds = Resource(f"{one.code} beds", (one.beds,), one.escalation)
    return [beds, Resource(f"{one.code} nurses", a_day(one.care_for))] if one.care_for else [beds]


def _station(one: Ward, overflow: tuple[str, ...]) -> Station:
    needs = [Need(f"{one.code} beds")]
    if one.care_for:
        needs.append(Need(f"{one.code} nurses", place=False))
    return Station(one.code, tuple(needs), one.cleaning, overflow, leaves=hours_of_day(one.goes_home))


def emergency(figures: Emergency) -> Network:
    """A department whose patients all leave after care: urgent ones first; the others give up when patience ends."""
    classes = (
        _visit("urgent", figures, figures.urgent, 0, {}),
        _visit("other", figures, 1 - figures.urgent, 1, {}),
    )
    return Network(_department_resources(figures), _department(), classes)


def _department_resources(one: Emergency) -> tuple[Resource, ...]:
    return Resource("triage nurses", a_day(one.nurses)), Resource("cubicles", (one.cubicles,))


def _department() -> tuple[Station, ...]:
    return Station("triage", (Need("triage nurses", place=False),)), Station("cubicle", (Need("cubicles"),))


def _visit(code: str, one: Emergency, share: float, priority: int, route: Mapping[str, float]) -> PatientClass:
    steps = {
        "triage": Step(one.triage, {"cubicle": 1.0}, priority),
        "cubicle": Step(one.care, route, priority, one.patience if priority else None),
    }
    return PatientClass(code, profiled(one.visits_a_day * share, one.profile), "triage", steps)


def theatres(figures: Theatres) -> Network:
    """Theatres and recovery: a patient keeps the theatre until there is a bed to wake up in."""
    steps = {"theatre": Step(figures.operation, {"recovery": 1.0}), "recovery": Step(figures.waking)}
    cases = PatientClass("cases", _lists(figures, range(figures.cases_a_day)), "theatre", steps)
    return Network(_theatre_resources(figures), _theatre_stations(figures), (cases,))


def _lists(one: Theatres, cases: Sequence[int]) -> Booked:
    """These of a day's cases, which are booked evenly from opening, the rooms side by side."""
    rounds = max(-(-one.cases_a_day // one.rooms), 1)
    times = [one.opens + (one.closes - one.opens) * (case // one.rooms) / rounds for case in cases]
    return Booked(tuple(sorted(day * 24 + time for day in sorted(one.days) for time in times)), one.shows)


def _theatre_resources(one: Theatres) -> tuple[Resource, ...]:
    opened = tuple(
        one.rooms if hour // 24 in one.days and one.opens <= hour % 24 < one.closes else 0
        for hour in range(HOURS_A_WEEK)
    )
    return Resource("theatres", opened), Resource("recovery beds", (one.recovery,))


def _theatre_stations(one: Theatres) -> tuple[Station, ...]:
    return (
        Station("theatre", (Need("theatres"),), one.turnaround),
        Station("recovery", (Need("recovery beds"),)),
    )


@dataclass(frozen=True, kw_only=True)
class Clinic:
    """A clinic: appointments by day (0 is Monday) at these hours of the day, clinicians and rooms needed together."""

    clinicians: int
    rooms: int
    slots: tuple[float, ...]
    visit: Duration
    days: frozenset[int] = frozenset(range(5))
    shows: float = 0.9
    early: float = 0.25
    late: float = 0.25
    walk_ins_a_day: float = 0.0
    opens: int = 8
    closes: int = 17


def clinic(figures: Clinic) -> Network:
    """Appointments before those who walk in; both need a clinician and a room."""

    def opened(units: int) -> tuple[int, ...]:
        hours = ((hour // 24, hour % 24) for hour in range(HOURS_A_WEEK))
        return tuple(
            units if day in figures.days and figures.opens <= hour < figures.closes else 0 for day, hour in hours
        )

    slots = tuple(sorted(day * 24 + slot for day in sorted(figures.days) for slot in figures.slots))
    share = figures.walk_ins_a_day / (figures.closes - figures.opens)
    booked = Booked(slots, figures.shows, figures.early, figures.late)
    classes = [PatientClass("appointments", booked, "visit", {"visit": Step(figures.visit)})]
    if figures.walk_ins_a_day:
        rates = tuple(share if units else 0.0 for units in opened(1))
        walking = {"visit": Step(figures.visit, priority=1)}
        classes.append(PatientClass("walk-ins", Unplanned(rates), "visit", walking))
    resources = Resource("clinicians", opened(figures.clinicians)), Resource("rooms", opened(figures.rooms))
    station = Station("visit", (Need("rooms"), Need("clinicians", place=False)))
    return Network(resources, (station,), tuple(classes))


@dataclass(frozen=True, kw_only=True)
class Hospital:
    """A whole hospital. ``admits``: share of emergency admissions by ward; ``operates``: cases a day by ward they go
    to.

    ``critical``: beds of critical care, where this share of the operated and of the admitted lies before the ward.
    """

    emergency: Emergency
    wards: tuple[Ward, ...]
    admits: Mapping[str, float]
    theatres: Theatres
    operates: Mapping[str, int] = field(default_factory=dict)
    critical: int = 0
    critical_stay: Duration = field(default_factory=lambda: Duration("lognormal", 72.0, 1.0))
    critical_of_operated: float = 0.0
    critical_of_admitted: float = 0.0


def hospital(figures: Hospital) -> Network:
    """Emergency department to wards with outliers, theatres to wards, step down from critical care.

    Who waits for a bed keeps the cubicle, the recovery bed or the bed in critical care.
    """
    critical = figures.critical > 0
    resources = [*_department_resources(figures.emergency), *_theatre_resources(figures.theatres)]
    stations = [*_department(), *_theatre_stations(figures.theatres)]
    if critical:
        resources.append(Resource("critical beds", (figures.critical,)))
        stations.append(Station("critical", (Need("critical beds"),)))
    for one in figures.wards:
        resources += _resources(one)
        stations.append(_station(one, one.overflow))
    return Network(tuple(resources), tuple(stations), tuple(_patients(figures)))


def _patients(figures: Hospital) -> list[PatientClass]:
    one, found, first = figures.emergency, [], 0
    home = 1 - one.admitted
    urgent = min(one.urgent, home)
    found.append(_visit("urgent, home", one, urgent, 0, {}))
    found.append(_visit("other, home", one, home - urgent, 1, {}))
    for ward_ in figures.wards:
        stay = {ward_.code: Step(ward_.stay, {}, 1)}
        if share := figures.admits.get(ward_.code, 0.0):
            visit = _visit(f"{ward_.code}, emergency", one, one.admitted * share, 0, {})
            route = _split(figures, ward_.code, figures.critical_of_admitted)
            found.append(_with(visit, {"cubicle": Step(one.care, route)}, stay, figures))
        if cases := figures.operates.get(ward_.code, 0):
            theatre = figures.theatres
            booked = _lists(theatre, range(first, first + cases))
            first += cases
            route = _split(figures, ward_.code, figures.critical_of_operated)
            steps = {"theatre": Step(theatre.operation, {"recovery": 1.0}), "recovery": Step(theatre.waking, route)}
            patients = PatientClass(f"{ward_.code}, planned", booked, "theatre", steps)
            found.append(_with(patients, {}, stay, figures))
        if ward_.unplanned_a_day:
            come = profiled(ward_.unplanned_a_day, ward_.profile)
            found.append(PatientClass(f"{ward_.code}, direct", come, ward_.code, stay))
    return found


def _split(figures: Hospital, code: str, critical: float) -> dict[str, float]:
    return {"critical": critical, code: 1 - critical} if figures.critical and critical else {code: 1.0}


def _with(one: PatientClass, changed: Mapping[str, Step], stay: Mapping[str, Step], figures: Hospital) -> PatientClass:
    (code,) = stay
    critical = {"critical": Step(figures.critical_stay, {code: 1.0})} if figures.critical else {}
    return PatientClass(one.code, one.arrivals, one.entry, {**one.steps, **changed, **critical, **stay})
