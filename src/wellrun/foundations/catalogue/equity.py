"""Who a measure is different for: groups of patients of one facility, and its units, with what chance explains."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from wellrun.engines.outcomes.gaps import Gap, Sort, Sums, corrected, gaps
from wellrun.foundations.catalogue.charting import store
from wellrun.foundations.catalogue.forms import SPLIT_TITLES
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.values.periods import Grain
from wellrun.warehouse.marts.facts import SPLITS
from wellrun.warehouse.marts.patients.described import UNKNOWN
from wellrun.warehouse.measures.groups import Groups, groups_of, sort_of, splits_people
from wellrun.warehouse.measures.measure import Better, Measure
from wellrun.warehouse.measures.places import Level
from wellrun.warehouse.measures.question import published_facts
from wellrun.warehouse.measures.suppression import Audience, kept_back

SURE = 0.05
"""Chance below which a gap is said to be more than chance, after correction for all that were asked."""
MONTHS = 12


@dataclass(frozen=True)
class GroupLine:
    """One group; all figures are None where it is withheld, and the gap where there is nobody to compare with."""

    split: str
    group: str
    name: str
    people: int | None
    share: float | None
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    rest: float | None = None
    difference: float | None = None
    chance: float | None = None
    withheld: bool = False
    recorded: bool = True

    @property
    def warned(self) -> bool:
        """Whether the gap is more than chance."""
        return self.chance is not None and self.chance < SURE


@dataclass(frozen=True)
class Split:
    """One way of telling people apart; ``asked`` is how many comparisons all chances were corrected for."""

    key: str
    title: str
    lines: tuple[GroupLine, ...]
    asked: int

    @property
    def warned(self) -> tuple[GroupLine, ...]:
        return tuple(line for line in self.lines if line.warned)

    @property
    def missing(self) -> GroupLine | None:
        return next((line for line in self.lines if not line.recorded), None)

    @property
    def withheld(self) -> bool:
        return any(line.withheld for line in self.lines)


@dataclass(frozen=True)
class Compared:
    """The groups of one split of a facility with the gaps of those that were recorded, not yet corrected."""

    measure: Measure
    groups: Groups
    gaps: tuple[Gap, ...]
    hidden: frozenset[str]

    @property
    def asked(self) -> tuple[Gap, ...]:
        """The comparisons made; of two groups, the second would be the first again. What is withheld is not told."""
        told = [gap for gap in self.gaps if gap.chance is not None and gap.group not in self.hidden]
        return tuple(told[:1] if self.mirrored else told)

    @property
    def mirrored(self) -> bool:
        """Whether there are two groups only, so that each is the rest of the other."""
        return len(self.groups.sums) == 2


def period_before(day: dt.date) -> tuple[dt.date, dt.date]:
    """The twelve months up to the first day of the quarter that holds the day. Steps of a quarter, so that two answers
    cannot be taken from one another to tell of a single day."""
    until = dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return until.replace(year=until.year - 1), until


def compared(measures: Sequence[Measure], day: dt.date) -> tuple[Compared, ...]:
    """Every facility and split of measures. Kept as long as the warehouse stays as it is."""
    since, until = period_before(day)
    keys = tuple(measure.key for measure in measures)
    return _compared(store().warehouse.manifest().version, keys, since, until)


@lru_cache(maxsize=64)
def _compared(version: int, keys: tuple[str, ...], since: dt.date, until: dt.date) -> tuple[Compared, ...]:
    if version == 0:  # Nothing was ever loaded; otherwise it is in the key only: another state is another answer.
        return ()
    # As known when the period ended: what is still awaited would change from day to day, by single patients.
    facts = published_facts(store().warehouse, today=until)
    measures = [MEASURES[key] for key in keys]
    return tuple(_one(m, groups) for m in measures for groups in groups_of(m, facts, since=since, until=until))


def _one(measure: Measure, groups: Groups) -> Compared:
    sort = sort_of(measure)
    back = kept_back([_counts(sums, sort) for sums in groups.sums])
    return Compared(
        measure=measure,
        groups=groups,
        # Everybody else, recorded or not: a rest without some would tell how many they are.
        gaps=tuple(gap for gap in gaps(groups.sums, sort) if gap.group != UNKNOWN),
        hidden=frozenset(groups.sums[at].group for at in back),
    )


def _counts(sums: Sums, sort: Sort) -> tuple[int, ...]:
    """The counts of patients that a group shows: with the event, in all, and without it."""
    if sort is Sort.SHARE:
        return round(sums.x), sums.people, round(sums.w), round(sums.w - sums.x)
    return (round(sums.x), sums.people) if sort is Sort.RATE else (sums.people, sums.people)


def splits_of_people(measure: Measure, facility: str, day: dt.date) -> tuple[Split, ...]:
    """The splits of one facility, corrected together; empty where the measure cannot be told so, or has no figures."""
    if not splits_people(measure):
        return ()
    here = [one for one in compared([measure], day) if one.groups.facility == facility]
    return told(sorted(here, key=lambda one: SPLITS.index(one.groups.split)))


def told(compared: Iterable[Compared]) -> tuple[Split, ...]:
    """Splits as readers see them, all chances corrected for every comparison among them."""
    held = list(compared)
    asked = [(one, gap) for one in held for gap in one.asked]
    right = corrected([gap.chance or 0.0 for _one, gap in asked])
    by_gap = {(id(one), gap.group): chance for (one, gap), chance in zip(asked, right, strict=True)}
    return tuple(
        Split(
            one.groups.split,
            str(SPLIT_TITLES[one.groups.split]),
            tuple(_lines(one, {gap.group: by_gap.get((id(one), gap.group)) for gap in one.gaps})),
            len(asked),
        )
        for one in held
    )


def _lines(one: Compared, chances: dict[str, float | None]) -> Iterable[GroupLine]:
    if one.mirrored:
        known = next((chance for chance in chances.values() if chance is not None), None)
        chances = dict.fromkeys(chances, known)
    by_group = {gap.group: gap for gap in one.gaps}
    people = sum(sums.people for sums in one.groups.sums) or 1
    for sums in one.groups.sums:
        name = group_name(one.groups.split, sums.group)
        line = GroupLine(one.groups.split, sums.group, name, None, None, recorded=sums.group != UNKNOWN)
        if sums.group in one.hidden:
            yield replace(line, withheld=True)
            continue
        line = replace(line, people=sums.people, share=100 * sums.people / people)
        yield _filled(line, one.measure, sums, by_group.get(sums.group), chances.get(sums.group))


def _filled(line: GroupLine, measure: Measure, sums: Sums, gap: Gap | None, chance: float | None) -> GroupLine:
    times = measure.multiply
    line = replace(line, numerator=sums.x, denominator=sums.w, value=times * sums.value)
    if gap is None:
        return line
    return replace(
        line,
        lower=times * gap.lower,
        upper=times * gap.upper,
        rest=None if gap.rest is None else times * gap.rest,
        difference=None if gap.difference is None else times * gap.difference,
        chance=chance,
    )


def split_by_unit(measure: Measure, facility: Place, day: dt.date, *, tree: Tree) -> Split | None:
    """The units of a facility against one another, from published sums; none where fewer than two have figures."""
    if Grain.MONTH not in measure.grains:
        return None
    since, until = period_before(day)
    found = store().all_series(
        measure.key, Level.UNIT, Grain.MONTH, since, until, audience=Audience.OWN_MANAGERS, within=facility.code
    )
    sums = []
    for code, figures in found.items():
        x, w = (sum(getattr(f, name) or 0.0 for f in figures) for name in ("numerator", "denominator"))
        if w > 0 and code in tree.places:
            # Only sums are known of units, so that each event counts as one draw, whoever it happened to.
            sums.append(Sums(group=code, people=round(w), x=x, w=w, xx=0.0, xw=0.0, ww=0.0))
    sort = sort_of(measure)
    if len(sums) < 2 or sort is Sort.MEAN:
        return None
    one = Compared(measure, Groups(facility.code, "unit", tuple(sums)), gaps(sums, sort), frozenset())
    (split,) = told([one])
    lines = (replace(line, name=tree[line.group].name, people=None, share=None) for line in split.lines)
    return replace(split, lines=tuple(lines))


def group_name(split: str, group: str) -> str:
    """A group as people call it."""
    if group == UNKNOWN:
        return _("not recorded")
    if split == "language":
        try:
            return str(get_language_info(group)["name_translated"])
        except KeyError:
            return group
    return str(GROUP_NAMES.get(group, group))


GROUP_NAMES = {"female": gettext_lazy("female"), "male": gettext_lazy("male"), "other": gettext_lazy("other")}


def worse(measure: Measure, line: GroupLine) -> bool:
    """Whether the group fares worse than the rest."""
    gap = line.difference or 0.0
    return gap > 0 if measure.better is Better.LOWER else gap < 0 if measure.better is Better.HIGHER else False


def warnings(measure: Measure, splits: Sequence[Split]) -> list[GroupLine]:
    """The groups that fare worse by more than chance, surest first; all that differ where neither way is better."""
    lines = [line for split in splits for line in split.warned]
    lines = [line for line in lines if measure.better is Better.NEITHER or worse(measure, line)]
    return sorted(lines, key=lambda line: line.chance or 0.0)
