"""FHIR R4 Bulk Data export: one resource a line, one type a file, compressed. `writing` makes the same bytes always."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from wellrun.demo.chance import Chance
from wellrun.demo.elsewhere import CLINIC_UNIT, Booked
from wellrun.demo.emergency import Visit
from wellrun.demo.hospital import Stay
from wellrun.demo.patients import Person
from wellrun.demo.places import ZONE
from wellrun.demo.story import Story

Resource = dict[str, Any]
CLASSES = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
ETHNICITY = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity"
HL7 = "http://terminology.hl7.org/CodeSystem"
DIAGNOSES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "medicine": (
        ("I50.9", "Heart failure"),
        ("J18.9", "Pneumonia"),
        ("N39.0", "Urinary tract infection"),
        ("J44.1", "COPD with exacerbation"),
        ("A41.9", "Sepsis"),
        ("I63.9", "Stroke"),
    ),
    "surgery": (
        ("K35.80", "Appendicitis"),
        ("M16.1", "Hip arthrosis"),
        ("K80.20", "Gallstones"),
        ("S72.0", "Hip fracture"),
    ),
    "women": (("O80", "Normal delivery"), ("O82", "Caesarean delivery"), ("J21.9", "Bronchiolitis")),
    "critical": (("A41.9", "Sepsis"), ("J96.0", "Respiratory failure"), ("I21.9", "Myocardial infarction")),
}
OUTBREAK = ("J10.1", "Influenza")
VITALS = (
    ("8867-4", "Heart rate", "/min", 82.0, 12.0),
    ("9279-1", "Respiratory rate", "/min", 17.0, 2.5),
    ("8480-6", "Systolic blood pressure", "mm[Hg]", 128.0, 16.0),
    ("2708-6", "Oxygen saturation", "%", 95.5, 1.6),
)
VITALS_DAYS = 14


def writing(file: Path, resources: Iterable[Resource | bytes]) -> None:
    """Writes the lines; a line given as bytes goes in as it is. The file's own time is left out of the compression."""
    with file.open("wb") as raw, gzip.GzipFile("", "wb", compresslevel=3, fileobj=raw, mtime=0) as packed:
        for resource in resources:
            packed.write((resource if isinstance(resource, bytes) else orjson.dumps(resource)) + b"\n")


def instant(moment: dt.datetime) -> str:
    """Facility wall-clock time as FHIR has it: with the offset of that day."""
    return moment.replace(tzinfo=ZoneInfo(ZONE)).isoformat()


def period(start: dt.datetime, end: dt.datetime | None) -> Resource:
    """A Period; without an end while it lasts."""
    return {"start": instant(start)} | ({"end": instant(end)} if end else {})


def concept(system: str, code: str, display: str = "") -> Resource:
    """A CodeableConcept of one coding."""
    return {"coding": [{"system": system, "code": code} | ({"display": display} if display else {})]}


def patient(person: Person, died: dt.datetime | None = None) -> Resource:
    """A Patient without a name: measures need none, so the export leaves it out."""
    said: Resource = {
        "resourceType": "Patient",
        "id": person.patient,
        "gender": person.sex,
        "birthDate": person.birth.isoformat(),
        "communication": [{"language": concept("urn:ietf:bcp:47", person.language), "preferred": True}],
    }
    if person.ethnicity:
        said["extension"] = [{"url": ETHNICITY, "extension": [{"url": "text", "valueString": person.ethnicity}]}]
    return said | ({"deceasedDateTime": instant(died)} if died else {"deceasedBoolean": False})


def patients(people: Mapping[str, Person], stays: Sequence[Stay], used: set[str]) -> Iterator[Resource]:
    """Everybody named by another file."""
    died = {stay.patient: stay.ended for stay in stays if stay.disposition == "exp"}
    return (patient(people[name], died.get(name)) for name in sorted(used & people.keys()))


def location(code: str, name: str, *, kind: str, above: str = "") -> Resource:
    """A Location: a ward, a bed, a clinic."""
    found: Resource = {
        "resourceType": "Location",
        "id": code,
        "status": "active",
        "name": name,
        "physicalType": concept(f"{HL7}/location-physical-type", kind),
    }
    return found | ({"partOf": {"reference": f"Location/{above}"}} if above else {})


def stay(one: Stay, *, facility: str, code: str = "IMP") -> Resource:
    """An inpatient Encounter with the places it passed through."""
    ends = [since for _unit, since in one.places[1:]] + [one.ended]
    hospitalization: Resource = {
        "admitSource": concept(f"{HL7}/admit-source", "emd" if one.by_emergency else "gp"),
    }
    if one.disposition:
        hospitalization["dischargeDisposition"] = concept(f"{HL7}/discharge-disposition", one.disposition)
    return {
        "resourceType": "Encounter",
        "id": one.encounter,
        "status": "finished" if one.ended else "in-progress",
        "class": {"system": CLASSES, "code": code},
        "subject": {"reference": f"Patient/{one.patient}"},
        "period": period(one.started, one.ended),
        "hospitalization": hospitalization,
        "location": [
            {"location": {"reference": f"Location/{unit}"}, "period": period(since, end)}
            for (unit, since), end in zip(one.places, ends, strict=True)
        ],
        "serviceProvider": {"reference": f"Organization/{facility}"},
    }


def emergency(visit: Visit) -> Resource:
    """An emergency Encounter of somebody who went home."""
    return {
        "resourceType": "Encounter",
        "id": visit.visit,
        "status": "finished",
        "class": {"system": CLASSES, "code": "EMER"},
        "subject": {"reference": f"Patient/{visit.patient}"},
        "period": period(visit.arrived, visit.left),
        "location": [{"location": {"reference": "Location/ED"}, "period": period(visit.arrived, visit.left)}],
        "serviceProvider": {"reference": "Organization/HV"},
    }


def clinic_visit(booked: Booked, clinic: str) -> Resource:
    """An ambulatory Encounter of an appointment that was kept."""
    return {
        "resourceType": "Encounter",
        "id": booked.appointment.replace("-A", "-V"),
        "status": "finished",
        "class": {"system": CLASSES, "code": "AMB"},
        "subject": {"reference": f"Patient/{booked.patient}"},
        "period": period(booked.starts, booked.starts + dt.timedelta(minutes=20)),
        "location": [{"location": {"reference": f"Location/{CLINIC_UNIT}"}}],
        "serviceProvider": {"reference": f"Organization/{clinic}"},
    }


def appointment(booked: Booked) -> Resource:
    """An Appointment with its patient and its clinic."""
    return {
        "resourceType": "Appointment",
        "id": booked.appointment,
        "status": booked.status,
        "created": instant(booked.booked),
        "start": instant(booked.starts),
        "end": instant(booked.starts + dt.timedelta(minutes=20)),
        "participant": [
            {"actor": {"reference": f"Patient/{booked.patient}"}, "status": "accepted"},
            {"actor": {"reference": f"Location/{CLINIC_UNIT}"}, "status": "accepted"},
        ],
    }


def conditions(stays: Sequence[Stay], story: Story, departments: Mapping[str, str]) -> Iterator[Resource]:
    """The main diagnosis of each stay."""
    chance = Chance("diagnoses")
    for one in stays:
        department = departments[one.places[0][0]]
        flu = department in ("medicine", "critical") and chance.happens(0.3 * story.ill(one.started.date()))
        code, words = OUTBREAK if flu else chance.one_of(DIAGNOSES[department])
        yield {
            "resourceType": "Condition",
            "id": f"C-{one.encounter}",
            "clinicalStatus": concept(f"{HL7}/condition-clinical", "resolved" if one.ended else "active"),
            "category": [concept(f"{HL7}/condition-category", "encounter-diagnosis")],
            "code": concept("http://hl7.org/fhir/sid/icd-10-cm", code, words),
            "subject": {"reference": f"Patient/{one.patient}"},
            "encounter": {"reference": f"Encounter/{one.encounter}"},
            "recordedDate": instant(one.started),
        }


def observations(stays: Sequence[Stay], story: Story) -> Iterator[Resource]:
    """Vital signs, once each morning, of the last days' patients."""
    chance = Chance("vital signs")
    for back in range(VITALS_DAYS, 0, -1):
        moment = story.as_of - dt.timedelta(days=back)
        for one in stays:
            if one.started > moment or (one.ended and one.ended < moment):
                continue
            for code, words, unit, mean, sd in VITALS:
                yield {
                    "resourceType": "Observation",
                    "id": f"O-{one.encounter}-{moment:%m%d}-{code}",
                    "status": "final",
                    "category": [concept(f"{HL7}/observation-category", "vital-signs")],
                    "code": concept("http://loinc.org", code, words),
                    "subject": {"reference": f"Patient/{one.patient}"},
                    "encounter": {"reference": f"Encounter/{one.encounter}"},
                    "effectiveDateTime": instant(moment),
                    "valueQuantity": {"value": round(mean + sd * chance.normal(), 1), "unit": unit},
                }
