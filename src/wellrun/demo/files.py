"""The feeds of Tidewater: which files each sends, written into a folder of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from wellrun.demo import (
    adt_files,
    bedding,
    clocks,
    csv_files,
    defects,
    elsewhere,
    fhir_files,
    harm,
    ledger,
    outcomes,
    payers,
    people_files,
    rota,
    sharing,
    staffing,
    surveys,
    theatres,
)
from wellrun.demo.elsewhere import CLINIC_UNIT
from wellrun.demo.fhir_files import Resource
from wellrun.demo.harm import Census
from wellrun.demo.hospital import Hospital, census, hospital
from wellrun.demo.patients import Person, Registry
from wellrun.demo.places import HOME, WARDS, Ward
from wellrun.demo.staffing import HOSPITAL_UNITS
from wellrun.demo.story import DAY, MONTHS, Story

RECENT = 14 * DAY
LATE = 5
"""Days since Marsh House last sent its device days."""


@dataclass(frozen=True)
class FeedFiles:
    """The files of one feed: its facility and name, their folder, when they are due daily, and how old they are."""

    facility: str
    name: str
    folder: Path
    due_by: dt.time | None = None
    days_old: int = 0


MORNING = dt.time(6, 30)
FEEDS: tuple[tuple[str, str, str, dt.time | None, int], ...] = (
    ("HV", "Record system", "hv-record", None, 0),
    ("HV", "Patient movements", "hv-movements", MORNING, 0),
    ("HV", "Emergency tracking", "hv-emergency", MORNING, 0),
    ("HV", "Theatre system", "hv-theatres", None, 0),
    ("HV", "Bed management", "hv-beds", None, 0),
    ("HV", "Incidents and infections", "hv-incidents", None, 0),
    ("HV", "Personnel system", "hv-people", None, 0),
    ("HV", "Time clock and rosters", "hv-hours", MORNING, 0),
    ("HV", "Ledger", "hv-ledger", None, 0),
    ("HV", "Patient survey", "hv-survey", None, 0),
    ("BC", "Practice system", "bc-practice", None, 0),
    ("NC", "Practice system", "nc-practice", None, 0),
    ("MH", "Record system", "mh-record", None, 0),
    ("MH", "Personnel system", "mh-people", None, 0),
    ("MH", "House returns", "mh-returns", None, 0),
    ("MH", "Device days", "mh-devices", MORNING, LATE),
)


def write_files(folder: Path, today: dt.date, *, months: int = MONTHS) -> tuple[FeedFiles, ...]:
    """Writes every file of every feed, in the order in which they are to be loaded. The same day, the same bytes."""
    feeds = tuple(FeedFiles(facility, name, folder / part, due, old) for facility, name, part, due, old in FEEDS)
    for feed in feeds:
        feed.folder.mkdir(parents=True, exist_ok=True)
    story = Story(today, months)
    played = hospital(story)
    for part in (_record, _movements, _emergency, _theatres, _beds, _incidents, _hours, _people, _money, _survey):
        part(folder, story, played)
    for clinic in elsewhere.CLINICS:
        _practice(folder, story, clinic)
    _house(folder, story)
    return feeds


def _record(folder: Path, story: Story, played: Hospital) -> None:
    out = folder / "hv-record"
    stays = [stay.until(story.exported) for stay in played.stays if stay.started <= story.exported]
    recent = [v for v in played.visits if v.left and story.exported - RECENT <= v.arrived and v.left < story.exported]
    seen = [fhir_files.emergency(v) for v in recent if v.outcome not in ("admitted", "left_unseen")]
    used = {stay.patient for stay in played.stays} | {visit.patient for visit in played.visits}
    people = list(fhir_files.patients(played.people, played.stays, used))
    vitals = list(fhir_files.observations(stays, story))
    ended = next(stay for stay in reversed(stays) if stay.ended)
    inpatients = (fhir_files.stay(stay, facility="HV") for stay in stays)
    fhir_files.writing(out / "Location.ndjson.gz", _hospital_places())
    fhir_files.writing(out / "Patient.ndjson.gz", chain(people, defects.patients(people[-1])))
    fhir_files.writing(out / "Coverage.ndjson.gz", payers.coverages(_known(played.people, used), story))
    fhir_files.writing(out / "Encounter.ndjson.gz", chain(inpatients, seen, defects.encounters(story, ended)))
    departments = {ward.code: ward.department for ward in WARDS.values()}
    fhir_files.writing(out / "Condition.ndjson.gz", fhir_files.conditions(stays, story, departments))
    fhir_files.writing(out / "Observation.ndjson.gz", chain(vitals, defects.observations(vitals[-1])))


def _known(people: Mapping[str, Person], used: set[str]) -> list[Person]:
    return [people[name] for name in sorted(used & people.keys())]


def _hospital_places() -> list[Resource | bytes]:
    places: list[Resource | bytes] = []
    for unit in HOSPITAL_UNITS:
        places.append(fhir_files.location(unit.code, unit.name, kind="wa"))
        beds = [(f"{unit.code}-{number:02}", f"{unit.name}, bed {number}") for number in range(1, unit.beds + 1)]
        places.extend(fhir_files.location(code, name, kind="bd", above=unit.code) for code, name in beds)
    return places


def _movements(folder: Path, story: Story, played: Hospital) -> None:
    beds = bedding.beds_of(played.stays)
    moved = adt_files.moved(played.stays, story)
    sent = [
        *adt_files.housekeeping(bedding.cleaned(moved, beds, story)),
        *adt_files.messages(moved, dict(played.people), story, beds),
    ]
    name = f"adt-{story.today:%Y%m%d}.hl7"
    adt_files.writing(folder / "hv-movements" / name, [*sent, *defects.messages(sent)], story)


def _emergency(folder: Path, story: Story, played: Hospital) -> None:
    rows = csv_files.emergency_visits(played.visits)
    csv_files.writing(folder / "hv-emergency", "emergency_visits", rows, raw=defects.emergency_visits(story))


def _theatres(folder: Path, story: Story, played: Hospital) -> None:
    csv_files.writing(folder / "hv-theatres", "theatre_cases", theatres.theatre_cases(story, played.stays))


def _beds(folder: Path, story: Story, _played: Hospital) -> None:
    rows = harm.bed_states(story, tuple(WARDS.values()))
    csv_files.writing(folder / "hv-beds", "bed_states", rows, raw=defects.bed_states(story))


def _incidents(folder: Path, story: Story, played: Hospital) -> None:
    out = folder / "hv-incidents"
    rows = list(harm.incidents(story, played.census, tuple(WARDS.values()), "IR"))
    again = ",".join("" if value is None else csv_files.written(value) for value in rows[-1]).encode()
    csv_files.writing(out, "incidents", rows, raw=defects.incidents(story, again))
    devices = list(harm.device_days(story, played.census, harm.DEVICES))
    csv_files.writing(out, "device_days", devices)
    rarer = outcomes.rarer_infections(devices, played.census, story)
    csv_files.writing(out, "infections", chain(harm.infections(devices), rarer))
    csv_files.writing(out, "predicted_infections", outcomes.predicted_infections(devices, story))


def _hours(folder: Path, story: Story, _played: Hospital) -> None:
    out = folder / "hv-hours"
    worked = staffing.worked_hours(story, HOSPITAL_UNITS)
    csv_files.writing(out, "worked_hours", worked, raw=defects.worked_hours(story))
    csv_files.writing(out, "absences", staffing.absences(story, HOSPITAL_UNITS), raw=defects.absences(story))
    csv_files.writing(out, "shift_cover", staffing.shift_cover(story, HOSPITAL_UNITS), raw=defects.shift_cover(story))
    csv_files.writing(out, "rostered_shifts", rota.rostered_shifts(story, HOSPITAL_UNITS))
    clocked = clocks.clocked_hours(story, HOSPITAL_UNITS)
    csv_files.writing(out, "clocked_hours", clocked, raw=defects.clocked_hours(story))


def _people(folder: Path, story: Story, _played: Hospital) -> None:
    people_files.writing(folder / "hv-people", story, HOSPITAL_UNITS)


def _money(folder: Path, story: Story, played: Hospital) -> None:
    out = folder / "hv-ledger"
    _books(out, story, played.census, tuple(WARDS.values()), HOSPITAL_UNITS)
    stays = [stay.until(story.exported) for stay in played.stays if stay.started <= story.exported]
    used = list(sharing.uses(story, stays))
    seen = {stay.patient for stay in played.stays} | {visit.patient for visit in played.visits}
    known = payers.names_of(_known(played.people, seen), story)
    csv_files.writing(out, "statistics", sharing.statistics(story, played.census))
    csv_files.writing(out, "case_activities", used)
    csv_files.writing(out, "case_revenues", sharing.revenues(story, stays, used, known))


def _books(out: Path, story: Story, counted: Census, wards: Sequence[Ward], staffed: tuple[Ward, ...]) -> None:
    worked = staffing.worked_hours(story, staffed)
    booked = list(ledger.ledger(story, counted, wards, worked))
    csv_files.writing(out, "ledger", booked)
    csv_files.writing(out, "accounts", ledger.accounts(HOME in wards))
    csv_files.writing(out, "cost_centres", ledger.cost_centres(wards))
    csv_files.writing(out, "budget_lines", ledger.budget_lines(story, wards, booked))


def _survey(folder: Path, story: Story, played: Hospital) -> None:
    out = folder / "hv-survey"
    sent = list(surveys.after_stays(story, played.stays, played.people))
    rows = chain.from_iterable(one.rows() for one in sent)
    csv_files.writing(out, "survey_answers", rows, raw=defects.survey_answers(story))
    surveys.write_comments(out / "survey_comments.csv", sent)


def _practice(folder: Path, story: Story, clinic: str) -> None:
    out = folder / f"{clinic.lower()}-practice"
    registry = Registry(prefix=clinic, reference=story.first)
    booked = list(elsewhere.appointments(story, clinic, registry))
    kept = [b for b in booked if b.status == "fulfilled" and b.starts >= story.as_of - RECENT]
    used = {one.patient for one in booked}
    people = fhir_files.patients(registry.people, (), used)
    fhir_files.writing(out / "Location.ndjson.gz", [fhir_files.location(CLINIC_UNIT, "General practice", kind="si")])
    fhir_files.writing(out / "Patient.ndjson.gz", people)
    fhir_files.writing(out / "Coverage.ndjson.gz", payers.coverages(_known(registry.people, used), story))
    fhir_files.writing(out / "Appointment.ndjson.gz", (fhir_files.appointment(one) for one in booked))
    fhir_files.writing(out / "Encounter.ndjson.gz", (fhir_files.clinic_visit(one, clinic) for one in kept))
    sent = surveys.after_visits(story, booked, clinic)
    csv_files.writing(out, "survey_answers", chain.from_iterable(one.rows() for one in sent))


def _house(folder: Path, story: Story) -> None:
    people, stays = elsewhere.residents(story)
    counted: Census = census(stays, story)
    record, returns = folder / "mh-record", folder / "mh-returns"
    used = {stay.patient for stay in stays}
    fhir_files.writing(record / "Location.ndjson.gz", [fhir_files.location(HOME.code, HOME.name, kind="wa")])
    fhir_files.writing(record / "Patient.ndjson.gz", fhir_files.patients(people, stays, used))
    living = payers.coverages(_known(people, used), story, residents=True)
    fhir_files.writing(record / "Coverage.ndjson.gz", living)
    resident = (fhir_files.stay(stay, facility="MH", code="NONAC") for stay in stays)
    fhir_files.writing(record / "Encounter.ndjson.gz", resident)
    people_files.writing(folder / "mh-people", story, (HOME,))
    csv_files.writing(returns, "bed_states", harm.bed_states(story, (HOME,)))
    csv_files.writing(returns, "incidents", harm.incidents(story, counted, (HOME,), "MI"))
    csv_files.writing(returns, "worked_hours", staffing.worked_hours(story, (HOME,)))
    csv_files.writing(returns, "absences", staffing.absences(story, (HOME,)))
    csv_files.writing(returns, "rostered_shifts", rota.rostered_shifts(story, (HOME,)))
    csv_files.writing(returns, "clocked_hours", clocks.clocked_hours(story, (HOME,)))
    _books(returns, story, counted, (HOME,), (HOME,))
    shares = {"urinary_catheter": {HOME.code: 0.07}}
    sent = Story(story.today - LATE * DAY)
    csv_files.writing(folder / "mh-devices", "device_days", harm.device_days(sent, counted, shares))
