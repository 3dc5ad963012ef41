"""Terms of a vendor's contract, and the last day on which notice can be given.

A fixed contract ends; an automatic one goes on for another term unless notice reaches the vendor in time; an evergreen
one goes on until notice was given. The last day is counted back from the last day of the term, by calendar months or
days, and is moved to the working day before where it falls on a weekend or a holiday of the facility: notice that must
have arrived is not sent on a day when nobody works.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from wellrun.values.faults import Fault

DAY = dt.timedelta(days=1)
SATURDAY = 5


class Renewal(StrEnum):
    """What happens at the end of a term."""

    FIXED = "fixed"
    AUTOMATIC = "automatic"
    EVERGREEN = "evergreen"


@dataclass(frozen=True)
class ContractTerms:
    """When a contract runs. ``ends``: the last day of its first term; ``renewal_months``: how long another is.

    Notice is so many months and days before the last day of a term, or ahead where the contract is evergreen.
    ``noticed``: the day on which notice was given.
    """

    starts: dt.date
    ends: dt.date | None
    renewal: Renewal
    renewal_months: int = 12
    notice_months: int = 0
    notice_days: int = 0
    noticed: dt.date | None = None


class Term(NamedTuple):
    """The term that holds a day: its last day, the last day for notice, and whether it is the end of all.

    ``ends`` is ``None`` for an evergreen contract without notice; ``notice_by`` where no notice is needed.
    """

    ends: dt.date | None
    notice_by: dt.date | None
    last: bool


def later(day: dt.date, months: int) -> dt.date:
    """The same day some months on (or back); the last one of a shorter month. The last day of a month stays the last:
    a term that ends with February ends with the month the next time too."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = divmod(whole, 12)
    longest = calendar.monthrange(year, month + 1)[1]
    of_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return dt.date(year, month + 1, longest if of_last else min(day.day, longest))


def working_day_before(day: dt.date, holidays: Collection[dt.date]) -> dt.date:
    """The day itself where people work on it; otherwise the last one before it on which they do."""
    while day.weekday() >= SATURDAY or day in holidays:
        day -= DAY
    return day


def notice_day(terms: ContractTerms, ends: dt.date, holidays: Collection[dt.date]) -> dt.date:
    """The last day for notice before a term's last day."""
    counted = later(ends, -terms.notice_months) - terms.notice_days * DAY
    return working_day_before(counted, holidays)


def term_on(terms: ContractTerms, day: dt.date, holidays: Collection[dt.date] = ()) -> Term:
    """The term in which a day is; of a contract that is over, its last one.

    Notice that came too late for one term counts for the next one.
    """
    if terms.renewal is Renewal.EVERGREEN or terms.ends is None:
        if terms.noticed is None:
            return Term(None, None, False)
        return Term(later(terms.noticed, terms.notice_months) + terms.notice_days * DAY, None, True)
    if terms.renewal is Renewal.FIXED:
        return Term(terms.ends, None, True)
    number, ends = 0, terms.ends
    while True:
        by = notice_day(terms, ends, holidays)
        if terms.noticed is not None and terms.noticed <= by:
            return Term(ends, by, True)
        if day <= ends:
            return Term(ends, by, False)
        number += 1
        # Counted from the first end, so that a short month does not shorten all later terms.
        ends = later(terms.ends, number * terms.renewal_months)


def in_force(terms: ContractTerms, day: dt.date) -> bool:
    """Whether the contract holds on a day."""
    term = term_on(terms, day)
    return terms.starts <= day and (term.ends is None or not term.last or day <= term.ends)


def faults_of_terms(terms: ContractTerms) -> tuple[Fault, ...]:
    """What terms may not be."""
    ends = terms.ends is not None or terms.renewal is Renewal.EVERGREEN
    late = terms.ends is not None and terms.ends < terms.starts
    whole = terms.renewal is not Renewal.AUTOMATIC or terms.renewal_months >= 1
    notice = terms.renewal is Renewal.FIXED or terms.notice_months + terms.notice_days > 0
    checks = (
        (ends, "ends", "It has no last day.", "Give the last day of its term, or say that it is evergreen."),
        (not late, "ends", "It ends before it begins.", "Give a later last day."),
        (whole, "renewal_months", "Nobody knows for how long it is renewed.", "Give at least one month."),
        (notice, "notice_days", "It has no period of notice.", "Give the months or days of notice."),
    )
    return tuple(
        Fault("finance.contract.terms", words, place, remedy=remedy)
        for sound, place, words, remedy in checks
        if not sound
    )
