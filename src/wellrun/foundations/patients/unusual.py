"""Noticing unusual readings: at once for one record, each evening for the number of patients read."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from wellrun.foundations.audit.models import Entry
from wellrun.foundations.patients.models import Patient, UnusualReading
from wellrun.foundations.patients.rules import NIGHT, Unusual, plain_name, unusual_reading, unusual_volume
from wellrun.foundations.people.models import Account, Person

WEEKS_BEFORE = dt.timedelta(weeks=4)
READINGS = ("patients.list.read", "patients.search.read", "patients.record.read")


def unusual_kinds(account: Account, patient: Patient, *, now: dt.datetime) -> tuple[Unusual, ...]:
    """What is unusual about somebody's reading one record now."""
    local = now.astimezone(ZoneInfo(patient.facility.time_zone))
    reader = account.person.name
    return unusual_reading(
        own=plain_name(reader) == plain_name(patient.name),
        reader=reader,
        patient_family=patient.family,
        patient_name=patient.name,
        colleagues=_namesakes(patient, reader),
        restricted=patient.restricted,
        hour=local.hour,
        nights_before=_nights(account, local) if local.hour in NIGHT else 0,
    )


def notice(account: Account, patient: Patient, *, kinds: Iterable[Unusual], entry: Entry, now: dt.datetime) -> None:
    """Keeps what is unusual about a reading, each kind once a day."""
    day = now.astimezone(ZoneInfo(patient.facility.time_zone)).date()
    for kind in kinds:
        UnusualReading.objects.get_or_create(
            account=account, patient=patient, kind=kind.value, on=day, defaults={"at": now, "entry": entry.pk}
        )


def _namesakes(patient: Patient, reader: str) -> list[str]:
    family = patient.family.split()[-1:] or ["\x00"]
    people = Person.objects.filter(active=True, name__icontains=family[0]).exclude(name=reader)
    return list(people.values_list("name", flat=True)[:50])


def _nights(account: Account, local: dt.datetime) -> int:
    """Nights of the last four weeks, this one left out, in which the account read a record."""
    since = local - WEEKS_BEFORE
    before = local.replace(hour=0, minute=0, second=0, microsecond=0)
    moments = _readings(account).filter(at__gte=since, at__lt=before).values_list("at", flat=True)
    return len({at.astimezone(local.tzinfo).date() for at in moments if at.astimezone(local.tzinfo).hour in NIGHT})


def _readings(account: Account) -> QuerySet[Entry]:
    return Entry.objects.filter(actor_id=account.pk, action__in=READINGS)


def look_at_volume(*, day: dt.date, zone: dt.tzinfo, now: dt.datetime) -> tuple[UnusualReading, ...]:
    """Accounts that read many more patients on a day than they usually do. Doing it twice changes nothing."""
    start = dt.datetime.combine(day, dt.time.min, zone)
    entries = Entry.objects.filter(
        action__in=READINGS, at__gte=start - WEEKS_BEFORE, at__lt=start + dt.timedelta(days=1)
    )
    seen: dict[int, dict[dt.date, set[str]]] = defaultdict(lambda: defaultdict(set))
    for actor, at, patients in entries.values_list("actor_id", "at", "patients").iterator(chunk_size=2000):
        assert actor is not None, "a system reads no patient"
        seen[actor][at.astimezone(zone).date()].update(patients)
    found = []
    for actor, days in seen.items():
        counts = Counter({when: len(patients) for when, patients in days.items()})
        today = counts.pop(day, 0)
        if unusual_volume(today=today, days_before=counts.values()):
            found.append(_kept(actor, day=day, patients=today, now=now))
    return tuple(found)


def _kept(actor: int, *, day: dt.date, patients: int, now: dt.datetime) -> UnusualReading:
    reading, _new = UnusualReading.objects.get_or_create(
        account_id=actor,
        patient=None,
        kind=Unusual.VOLUME.value,
        on=day,
        defaults={"at": now, "patients": patients},
    )
    return reading
