"""Patients and stays as FHIR R4 resources (hl7.org/fhir/R4), from what the reader may see of them and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wellrun.foundations.access.asked import Parameter
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.patients.queries import PatientShown, StayShown
from wellrun.foundations.patients.rules import Identifier, Sight
from wellrun.values.faults import Fault

VERSION = "4.0.1"
GENDERS = frozenset({"male", "female", "other", "unknown"})
MASKED = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
    "code": "MASKED",
    "display": "masked",
}
"""Says that the reader is shown less than is known (HL7 v3 ObservationValue, security integrity)."""

CLASSES: Mapping[str, tuple[str, str]] = {
    "emergency": ("EMER", "emergency"),
    "clinic": ("AMB", "ambulatory"),
    "theatre": ("AMB", "ambulatory"),
}
"""Kind of a unit to HL7 v3 ActCode; any other unit keeps patients in beds."""

INPATIENT = ("IMP", "inpatient encounter")

ISSUES: Mapping[int, str] = {
    400: "invalid",
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    409: "conflict",
    412: "conflict",
    413: "too-long",
    415: "not-supported",
    422: "processing",
    500: "exception",
}
"""Status of an answer to the code of its issue (value set issue-type)."""


def system_of(kind: str, facility: str) -> str:
    """The namespace of a facility's own numbers."""
    return f"urn:wellrun:{kind}:{facility}"


def patient_resource(patient: PatientShown, seen: Mapping[Identifier, Sight]) -> dict[str, Any]:
    """The patient as FHIR. An identifier that is not shown is left out, and the resource says that it is masked."""
    whole = all(seen[one] is Sight.FULL for one in Identifier)
    coded = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}
    number = {"use": "usual", "type": coded, "system": system_of("mrn", patient.facility), "value": patient.mrn}
    telecom = [
        {"system": system, "value": value}
        for system, value in (("phone", patient.phone), ("email", patient.email))
        if _said(value)
    ]
    goes_on = {"other": {"reference": f"Patient/{patient.merged_into}"}, "type": "replaced-by"}
    return _filled(
        {
            "resourceType": "Patient",
            "id": str(patient.id),
            **({"active": False, "link": [goes_on]} if patient.merged_into else {}),
            "meta": _meta(str(patient.version), patient.changed_at, whole=whole),
            "identifier": [number] if patient.mrn else [],
            "name": [{"text": patient.name}] if patient.name else [],
            "telecom": telecom,
            "gender": patient.sex if patient.sex in GENDERS else "",
            "birthDate": patient.birth_date,
            "address": [{"text": patient.address}] if _said(patient.address) else [],
        }
    )


def encounter_resource(
    stay: StayShown, patient: PatientShown, seen: Mapping[Identifier, Sight], *, tree: Tree
) -> dict[str, Any]:
    """A stay as FHIR."""
    place = tree.get(stay.place)
    code, words = CLASSES.get(place.kind if place else "", INPATIENT)
    visit = {"system": system_of("visit", patient.facility), "value": stay.visit}
    period = {"start": stay.started_at.isoformat(), "end": stay.ended_at.isoformat() if stay.ended_at else ""}
    return _filled(
        {
            "resourceType": "Encounter",
            "id": str(stay.id),
            "meta": _meta("", None, whole=seen[Identifier.VISIT] is Sight.FULL),
            "identifier": [visit] if stay.visit else [],
            "status": "finished" if stay.ended_at else "in-progress",
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": code, "display": words},
            "subject": {"reference": f"Patient/{patient.id}"},
            "period": _filled(period),
            "location": [{"location": {"display": stay.unit}}],
            "serviceProvider": {"display": patient.facility},
        }
    )


def _meta(version: str, changed: dt.datetime | None, *, whole: bool) -> dict[str, Any]:
    when = changed.isoformat(timespec="milliseconds") if changed else ""
    return _filled({"versionId": version, "lastUpdated": when, "security": [] if whole else [MASKED]})


def _said(value: str) -> bool:
    """Whether a masked value still says something: a mark that something is there is not a value in FHIR."""
    return bool(value.strip("…"))


def _filled(resource: dict[str, Any]) -> dict[str, Any]:
    # FHIR has no empty values: what is not there is left out (R4, 2.6.2).
    return {name: value for name, value in resource.items() if value not in ("", [], {}, None)}


def outcome(status: int, faults: Iterable[Fault]) -> dict[str, Any]:
    """Every fault as an issue."""
    code = ISSUES.get(status, "processing")
    return {
        "resourceType": "OperationOutcome",
        "issue": [
            _filled(
                {
                    "severity": "error",
                    "code": code,
                    "details": {"text": str(fault.message)},
                    "diagnostics": " ".join(part for part in (str(fault.expected), str(fault.remedy)) if part),
                    "expression": [fault.place] if fault.place else [],
                }
            )
            for fault in faults
        ],
    }


def bundle(
    entries: Sequence[Mapping[str, Any]],
    *,
    base: str,
    total: int,
    self_link: str,
    next_link: str = "",
    warning: str = "",
) -> dict[str, Any]:
    """One page of what was found. A link never carries what was looked for, only a sealed mark of it."""
    links = [{"relation": relation, "url": url} for relation, url in (("self", self_link), ("next", next_link)) if url]
    found = [
        {"fullUrl": f"{base}/{one['resourceType']}/{one['id']}", "resource": one, "search": {"mode": "match"}}
        for one in entries
    ]
    told = {"severity": "warning", "code": "too-costly", "details": {"text": warning}}
    notes = [{"resource": {"resourceType": "OperationOutcome", "issue": [told]}, "search": {"mode": "outcome"}}]
    return _filled(
        {
            "resourceType": "Bundle",
            "type": "searchset",
            "total": total,
            "link": links,
            "entry": [*found, *(notes if warning else [])],
        }
    )


def capability(
    resources: Mapping[str, Sequence[tuple[Parameter, str]]], *, base: str, version: str, day: dt.date
) -> dict[str, Any]:
    """What can be asked for here; each search parameter with its FHIR type."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": day.isoformat(),
        "kind": "instance",
        "software": {"name": "Wellrun", "version": version},
        "implementation": {"description": "Wellrun", "url": base},
        "fhirVersion": VERSION,
        "format": ["json"],
        "rest": [
            {
                "mode": "server",
                "security": {"description": "An access token as “Authorization: Bearer …”, or a signed-in session."},
                "resource": [
                    {
                        "type": name,
                        "documentation": "Identifying values are sent by POST to _search, never in an address.",
                        "interaction": [{"code": "read"}, {"code": "search-type"}],
                        "searchParam": [
                            {"name": one.name, "type": kind, "documentation": one.says} for one, kind in parameters
                        ],
                    }
                    for name, parameters in resources.items()
                ],
            }
        ],
    }
