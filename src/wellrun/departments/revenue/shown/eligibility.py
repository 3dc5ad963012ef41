"""An answer on benefits put into words for its page: one sentence first, then shares, sums and payers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wellrun.departments.revenue.queries.eligibility import CheckShown
from wellrun.departments.revenue.rules.eligibility import Coverage, OtherPayer, Reading, Share, Total
from wellrun.departments.revenue.words.eligibility import (
    LEVELS,
    NETWORKS,
    STEPS,
    Why,
    services_words,
    share_words,
    why,
)
from wellrun.foundations.pages.charts import Part, meter


@dataclass(frozen=True)
class ShareShown:
    """A copay or coinsurance in words."""

    kind: str
    services: str
    network: str
    amount: str
    told: tuple[str, ...]
    asked: bool


@dataclass(frozen=True)
class TotalShown:
    """A sum that fills up in a year, with its picture where both figures are told."""

    kind: str
    whose: str
    network: str
    total: Decimal | None
    remaining: Decimal | None
    reached: Decimal | None
    picture: SafeString | str


@dataclass(frozen=True)
class CheckWords:
    """What the page of an answer says."""

    sentence: str
    mark: str
    shares: tuple[ShareShown, ...]
    totals: tuple[TotalShown, ...]
    others: tuple[OtherPayer, ...]
    reasons: tuple[Why, ...]
    steps: tuple[tuple[str, Decimal], ...]
    messages: tuple[str, ...]


def shown_in_words(shown: CheckShown) -> CheckWords:
    """The answer in words; without one, that it is waited for."""
    reading = shown.reading
    if reading is None:
        refused = shown.check.coverage == Coverage.REFUSED
        words = (
            _("The question was rejected before it reached the payer.") if refused else _("The answer is waited for.")
        )
        return CheckWords(words, "concern-up" if refused else "clock", (), (), (), (), (), ())
    currency = shown.check.facility.currency
    steps = shown.collect.steps if shown.collect else ()
    return CheckWords(
        sentence=_sentence(shown, reading),
        mark=MARKS.get(reading.coverage, "concern-up"),
        shares=tuple(_shares(reading, shown.check.service, currency)),
        totals=tuple(_totals(reading)),
        others=reading.others,
        reasons=tuple(why(one) for one in reading.refusals),
        steps=tuple((str(STEPS[one.kind]), one.amount) for one in steps),
        messages=reading.messages,
    )


MARKS = {Coverage.COVERED: "done", Coverage.UNSAID: "open", Coverage.ANOTHER_DAY: "risk", Coverage.NOT_COVERED: "harm"}


def _sentence(shown: CheckShown, reading: Reading) -> str:
    given = {
        "name": shown.question.name,
        "day": date_format(shown.check.service_on, "j M Y"),
        "payer": shown.check.payer.name,
        "since": date_format(reading.since, "j M Y") if reading.since else "–",
        "until": date_format(reading.until, "j M Y") if reading.until else "–",
        "answered": date_format(reading.answered_for, "j M Y") if reading.answered_for else "–",
    }
    words = {
        Coverage.COVERED: _("%(name)s is covered on %(day)s by %(payer)s."),
        Coverage.NOT_COVERED: _("%(name)s is not covered by %(payer)s."),
        Coverage.NOT_THAT_DAY: _("%(name)s is not covered on %(day)s: cover from %(since)s until %(until)s."),
        Coverage.ANOTHER_DAY: _("Not sure: %(payer)s answered for %(answered)s, the service is on %(day)s."),
        Coverage.UNSAID: _("%(payer)s does not say whether %(name)s is covered on %(day)s."),
        Coverage.REFUSED: _("%(payer)s gave no answer about %(name)s."),
    }
    return words[reading.coverage] % given


def _shares(reading: Reading, service: str, currency: str) -> Iterator[ShareShown]:
    """Copays and coinsurance, those of the service that was asked for first."""
    found = [(_("Copay"), one) for one in reading.copays] + [(_("Coinsurance"), one) for one in reading.coinsurance]
    found.sort(key=lambda one: service not in one[1].services)
    for kind, one in found:
        yield _share(kind, one, service, currency)


def _share(kind: str, one: Share, service: str, currency: str) -> ShareShown:
    return ShareShown(
        kind,
        services_words(one.services),
        str(NETWORKS[one.network]),
        share_words(one, currency),
        one.told,
        service in one.services,
    )


def _totals(reading: Reading) -> Iterator[TotalShown]:
    rows = [(_("Deductible"), one) for one in reading.deductibles]
    rows += [(_("Limit of out-of-pocket costs"), one) for one in reading.pockets]
    for kind, one in rows:
        whose = str(LEVELS.get(one.level, one.level or _("not told for whom")))
        picture = _meter(f"{kind}, {whose}", one)
        yield TotalShown(kind, whose, str(NETWORKS[one.network]), one.total, one.remaining, one.reached, picture)


def _meter(subject: str, one: Total) -> SafeString | str:
    if not one.total or one.reached is None or one.remaining is None:
        return ""
    parts = (
        Part(amount=float(one.reached), words=_("reached"), kind=""),
        Part(amount=float(one.remaining), words=_("remains"), kind="rest"),
    )
    return meter(subject=subject, parts=parts)
