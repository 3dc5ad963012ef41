"""Which stay counts, and which is its return: the 30-day rules of the hospital-wide readmission measure of CMS.

Source: Yale New Haven Health Services Corporation (CORE) for CMS, Hospital-Wide All-Cause Unplanned Readmission
Measure, updates and specifications. Which diagnoses and procedures make a stay planned, or put it outside the cohort,
is a yearly value set and is the caller's to say.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

WINDOW = 30


class Disposition(StrEnum):
    """How a stay ended, as far as the rules ask."""

    HOME_OR_OTHER = "home_or_other"
    TRANSFERRED = "transferred"
    AGAINST_ADVICE = "against_advice"
    DIED = "died"


class NotIndex(StrEnum):
    """Why a stay is not an index admission."""

    PART_OF_LATER_STAY = "part_of_later_stay"
    DIED = "died"
    TRANSFERRED_AWAY = "transferred_away"
    AGAINST_ADVICE = "against_advice"
    OUTSIDE_COHORT = "outside_cohort"
    NO_RUN_OUT = "no_run_out"


class Return(StrEnum):
    """What followed an index admission within 30 days."""

    NONE = "none"
    UNPLANNED = "unplanned"
    PLANNED = "planned"


@dataclass(frozen=True, kw_only=True)
class Stay:
    """One acute inpatient stay at one hospital.

    condition: principal diagnosis or its group, compared for same-day returns; "" is never the same as another.
    planned: by the planned-readmission rules. in_cohort: False for what the measure leaves out, such as psychiatric
    care, rehabilitation or medical treatment of cancer. Raises ValueError where it ends before it begins.
    """

    id: str
    patient: str
    hospital: str
    admitted: date
    discharged: date
    disposition: Disposition = Disposition.HOME_OR_OTHER
    condition: str = ""
    planned: bool = False
    in_cohort: bool = True

    def __post_init__(self) -> None:
        if self.discharged < self.admitted:
            raise ValueError(f"Stay {self.id} ends {self.discharged}, before it begins {self.admitted}.")


@dataclass(frozen=True, kw_only=True)
class Spell:
    """Stays that are one course of hospital care, by time of admission; the last hospital answers for its end."""

    stays: tuple[Stay, ...]

    @property
    def admitted(self) -> date:
        return self.stays[0].admitted

    @property
    def discharged(self) -> date:
        return max(stay.discharged for stay in self.stays)

    @property
    def last(self) -> Stay:
        """The stay that ends last; of several, the one admitted last."""
        return max(self.stays, key=lambda stay: (stay.discharged, stay.admitted, stay.id))


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What the rules say of one stay.

    not_index: None for an index admission, else why not. first_of_spell: id of the stay that began its spell.
    followed_by, readmission: of an index admission, whether and with which stay the patient came back within 30 days;
    days: from discharge to that admission.
    """

    stay: Stay
    first_of_spell: str
    not_index: NotIndex | None
    followed_by: Return = Return.NONE
    readmission: str | None = None
    days: int | None = None

    @property
    def counted(self) -> bool:
        """Whether this is an index admission with an unplanned readmission: the measure's numerator."""
        return self.not_index is None and self.followed_by is Return.UNPLANNED


def spells_of(stays: Iterable[Stay]) -> tuple[Spell, ...]:
    """Chain stays of each patient, by patient and time. Raises ValueError where two stays have one id.

    The next stay belongs to the same spell when it begins before the end of the one before, on the same or the next day
    in another hospital (a transfer, whatever the papers say), or on the same day in the same hospital for the same
    condition. After a death nothing is chained on.
    """
    ordered = sorted(stays, key=lambda stay: (stay.patient, stay.admitted, stay.discharged, stay.id))
    ids = [stay.id for stay in ordered]
    twice = sorted({each for each, same in groupby(sorted(ids)) if len(list(same)) > 1})
    if twice:
        raise ValueError(f"Stays given twice: {', '.join(twice)}.")
    found: list[Spell] = []
    for stay in ordered:
        if found and found[-1].last.patient == stay.patient and _continues(found[-1], stay):
            found[-1] = Spell(stays=(*found[-1].stays, stay))
        else:
            found.append(Spell(stays=(stay,)))
    return tuple(found)


def judge(stays: Iterable[Stay], *, data_end: date) -> tuple[Judged, ...]:
    """What the rules say of every stay, by patient and time. data_end: the last day whose admissions would be seen.

    Only the first return within 30 days counts; where that is planned, an unplanned one after it does not. A stay that
    is a readmission may itself be an index admission. Raises ValueError where two stays have one id.
    """
    spells = spells_of(stays)
    judged: list[Judged] = []
    for at, spell in enumerate(spells):
        following = spells[at + 1] if at + 1 < len(spells) else None
        if following and following.last.patient != spell.last.patient:
            following = None
        judged += _judge_spell(spell, following, data_end=data_end)
    return tuple(judged)


def rate(judged: Sequence[Judged]) -> float | None:
    """Unplanned readmissions per index admission, 0 to 1, not adjusted for risk; None without index admissions."""
    index = [each for each in judged if each.not_index is None]
    return sum(each.counted for each in index) / len(index) if index else None


def _continues(spell: Spell, stay: Stay) -> bool:
    before = spell.last
    if before.disposition is Disposition.DIED:
        return False
    gap = (stay.admitted - spell.discharged).days
    if gap < 0:
        return True
    if stay.hospital != before.hospital:
        return gap <= 1
    return gap == 0 and bool(stay.condition) and stay.condition == before.condition


def _judge_spell(spell: Spell, following: Spell | None, *, data_end: date) -> list[Judged]:
    first, last = spell.stays[0].id, spell.last
    others = [
        Judged(stay=stay, first_of_spell=first, not_index=NotIndex.PART_OF_LATER_STAY)
        for stay in spell.stays
        if stay.id != last.id
    ]
    reason = _reason(spell, data_end=data_end)
    days = (following.admitted - spell.discharged).days if following else None
    if reason or following is None or days is None or days > WINDOW:
        return [*others, Judged(stay=last, first_of_spell=first, not_index=reason)]
    begins = following.stays[0]
    return [
        *others,
        Judged(
            stay=last,
            first_of_spell=first,
            not_index=None,
            followed_by=Return.PLANNED if begins.planned else Return.UNPLANNED,
            readmission=begins.id,
            days=days,
        ),
    ]


def _reason(spell: Spell, *, data_end: date) -> NotIndex | None:
    last = spell.last
    by_end = {
        Disposition.DIED: NotIndex.DIED,
        Disposition.TRANSFERRED: NotIndex.TRANSFERRED_AWAY,
        Disposition.AGAINST_ADVICE: NotIndex.AGAINST_ADVICE,
    }
    if last.disposition in by_end:
        return by_end[last.disposition]
    if not last.in_cohort:
        return NotIndex.OUTSIDE_COHORT
    return NotIndex.NO_RUN_OUT if spell.discharged + timedelta(days=WINDOW) > data_end else None
