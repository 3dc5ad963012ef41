"""Money that came in at the bank, money that should have, and what is between them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, F, Max, Min, OuterRef, Prefetch, QuerySet

from wellrun.departments.revenue.models import (
    BankLine,
    BankStatement,
    DepositLink,
    DrawerDay,
    Receipt,
    RemittancePayment,
)
from wellrun.departments.revenue.models.claims import as_money
from wellrun.departments.revenue.rules.cashier import Method
from wellrun.departments.revenue.rules.depositing import (
    EARLY,
    LATE,
    WAIT,
    Arrived,
    Covered,
    Expected,
    Found,
    Kind,
    Matched,
    is_missing,
    is_named,
    match,
    waits_long,
)
from wellrun.foundations.organisation.holidays import holidays_of
from wellrun.foundations.organisation.models import Facility

NOTES = (Method.CASH.value, Method.CHEQUE.value)
State = RemittancePayment.State


def live_links() -> QuerySet[DepositLink]:
    """Links that nobody has taken off."""
    return DepositLink.objects.filter(ended_at=None)


def lines_with_links(facilities: Iterable[Facility]) -> QuerySet[BankLine]:
    """Lines of these facilities' accounts, each with its live links."""
    links = live_links().select_related("payment__payer", "drawer_day__drawer", "receipt")
    rows = BankLine.objects.filter(account__facility__in=facilities).select_related("account__facility")
    return rows.prefetch_related(Prefetch("links", links, to_attr="live"))


def open_lines(facility: Facility) -> list[BankLine]:
    """Money that came in, is not matched, and that nobody has set aside."""
    linked = Exists(live_links().filter(line=OuterRef("pk")))
    rows = BankLine.objects.filter(account__facility=facility, cents__gt=0, other="").exclude(linked)
    return list(rows.select_related("account"))


def covered_by(facility: Facility) -> Covered | None:
    """The days that a facility's statements speak of."""
    found = BankStatement.objects.filter(account__facility=facility).aggregate(since=Min("since"), until=Max("until"))
    return Covered(found["since"], found["until"]) if found["since"] and found["until"] else None


def payments_waited_for(facility: Facility, since: dt.date, until: dt.date) -> list[RemittancePayment]:
    """Payments of these days, both included, with money to come that no line is matched to. One that came twice, in two
    files, is waited for once."""
    linked = Exists(live_links().filter(payment=OuterRef("pk")))
    rows = RemittancePayment.objects.filter(
        facility=facility, deposit_cents__gt=0, paid_on__range=(since, until)
    ).select_related("payer", "facility")
    posted = RemittancePayment.objects.filter(facility=facility, state=State.POSTED, paid_on__range=(since, until))
    known = set(posted.values_list("trace", "payer"))
    return [
        one
        for one in rows.exclude(linked).prefetch_related("payer__numbers")
        if one.state == State.POSTED or (one.trace, one.payer_id) not in known
    ]


def expected_of(payment: RemittancePayment) -> Expected:
    """A payment as money that should come."""
    names = [payment.named, payment.named_number]
    if payment.payer is not None:
        names += [payment.payer.name, *(one.number for one in payment.payer.numbers.all())]
    given = tuple(dict.fromkeys(name for name in names if name))
    return Expected((Kind.REMITTANCE, payment.pk), payment.paid_on, payment.deposit, payment.trace, given)


def from_patients(facility: Facility, since: dt.date, until: dt.date) -> list[Expected]:
    """What drawers that were closed should have brought to the bank, and transfers of patients, not matched yet."""
    closed = DrawerDay.objects.filter(drawer__facility=facility, reopened_at=None, day__range=(since, until)).order_by(
        "day", "pk"
    )
    # A day that was opened again and closed anew is another row; its money came once.
    here = live_links().filter(drawer_day__drawer__facility=facility, drawer_day__day__range=(since, until))
    done = set(here.values_list("kind", "drawer_day__drawer", "drawer_day__day"))
    found = []
    for one in closed:
        notes = sum(one.counted.get(method, 0) for method in NOTES)
        for kind, cents in ((Kind.DRAWER, notes), (Kind.CARDS, one.counted.get(Method.CARD.value, 0))):
            if cents > 0 and (kind.value, one.drawer_id, one.day) not in done:
                found.append(Expected((kind, one.pk), one.day, as_money(cents)))
    linked = Exists(live_links().filter(receipt=OuterRef("pk")))
    receipts = Receipt.objects.filter(
        facility=facility, method=Method.TRANSFER.value, voided_at=None, on__range=(since, until)
    ).exclude(linked)
    found += [
        Expected((Kind.TRANSFER, one.pk), one.on, one.amount, f"R-{one.number:04}") for one in receipts.order_by("pk")
    ]
    return found


def compared(facility: Facility) -> Found:
    """What of the money at the bank is what should have come, sure or proposed."""
    lines = [Arrived(str(one.pk), one.on, one.amount, one.words) for one in open_lines(facility)]
    if not lines:
        return Found((), ())
    span = min(one.on for one in lines) - LATE, max(one.on for one in lines) + EARLY
    money = [expected_of(one) for one in payments_waited_for(facility, *span)]
    return match(lines, [*money, *from_patients(facility, *span)])


@dataclass(frozen=True)
class Unexplained:
    """Money that came in without anything that it belongs to: whose it may be, and whether it has waited for long."""

    line: BankLine
    payer: str
    long: bool


@dataclass(frozen=True)
class Missing:
    """A payment that is posted, and whose money should stand at the bank."""

    payment: RemittancePayment
    due: dt.date


@dataclass(frozen=True)
class BankDay:
    """A day of the bank: what came in and went out, and how much of what came in is matched, set aside or open."""

    day: dt.date
    lines: int
    came: Decimal
    went: Decimal
    matched: Decimal
    other: Decimal

    @property
    def open(self) -> Decimal:
        return self.came - self.matched - self.other


@dataclass(frozen=True)
class Deposits:
    """What is between the bank and the books of one facility."""

    facility: Facility
    covered: Covered | None
    missing: tuple[Missing, ...]
    patients_missing: tuple[Expected, ...]
    unexplained: tuple[Unexplained, ...]
    proposed: tuple[Matched, ...]
    differing: tuple[RemittancePayment, ...]


def deposits_of(facility: Facility, day: dt.date) -> Deposits:
    """The facility's deposits as they stand on a day."""
    covered = covered_by(facility)
    since = min(covered.since, day) - LATE if covered else day
    holidays = _holidays(facility, since, day)
    waited, patients = payments_waited_for(facility, since, day), from_patients(facility, since, day)
    lines = [one for one in open_lines(facility) if one.on <= day]
    arrived = [Arrived(str(one.pk), one.on, one.amount, one.words) for one in lines]
    found = match(arrived, [*(expected_of(one) for one in waited), *patients])

    def late(on: dt.date) -> bool:
        return is_missing(on, today=day, covered=covered, holidays=holidays)

    names = payers_named(facility)
    return Deposits(
        facility=facility,
        covered=covered,
        missing=tuple(
            Missing(one, one.paid_on)
            for one in waited
            if one.state == State.POSTED and one.banked_cents is None and late(one.paid_on)
        ),
        patients_missing=tuple(one for one in patients if late(one.on)),
        unexplained=tuple(
            Unexplained(one, _whose(told, names), waits_long(one.on, today=day, holidays=holidays))
            for one, told in zip(lines, arrived, strict=True)
        ),
        proposed=found.proposed,
        differing=tuple(_differing(facility, day)),
    )


def _holidays(facility: Facility, since: dt.date, day: dt.date) -> Mapping[dt.date, str]:
    ahead = dt.timedelta(days=4 * WAIT)
    return holidays_of(facility, since, (day + ahead - since).days)


def _differing(facility: Facility, day: dt.date) -> QuerySet[RemittancePayment]:
    """Payments whose money came and is another amount."""
    rows = RemittancePayment.objects.filter(facility=facility, banked_cents__isnull=False, paid_on__lte=day)
    return rows.exclude(banked_cents=F("deposit_cents")).select_related("payer", "facility")


def payers_named(facility: Facility) -> dict[str, tuple[str, ...]]:
    """What each payer of a facility may call itself, by its name."""
    found: dict[str, list[str]] = defaultdict(list)
    for payer in facility.payers.prefetch_related("numbers"):
        found[payer.name] += [payer.name, *(one.number for one in payer.numbers.all())]
    return {name: tuple(some) for name, some in found.items()}


def _whose(line: Arrived, names: Mapping[str, tuple[str, ...]]) -> str:
    return next((name for name, some in names.items() if is_named(line, some)), "")


def bank_days(facilities: Iterable[Facility], day: dt.date, *, most: int) -> list[BankDay]:
    """The latest days of the bank with movements, the last first."""
    rows = lines_with_links(facilities).filter(on__lte=day)
    days = list(rows.order_by("-on").values_list("on", flat=True).distinct()[:most])
    found: dict[dt.date, list[BankLine]] = {one: [] for one in days}
    for line in rows.filter(on__in=days).defer("words"):
        found[line.on].append(line)
    return [_bank_day(one, lines) for one, lines in found.items()]


def _bank_day(day: dt.date, lines: list[BankLine]) -> BankDay:
    came = [one for one in lines if one.cents > 0]
    return BankDay(
        day=day,
        lines=len(lines),
        came=as_money(sum(one.cents for one in came)),
        went=as_money(-sum(one.cents for one in lines if one.cents < 0)),
        matched=as_money(sum(one.cents for one in came if _live(one))),
        other=as_money(sum(one.cents for one in came if one.other and not _live(one))),
    )


def _live(line: BankLine) -> list[DepositLink]:
    found: list[DepositLink] = line.live  # type: ignore[attr-defined]
    return found


def candidates(line: BankLine, *, search: str = "") -> list[Expected]:
    """What a line may have brought: payments and patients' money within days of it, of one amount first; with a word
    that is looked for, payments whose trace or payer holds it. One that came short is among them."""
    facility = line.account.facility
    told = Arrived(str(line.pk), line.on, line.amount, line.words)
    span = line.on - 2 * LATE, line.on + EARLY
    short = RemittancePayment.objects.filter(
        facility=facility, banked_cents__lt=F("deposit_cents"), paid_on__range=span
    ).select_related("payer")
    payments = [*payments_waited_for(facility, *span), *short.prefetch_related("payer__numbers")]
    if search:
        found = (one for one in payments if search.casefold() in _said(one).casefold())
        return [expected_of(one) for one in found]
    money = [*(expected_of(one) for one in payments), *from_patients(facility, *span)]
    return sorted(money, key=lambda one: (one.amount != told.amount, not is_named(told, one.names), one.on, one.key))


def _said(payment: RemittancePayment) -> str:
    return f"{payment.trace} {payment.named} {payment.payer.name if payment.payer else ''}"
