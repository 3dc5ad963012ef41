"""The scrubber over random claims and rules: no order matters, a change done twice is done once, nothing crashes it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.spec.revenue.scrubbed import AT_VISIT, STAY, VISIT, found

from wellrun.departments.revenue.rules.scrubbing.changes import changed
from wellrun.departments.revenue.rules.scrubbing.conditions import (
    COMPARED,
    OPS,
    SHAPES,
    All,
    Check,
    Condition,
    Count,
    Either,
    EveryLine,
    Not,
    Op,
    Other,
    SomeLine,
)
from wellrun.departments.revenue.rules.scrubbing.facts import FACTS, Each, Sort
from wellrun.departments.revenue.rules.scrubbing.findings import Action, Change, ChangeKind
from wellrun.departments.revenue.rules.scrubbing.judge import judge
from wellrun.departments.revenue.rules.scrubbing.reading import read_rules
from wellrun.departments.revenue.rules.scrubbing.rule import Fix, Rule, Scope, Source
from wellrun.departments.revenue.rules.scrubbing.shipped import shipped_rules
from wellrun.departments.revenue.rules.scrubbing.writing import write_rules
from wellrun.engines.x12 import BilledClaim, BilledLine

CODES = st.sampled_from(
    ["", "99213", "G0463", "J0100", "0120", "97110", "25", "50", "LT", "TC", "I509", "W010XXA", "O80"]
)
DAYS = st.one_of(st.none(), st.dates(dt.date(1900, 1, 1), dt.date(2030, 1, 1)))
WORDS = st.text(st.characters(codec="ascii", min_codepoint=32), max_size=12).map(str.strip)
PATTERNS = st.sampled_from(["99*", "J0100-J9999", "G0463", "0450", "A*", "O00-O9A"])
NUMBERS = st.decimals(-1000, 1000, places=2)

lines = st.builds(
    lambda **parts: VISIT.lines[0]._replace(**parts),
    procedure=CODES,
    modifiers=st.lists(CODES, max_size=4).map(tuple),
    charge=NUMBERS,
    units=st.one_of(st.none(), NUMBERS),
    revenue_code=CODES,
    place=CODES,
    pointers=st.lists(st.integers(-1, 15), max_size=4).map(tuple),
    begins=DAYS,
    ends=DAYS,
)
parties = st.one_of(
    st.none(),
    st.builds(
        lambda **parts: VISIT.subscriber._replace(**parts) if VISIT.subscriber else None,
        name=WORDS,
        number=WORDS,
        birth=DAYS,
        place=st.sampled_from([None, VISIT.subscriber.place if VISIT.subscriber else None]),
    ),
)


@st.composite
def claims(draw: st.DrawFn) -> BilledClaim:
    base = draw(st.sampled_from([VISIT, STAY]))
    parts: dict[str, Any] = {
        "lines": tuple(draw(st.lists(lines, max_size=4))),
        "diagnoses": tuple(("ABK", code) for code in draw(st.lists(CODES, max_size=5))),
        "charge": draw(NUMBERS),
        "frequency": draw(st.sampled_from(["", "1", "7", "8"])),
        "admission": tuple(draw(st.lists(WORDS, max_size=3))),
        **{name: draw(parties) for name in ("billing", "subscriber", "patient", "payer")},
        "dates": draw(st.sampled_from([{}, {"434": (dt.date(2026, 1, 1), dt.date(2026, 1, 3))}])),
        "moments": draw(st.sampled_from([{}, {"435": dt.time(9)}, {"435": dt.datetime(2026, 1, 2, tzinfo=dt.UTC)}])),
    }
    return base._replace(**parts)


def values(sort: Sort, op: Op, each: Each) -> st.SearchStrategy[Any]:
    if op is Op.GIVEN or sort is Sort.FLAG:
        return st.booleans()
    if op is Op.UNSOUND:
        return st.sampled_from(sorted(SHAPES))
    if op in (Op.LIKE, Op.UNLIKE):
        return st.lists(PATTERNS, min_size=1, max_size=3).map(tuple)
    if op in (Op.IN, Op.NOT_IN):
        return st.lists(CODES.filter(bool), min_size=1, max_size=3).map(tuple)
    if sort is Sort.NUMBER:
        return NUMBERS
    if sort is Sort.DAY:
        others = [name for name, fact in FACTS.items() if fact.sort is sort and fact.each in (Each.CLAIM, each)]
        other = st.builds(Other, st.sampled_from(others), st.integers(-400, 400))
        return st.one_of(st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1)), other)
    return CODES


@st.composite
def checks_of(draw: st.DrawFn, each: Each) -> Check:
    name = draw(st.sampled_from([one for one, fact in FACTS.items() if fact.each in (Each.CLAIM, each)]))
    op = draw(st.sampled_from(sorted(OPS[FACTS[name].sort])))
    return Check(name, op, draw(values(FACTS[name].sort, op, each)))


def conditions(each: Each) -> st.SearchStrategy[Condition]:
    leaves: st.SearchStrategy[Condition] = checks_of(each)
    if each is Each.CLAIM:
        of_line = checks_of(Each.LINE)
        counts = st.builds(Count, of_line, st.sampled_from(sorted(COMPARED)), NUMBERS)
        leaves = st.one_of(leaves, st.builds(SomeLine, of_line), st.builds(EveryLine, of_line), counts)
    several = lambda inner: st.lists(inner, min_size=1, max_size=3).map(tuple)  # noqa: E731
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(All, several(inner)), st.builds(Either, several(inner)), st.builds(Not, inner)
        ),
        max_leaves=5,
    )


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    each = draw(st.sampled_from(list(Each)))
    about = [name for name, fact in FACTS.items() if fact.each in (Each.CLAIM, each)]
    fixes = {
        Each.LINE: [
            Fix(ChangeKind.ADD_MODIFIER, "25"),
            Fix(ChangeKind.REMOVE_MODIFIER, "TC"),
            Fix(ChangeKind.SET_PLACE, "11"),
        ],
        Each.DIAGNOSIS: [Fix(ChangeKind.MOVE_DIAGNOSIS, "", 2)],
        Each.CLAIM: [Fix(ChangeKind.SET_FREQUENCY, "1"), Fix(ChangeKind.MOVE_DIAGNOSIS, "I509", 1)],
    }
    action = draw(st.sampled_from(list(Action)))
    return Rule(
        id=draw(st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,6})?", fullmatch=True)),
        words=draw(WORDS),
        action=action,
        when=draw(conditions(each)),
        about=draw(st.sampled_from(about)),
        remedy=draw(WORDS),
        source=Source(draw(WORDS), draw(WORDS), draw(st.sampled_from(["", "https://example.org/a"])), draw(DAYS)),
        each=each,
        scope=draw(st.sampled_from([Scope(), Scope(("ALPHA",)), Scope((), ("HV",), ("P",)), Scope(forms=("I", "P"))])),
        since=draw(st.sampled_from([None, dt.date(2020, 1, 1)])),
        until=draw(st.sampled_from([None, dt.date(2027, 1, 1)])),
        fix=(draw(st.sampled_from(fixes[each])),) if action is Action.FIX else (),
        expected=draw(WORDS),
        author=draw(WORDS),
    )


@given(claims(), st.permutations(shipped_rules()), st.sampled_from(["P", "I"]))
@settings(max_examples=60, deadline=None)
def test_random_claims_never_break_the_judge_and_the_order_of_rules_changes_nothing(
    claim: BilledClaim, shuffled: list[Rule], form: str
) -> None:
    context = AT_VISIT._replace(form=form)
    findings = judge(claim, context, shuffled)
    assert findings == found(claim, context)
    assert list(findings) == sorted(findings, key=lambda one: (one.order, one.words))


@given(claims(), st.lists(rules(), max_size=4, unique_by=lambda one: one.id))
@settings(max_examples=40, deadline=None)
def test_random_rules_are_read_as_they_were_written_and_judge_alike(claim: BilledClaim, made: list[Rule]) -> None:
    text = write_rules(made) if made else ""
    read, faults = read_rules(text) if made else ((), ())
    assert (read, faults) == (tuple(made), ())
    assert judge(claim, AT_VISIT, read) == judge(claim, AT_VISIT, list(reversed(made)))


@given(
    claims(),
    st.lists(
        st.builds(Change, st.sampled_from(list(ChangeKind)), CODES, st.integers(0, 4), st.integers(0, 6)), max_size=1
    ),
)
@settings(max_examples=100, deadline=None)
def test_a_change_done_twice_is_done_once_and_loses_nothing(claim: BilledClaim, changes: list[Change]) -> None:
    once = changed(claim, changes)
    assert changed(once, changes) == once
    assert sorted(once.diagnoses) == sorted(claim.diagnoses)
    assert [_pointed(one, once) for one in once.lines] == [_pointed(one, claim) for one in claim.lines]


def _pointed(line: BilledLine, claim: BilledClaim) -> list[str]:
    """The diagnoses that a line points to, wherever they stand."""
    codes = [code for _kind, code in claim.diagnoses]
    return [codes[at - 1] for at in line.pointers if 0 < at <= len(codes)]


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read_or_every_fault_of_it_is_told(text: str) -> None:
    read, faults = read_rules(text)
    assert bool(read) is not bool(faults) or (not read and not faults and text.strip().startswith("["))
    assert all(one.message and one.place and one.remedy for one in faults)


def test_a_thousand_claims_by_all_rules_take_less_than_two_seconds() -> None:
    """Counted in processor time, so that a busy machine does not decide."""
    import time

    began = time.process_time()
    for _ in range(500):
        assert found(VISIT) == ()
        assert found(STAY, AT_VISIT._replace(form="I")) == ()
    assert time.process_time() - began < 2
