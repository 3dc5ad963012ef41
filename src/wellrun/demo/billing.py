"""Six weeks of Harbour View's bills and what came of them, by its payers' own contracts, but for three breaches.

Most claims are paid as agreed; some are denied, some not answered yet. One payment is taken back and corrected, one is
for a claim that nobody billed, and one calls itself by a name nobody knows. The three breaches are planted by letting
the payer read its contract wrongly (``contracts.BREACHES``) for one claim each.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from wellrun.demo.chance import Chance
from wellrun.demo.charging import Encountered, charges, read_encounters, read_payers
from wellrun.demo.contracts import BREACHES, OUTLIER, RANKS, TEXTS, TIER, misread, wording
from wellrun.demo.remittance_text import PaidClaim, PaidLine, Payment, Reason, remittance_text
from wellrun.demo.story import DAY, Story
from wellrun.departments.revenue.actions import claims, remittances
from wellrun.departments.revenue.actions import contracts as agreed
from wellrun.departments.revenue.actions.claims import Billed, BilledLine
from wellrun.departments.revenue.rules.expected import Service, is_revenue_code, priced_claim
from wellrun.engines.reimbursement.claim import Claim as PricedClaim
from wellrun.engines.reimbursement.expected import PricedLine
from wellrun.engines.reimbursement.formats.yaml import read
from wellrun.engines.reimbursement.pricing import price
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

LEAD = "dara.oneill"
SPAN, NEWEST = 45 * DAY, 4 * DAY
"""How long ago the oldest and the newest of the billed encounters ended."""

BEFORE = 160 * DAY
"""How long ago the contracts were agreed at the latest: earlier denials (``denied_before``) are priced by them, too."""

ANSWERED = 9 * DAY
"""From billing to the payer's decision; it pays on the Friday after."""

NUMBERS: Mapping[str, tuple[str, str]] = {
    "MEDICARE": ("Medicare", "880000001"),
    "MEDICAID": ("Medicaid", "880000002"),
    "HARBORLINE": ("Harborline Health", "880000003"),
    "COASTAL": ("Coastal Mutual", "880000004"),
}
STRANGER = ("Harborline Health Plan of the Bay", "880009999")
REFUSED = ("197", "16", "50", "29")
DENIED, BACK = "4", "22"
MEDICAID_SHARE = Decimal("0.38")
CENT = Decimal("0.01")


class Answered(NamedTuple):
    """A claim, the day on which it is paid, and what its payer says of it."""

    billed: Billed
    paid_on: dt.date
    said: PaidClaim


def bill_and_be_paid(
    folder: Path, facilities: Mapping[str, Facility], accounts: Mapping[str, Account], story: Story, *, tree: Tree
) -> dict[str, str]:
    """Bills the encounters of the exports in ``folder`` and posts what came; the claim of each breach, by term."""
    hospital, lead = facilities["HV"], accounts[LEAD]
    found = read_encounters(folder, since=story.today - SPAN, until=story.today - NEWEST)
    return play(found, read_payers(folder), facility=hospital, lead=lead, today=story.today, tree=tree)


def play(
    encounters: Sequence[Encountered],
    payers: Mapping[str, str],
    *,
    facility: Facility,
    lead: Account,
    today: dt.date,
    tree: Tree,
) -> dict[str, str]:
    """Agrees, bills, and posts every payment of the days before ``today``."""
    since = contracts_since(today)
    _agree(facility, lead, since, tree)
    billed, planted = _plant([*charges(encounters, payers)])
    claims.bill(facility=facility, claims=billed, by=lead)
    answered = list(_answers(billed, planted, since, facility.code, today))
    for number, payment in enumerate(_payments(answered, today), start=1):
        content = remittance_text([payment], control=number).encode()
        name = f"{payment.payer_number}-{payment.paid_on:%Y%m%d}.835"
        file = remittances.take_file(facility=facility, name=name, content=content, by=lead, tree=tree)
        remittances.carry_out(file=file.pk, by=lead)
    return planted


def contracts_since(today: dt.date) -> dt.date:
    """The first day of the year in which the oldest claim was billed."""
    return dt.date((today - BEFORE).year, 1, 1)


def _agree(facility: Facility, lead: Account, since: dt.date, tree: Tree) -> None:
    for code, (name, number) in NUMBERS.items():
        payer = claims.name_payer(facility=facility, code=code, name=name, numbers=[number], by=lead)
        if code in TEXTS:
            held = agreed.enter(
                payer=payer,
                name=f"{TEXTS[code][0]} {since.year}",
                text=wording(code, since),
                why="signed for the year",
                by=lead,
                tree=tree,
            )
            agreed.put_in_force(contract=held, version=held.version, by=lead, tree=tree)


def _plant(billed: list[Billed]) -> tuple[list[Billed], dict[str, str]]:
    """Chooses a claim for each breach, and gives it what the term is for.

    A long stay for the tier of the fourth day, an emergency visit with two more procedures, a very dear long stay.
    """
    fits: Mapping[str, Callable[[Billed], bool]] = {
        TIER: lambda one: bool(one.drg) and _ward_days(one) >= 6 and len(_rooms(one)) == 1,
        RANKS: lambda one: one.lines[0].code in ("G0382", "G0383"),
        OUTLIER: lambda one: bool(one.drg) and _ward_days(one) >= 4,
    }
    planted: dict[str, str] = {}
    for term, fit in fits.items():
        payer = BREACHES[term][0]
        chosen = next((one for one in billed if one.payers == (payer,) and fit(one)), None)
        if chosen is not None:
            planted[term] = chosen.number
    more = {
        RANKS: (BilledLine("8", "G0168", Decimal(1900)), BilledLine("9", "Q4005", Decimal(260))),
        OUTLIER: (BilledLine("9", "0272", Decimal(196000)),),
    }
    extra = {planted[term]: lines for term, lines in more.items() if term in planted}
    return [_with(one, extra.get(one.number, ())) for one in billed], planted


def _with(one: Billed, lines: Sequence[BilledLine]) -> Billed:
    return replace(one, lines=(*one.lines, *(replace(line, on=one.begins) for line in lines)))


def _rooms(one: Billed) -> list[BilledLine]:
    return [line for line in one.lines if line.code in ("0120", "0122", "0200", "0206")]


def _ward_days(one: Billed) -> int:
    return int(sum(line.units for line in one.lines if line.code in ("0120", "0122")))


def _answers(
    billed: Sequence[Billed], planted: Mapping[str, str], since: dt.date, facility: str, today: dt.date
) -> Iterator[Answered]:
    """What each payer says of each claim that it has had time for."""
    chance = Chance("payers' answers")
    read_as = {payer: wording(payer, since) for payer in TEXTS}
    wrongly = {number: misread(term, since) for term, number in planted.items()}
    parsed = {text: read(text)[0] for text in {*read_as.values(), *wrongly.values()}}
    for at, one in enumerate(billed):
        refused, share = chance.happens(0.05), chance.happens(0.3)
        day = one.billed_on + ANSWERED
        paid_on = day + (4 - day.weekday()) % 7 * DAY
        if paid_on >= today:
            continue
        payer, control = one.payers[0], f"{one.payers[0][:2]}{at:07}"
        if refused and one.number not in wrongly:
            yield Answered(one, paid_on, as_refused(one, control, chance.one_of(REFUSED)))
            continue
        contract = parsed.get(wrongly.get(one.number) or read_as.get(payer, ""))
        lines = price(as_priced(one, facility), contract).lines if contract is not None else _by_share(one)
        yield Answered(one, paid_on, as_paid(one, control, lines, share=share and one.number not in wrongly))


def as_priced(one: Billed, facility: str) -> PricedClaim:
    """A claim as the engine prices it."""
    services = [Service(line.number, line.code, line.charge, line.units, line.modifiers, line.on) for line in one.lines]
    return priced_claim(
        one.number,
        payer=one.payers[0],
        facility=facility,
        begins=one.begins,
        ends=one.ends,
        services=services,
        drg=one.drg,
    )


def _by_share(one: Billed) -> tuple[PricedLine, ...]:
    """Medicaid pays by a share of the charge; nobody has entered its contract."""
    amounts = [(line.charge * MEDICAID_SHARE).quantize(CENT) for line in one.lines]
    zero = Decimal("0.00")
    return tuple(
        PricedLine(line.number, line.charge, amount, zero, zero, "", "")
        for line, amount in zip(one.lines, amounts, strict=True)
    )


def as_paid(one: Billed, control: str, lines: Sequence[PricedLine], *, share: bool) -> PaidClaim:
    """The claim as it is paid: by contract less, and where ``share`` is, up to 150 dollars left to the patient."""
    found = []
    left = Decimal(150) if share else Decimal(0)
    for line, priced in zip(one.lines, lines, strict=True):
        owed = min(left, priced.due)
        left -= owed
        reasons: tuple[Reason, ...] = (
            ("CO", "45", line.charge - priced.allowed),
            ("CO", "253", priced.withheld),
            ("PR", "3", owed),
        )
        found.append(_line(line, priced.due - owed, tuple(reason for reason in reasons if reason[2])))
    return PaidClaim(one.number, tuple(found), control=control, begins=one.begins)


def as_refused(one: Billed, control: str, reason: str) -> PaidClaim:
    """The claim with nothing paid on any line."""
    lines = tuple(_line(line, Decimal(0), (("CO", reason, line.charge),)) for line in one.lines)
    return PaidClaim(one.number, lines, status=DENIED, control=control, begins=one.begins)


def _line(line: BilledLine, paid: Decimal, reasons: tuple[Reason, ...]) -> PaidLine:
    room = is_revenue_code(line.code)
    return PaidLine(
        "" if room else line.code,
        line.charge,
        paid,
        reasons,
        modifiers=line.modifiers,
        on=line.on,
        revenue_code=line.code if room else "",
    )


def _taken_back(one: PaidClaim) -> PaidClaim:
    """The same payment with every sign turned."""
    lines = tuple(
        replace(
            line,
            charge=-line.charge,
            paid=-line.paid,
            reasons=tuple((group, reason, -amount) for group, reason, amount in line.reasons),
        )
        for line in one.lines
    )
    return replace(one, lines=lines, status=BACK)


def _payments(answered: Sequence[Answered], today: dt.date) -> Iterator[Payment]:
    """A payment for each payer and Friday; the oddities are put into the first ones of Medicare and Harborline."""
    groups: dict[tuple[dt.date, str], list[Answered]] = defaultdict(list)
    for one in answered:
        groups[one.paid_on, one.billed.payers[0]].append(one)
    seen: dict[str, list[PaidClaim]] = defaultdict(list)
    for (day, payer), held in sorted(groups.items()):
        said = [one.said for one in held]
        before = [one for one in seen[payer] if one.paid]
        if payer == "MEDICARE" and not seen[payer] and len(said) > 1:
            said[0] = replace(said[0], number="HV-999999-1", control="ME9999999")
        if payer == "HARBORLINE" and len(seen) and before and not any(one.status == BACK for one in seen[payer]):
            back = _taken_back(before[0])
            said = [back, before[0], *said]
        seen[payer] += said
        name, number = NUMBERS[payer]
        strange = payer == "HARBORLINE" and day + 7 * DAY >= today
        named = STRANGER if strange else (name, number)
        yield Payment(*named, f"{payer[:3]}{day:%y%m%d}", day, tuple(said))
