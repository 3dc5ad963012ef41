"""Who insures a patient from when to when, in which order, as an account keeps it and a claim names it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from wellrun.departments.revenue.rules.claim_saying import SELF, Insurance
from wellrun.engines.x12 import Insured, Party, Place


class Cover(NamedTuple):
    """One insurance. ``payer``: our code of it; ``number``: by which claims name it.

    ``family`` to ``postcode`` tell of the subscriber, where that is not the patient. ``until`` is the first day without
    it.
    """

    payer: str
    name: str
    number: str
    member: str
    relation: str = SELF
    group: str = ""
    filing: str = "CI"
    family: str = ""
    given: str = ""
    birth: dt.date | None = None
    sex: str = ""
    street: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def last(self) -> dt.date | None:
        """The last day with it."""
        return self.until - dt.timedelta(days=1) if self.until else None

    def holds_on(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


def payers_on(covers: Iterable[Cover], day: dt.date) -> tuple[str, ...]:
    """Our codes of the payers of a day, the primary first."""
    return tuple(one.payer for one in covers if one.holds_on(day))


def insurance_of(cover: Cover, patient: Party) -> Insurance:
    """The insurance as a claim names it."""
    own = cover.relation == SELF
    where = Place((cover.street,), cover.city, cover.state, cover.postcode, "") if cover.street else None
    other = Party("IL", cover.family, cover.given, "", "", "1", place=where, birth=cover.birth, sex=cover.sex)
    subscriber = (patient if own else other)._replace(entity="IL", qualifier="MI", number=cover.member)
    payer = Party("PR", cover.name, "", "PI", cover.number, "2")
    return Insurance(payer, subscriber, Insured("", cover.relation, cover.group, "", cover.filing))


def covers_to_plain(covers: Iterable[Cover]) -> list[dict[str, Any]]:
    """As JSON keeps them."""
    return [
        {key: one.isoformat() if isinstance(one, dt.date) else one for key, one in cover._asdict().items()}
        for cover in covers
    ]


def covers_from_plain(plain: Iterable[Mapping[str, Any]]) -> tuple[Cover, ...]:
    """As they were kept."""
    days = ("birth", "since", "until")
    return tuple(
        Cover(**{**one, **{key: dt.date.fromisoformat(one[key]) for key in days if one.get(key)}}) for one in plain
    )
