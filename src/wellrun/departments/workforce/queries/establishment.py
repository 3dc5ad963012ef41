"""Posts that are funded, people in post, and what the need asks for."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from wellrun.departments.workforce.models import Contract, Post, Skill
from wellrun.departments.workforce.models.posts import StaffGroup
from wellrun.departments.workforce.queries.homes import contracts_within
from wellrun.departments.workforce.queries.law import law_of, place_of
from wellrun.departments.workforce.queries.need import required_of, shifts_of
from wellrun.departments.workforce.rules.book import Kind, LabourRule
from wellrun.departments.workforce.rules.need import establishment_needed, weekly_need
from wellrun.foundations.organisation.models import Unit
from wellrun.foundations.organisation.places import Tree

LOOKED = 28
"""Days that the need of a week is taken from: four of each weekday."""

FULL_WEEK = 40.0


@dataclass(frozen=True)
class GroupLine:
    """A staff group of a unit in full-time equivalents: funded, in post, needed; and the sum behind the last."""

    group: str
    name: str
    funded: float
    in_post: float
    people: int
    needed: float
    hours: float

    @property
    def vacant(self) -> float:
        """Funded and not filled; below 0 where more are in post than funded."""
        return round(self.funded - self.in_post, 1) + 0.0

    @property
    def lacking(self) -> float:
        """Needed and not funded; below 0 where more is funded than needed."""
        return round(self.needed - self.funded, 1) + 0.0


@dataclass(frozen=True)
class Establishment:
    """A unit's establishment on a day. ``share`` is the part of paid hours that is leave, sickness and study."""

    lines: tuple[GroupLine, ...]
    posts: tuple[Post, ...]
    share: float
    source: str
    full_week: float


def establishment_of(unit: Unit, *, day: dt.date, tree: Tree) -> Establishment:
    """Funded, in post and needed, for each staff group that has any of them."""
    posts = list(
        Post.objects.filter(Q(until=None) | Q(until__gte=day), unit=unit, since__lte=day).select_related("grade")
    )
    here = tree[place_of(unit)]
    contracts = [c for c in contracts_within([here], tree=tree, day=day) if c.employment == Contract.Employment.OWN]
    rule = _share(law_of(here, tree=tree, day=day))
    share = rule.figure("share") if rule else 0.0
    hours = _weekly_hours(unit, day=day, tree=tree)
    full = float(max((contract.grade.full_week for contract in contracts), default=FULL_WEEK))
    lines = []
    for group in StaffGroup:
        funded = sum(float(post.full_time_equivalent) for post in posts if post.grade.staff_group == group)
        mine = [contract for contract in contracts if contract.grade.staff_group == group]
        in_post = sum(float(contract.full_time_equivalent) for contract in mine)
        wanted = hours.get(group.value, 0.0)
        if funded or in_post or wanted:
            needed = establishment_needed(wanted, full_week=full, non_productive=share)
            lines.append(
                GroupLine(
                    group.value,
                    str(group.label),
                    round(funded, 2),
                    round(in_post, 2),
                    len(mine),
                    round(needed, 1),
                    wanted,
                )
            )
    return Establishment(tuple(lines), tuple(posts), share, rule.source if rule else "", full)


def _share(law: tuple[LabourRule, ...]) -> LabourRule | None:
    return next((rule for rule in law if rule.kind is Kind.NON_PRODUCTIVE), None)


def _weekly_hours(unit: Unit, *, day: dt.date, tree: Tree) -> dict[str, float]:
    """Hours a week by staff group. A skill within a group (a charge nurse) asks for nobody besides the group."""
    found = required_of(unit, first=day, days=LOOKED, tree=tree)
    skills = set(Skill.objects.filter(network=unit.department.facility.network_id).values_list("code", flat=True))
    hours: dict[str, float] = defaultdict(float)
    hours.update(
        weekly_need((one for one in found if one.what not in skills), shifts_of(unit.department.facility), days=LOOKED)
    )
    return hours
