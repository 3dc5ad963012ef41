"""What is wrong with a contract before anything is priced by it: every fault, with its place and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from wellrun.engines.reimbursement.contract import (
    WHOLE,
    ApcRate,
    CarveOut,
    Codes,
    Combined,
    Contract,
    DrgRate,
    FeeSchedule,
    Match,
    Pays,
    PercentOfCharges,
    PerDiem,
    RankCut,
    StopLoss,
    Term,
    Trigger,
    Version,
)
from wellrun.engines.reimbursement.faults import Fault
from wellrun.engines.reimbursement.stoploss import BY_DAYS
from wellrun.engines.reimbursement.tables import ApcTable, DrgTable, FeeTable, Table

MOST: Mapping[tuple[str, str], Decimal] = {
    ("PercentOfCharges", "share"): Decimal(1),
    ("FeeSchedule", "share"): Decimal(1),
    ("FeeSchedule", "factor"): Decimal(10),
    ("ApcRate", "factor"): Decimal(10),
    ("CarveOut", "share"): Decimal(3),
    ("ModifierCut", "share"): Decimal(3),
    ("StopLoss", "share"): Decimal(1),
    ("Withhold", "share"): Decimal(1),
    ("Contract", "tolerance_share"): Decimal(1),
}
"""The most that a share or a factor can sensibly be; above it a percentage was written for a share (40 for 0.40)."""

TABLE_OF: Mapping[type, type] = {FeeSchedule: FeeTable, ApcRate: ApcTable, DrgRate: DrgTable}


def contract_faults(contract: Contract) -> tuple[Fault, ...]:
    """Every fault of a contract and its tables, in reading order."""
    faults = [*_versions(contract.versions), *_doubled("tables", (one.name for one in contract.tables))]
    for place, part in _parts(contract, ""):
        faults += _amounts(place, part)
        for kind, check in _CHECKS.items():
            if isinstance(part, kind):
                faults += check(place, part, contract)
    for at, table in enumerate(contract.tables):
        faults += _table(f"tables[{at}]", table)
    return tuple(faults)


def between(contracts: Sequence[Contract]) -> tuple[Fault, ...]:
    """Pairs of contracts that would be in force for the same claims on the same day, neither saying more."""
    return tuple(
        _fault("contracts.overlap", one.key, other.key, "one contract for a claim", "End one, or name plans in it.")
        for at, one in enumerate(contracts)
        for other in contracts[at + 1 :]
        if one.payer == other.payer and _same_claims(one, other) and _same_days(one, other)
    )


def _same_claims(one: Contract, other: Contract) -> bool:
    pairs = ((one.plans, other.plans), (one.products, other.products), (one.facilities, other.facilities))
    as_many = sum(map(bool, (a for a, _b in pairs))) == sum(map(bool, (b for _a, b in pairs)))
    return as_many and all(not a or not b or set(a) & set(b) for a, b in pairs)


def _same_days(one: Contract, other: Contract) -> bool:
    return any(
        (a.until is None or b.since < a.until) and (b.until is None or a.since < b.until)
        for a in one.versions
        for b in other.versions
    )


def _fault(code: str, place: str, value: object, expected: str, remedy: str) -> Fault:
    return Fault(code, place, f"{place}: {value}, where {expected} is expected.", str(value), expected, remedy)


def _parts(part: Any, place: str) -> Iterator[tuple[str, Any]]:
    """A record and all records in it, with their places; tables are left to ``_table``."""
    yield place, part
    for field in fields(part):
        if field.name == "tables":
            continue
        value, below = getattr(part, field.name), f"{place}.{field.name}".lstrip(".")
        if is_dataclass(value):
            yield from _parts(value, below)
        elif isinstance(value, tuple):
            for at, one in enumerate(value):
                if is_dataclass(one):
                    yield from _parts(one, f"{below}[{at}]")


def _amounts(place: str, part: Any) -> Iterator[Fault]:
    """No figure is below zero, no share above what it can be."""
    for field in fields(part):
        value, below = getattr(part, field.name), f"{place}.{field.name}".lstrip(".")
        most = MOST.get((type(part).__name__, field.name))
        if not isinstance(value, Decimal | int) or isinstance(value, bool):
            continue
        if value < 0:
            yield _fault("amount.negative", below, value, "zero or more", "Write it without a sign.")
        elif most is not None and value > most:
            yield _fault("amount.share", below, value, f"at most {most}", "Write 40 in a hundred as 0.40.")


def _versions(versions: Sequence[Version]) -> Iterator[Fault]:
    if not versions:
        yield _fault("versions.none", "versions", "none", "at least one version", "Add what is in force.")
    order = sorted(range(len(versions)), key=lambda at: versions[at].since)
    for at in order:
        until = versions[at].until
        if until is not None and until <= versions[at].since:
            yield _fault(
                "versions.days",
                f"versions[{at}].until",
                until,
                f"a day after {versions[at].since}",
                "Correct the days.",
            )
    for one, other in pairwise(order):
        place, since, until = f"versions[{other}].since", versions[other].since, versions[one].until
        if until is None or since < until:
            end = "an end of the one before" if until is None else str(until)
            yield _fault("versions.overlap", place, since, end, "End the one before on the day that this begins.")
        elif since > until:
            yield _fault("versions.gap", place, since, str(until), "Say what held on the days between.")


def _doubled(place: str, names: Iterable[str]) -> Iterator[Fault]:
    for name, count in Counter(names).items():
        if count > 1:
            yield _fault("names.doubled", place, f"{name}, {count} times", "each name once", "Rename or leave out.")


def _version(place: str, version: Version, contract: Contract) -> Iterator[Fault]:
    del contract
    if not version.terms:
        yield _fault("terms.none", f"{place}.terms", "none", "at least one term", "Add what is paid.")
    named = (*version.carve_outs, *version.terms, *version.modifier_cuts, *version.rank_cuts, *version.stop_losses)
    yield from _doubled(place, (one.name for one in (*named, *version.withholds)))
    for at, term in enumerate(version.terms[:-1]):
        if _takes_all(term):
            yield _fault(
                "terms.unreached",
                f"{place}.terms[{at + 1}]",
                version.terms[at + 1].name,
                f"something that {term.name} leaves",
                "Move it before, or say what the term before it holds for.",
            )
            break


def _takes_all(term: Term) -> bool:
    kinds = (PercentOfCharges, FeeSchedule, *WHOLE)
    return isinstance(term, kinds) and term.when == Match() and getattr(term, "without", None) is None


def _codes(place: str, codes: Codes, contract: Contract) -> Iterator[Fault]:
    del contract
    if not codes.first or len(codes.first) != len(codes.last) or codes.first > codes.last:
        value = f"{codes.first} to {codes.last}"
        yield _fault("codes.range", place, value, "two codes of one length, the lower first", "Correct the range.")


def _per_diem(place: str, term: PerDiem, contract: Contract) -> Iterator[Fault]:
    del contract
    if not term.levels:
        yield _fault("levels.none", f"{place}.levels", "none", "at least one level", "Add the rooms that are paid.")
    seen: list[tuple[str, Codes]] = []
    for at, level in enumerate(term.levels):
        below = f"{place}.levels[{at}]"
        days = [tier.from_day for tier in level.tiers]
        if not days or days[0] != 1:
            yield _fault("tiers.gap", f"{below}.tiers", days[0] if days else "none", "day 1", "Say what day 1 is paid.")
        if any(later <= earlier for earlier, later in pairwise(days)):
            shown = ", ".join(map(str, days))
            yield _fault("tiers.order", f"{below}.tiers", shown, "days that rise", "Sort the tiers, each day once.")
        if not level.revenue_codes:
            yield _fault("levels.codes", below, "no codes", "the rooms' revenue codes", "Name them.")
        for codes in level.revenue_codes:
            for other, known in seen:
                if other != level.name and codes.first <= known.last and known.first <= codes.last:
                    value = f"{codes.first} to {codes.last}"
                    yield _fault("levels.overlap", below, value, f"codes that {other} has not", "Name each room once.")
            seen.append((level.name, codes))


def _looked_up(place: str, term: Any, contract: Contract) -> Iterator[Fault]:
    kind = TABLE_OF[type(term)]
    table = next((one for one in contract.tables if one.name == term.table and isinstance(one, kind)), None)
    if table is None:
        yield _fault(
            "tables.missing", f"{place}.table", term.table, f"a {kind.__name__} of that name", "Add the table."
        )
    if isinstance(table, DrgTable) and term.transfer:
        yield from _stays(place, table, "geometric_stay")


def _stays(place: str, table: DrgTable, which: str) -> Iterator[Fault]:
    without = [row.drg for row in table.rows if not getattr(row, which)]
    if without:
        shown = ", ".join(without[:5]) + (" …" if len(without) > 5 else "")
        yield _fault("tables.stay", place, shown, f"a {which.replace('_', ' ')} for each DRG", "Add the mean stays.")


def _without(place: str, term: Any, contract: Contract) -> Iterator[Fault]:
    del contract
    if term.without is not None and not term.without.names_lines:
        expected = "revenue codes or procedures"
        yield _fault("without.all", f"{place}.without", "no codes", expected, "Name what is out, or leave it away.")


def _combined(place: str, term: Combined, contract: Contract) -> Iterator[Fault]:
    del contract
    if len(term.terms) < 2:
        yield _fault(
            "combined.few", f"{place}.terms", len(term.terms), "two terms or more", "Write the one term alone."
        )


def _carve_out(place: str, term: CarveOut, contract: Contract) -> Iterator[Fault]:
    del contract
    if not term.when.names_lines:
        expected = "revenue codes or procedures"
        yield _fault("carve_out.all", f"{place}.when", "no codes", expected, "Name what is paid apart.")


def _ranks(place: str, term: RankCut, contract: Contract) -> Iterator[Fault]:
    del contract
    if not term.shares or any(later > earlier for earlier, later in pairwise(term.shares)):
        shown = ", ".join(map(str, term.shares)) or "none"
        yield _fault("ranks.order", f"{place}.shares", shown, "shares that do not rise", "Begin with the first rank.")
    for share in term.shares:
        if not 0 <= share <= 1:
            yield _fault("amount.share", f"{place}.shares", share, "0 to 1", "Write 50 in a hundred as 0.50.")


def _stop_loss(place: str, term: StopLoss, contract: Contract) -> Iterator[Fault]:
    by_days = term.trigger in BY_DAYS
    if (term.pays is Pays.SECOND_DOLLAR and by_days) or (term.pays is Pays.DAILY and not by_days):
        expected = "dollars beyond dollars, days beyond days"
        value = f"{term.pays} beyond {term.trigger}"
        yield _fault("stop_loss.forms", f"{place}.pays", value, expected, "Choose the other form.")
    figure = "daily" if term.pays is Pays.DAILY else "share"
    if not getattr(term, figure):
        yield _fault("stop_loss.nothing", f"{place}.{figure}", 0, "more than nothing", "Say what is paid.")
    if term.trigger is Trigger.STAY_MULTIPLE:
        tables = [one for one in contract.tables if isinstance(one, DrgTable)]
        if not tables:
            yield _fault("tables.missing", place, "none", "a DrgTable with mean stays", "Add the table.")
        for table in tables:
            yield from _stays(place, table, "arithmetic_stay")


def _table(place: str, table: Table) -> Iterator[Fault]:
    keys = {FeeTable: "code", DrgTable: "drg", ApcTable: "code"}
    key = keys[type(table)]
    seen: set[tuple[str, str]] = set()
    for at, row in enumerate(table.rows):
        code, modifier = getattr(row, key), getattr(row, "modifier", "")
        if (code, modifier) in seen:
            name = f"{code}-{modifier}" if modifier else code
            yield _fault("tables.doubled", f"{place}.rows[{at}]", name, "each code once", "Leave one out.")
        seen.add((code, modifier))
        yield from _amounts(f"{place}.rows[{at}]", row)


_CHECKS: Mapping[Any, Any] = {
    Version: _version,
    Codes: _codes,
    PerDiem: _per_diem,
    tuple(TABLE_OF): _looked_up,
    (*WHOLE, StopLoss): _without,
    Combined: _combined,
    CarveOut: _carve_out,
    RankCut: _ranks,
    StopLoss: _stop_loss,
}
"""What is asked of each kind of record."""
