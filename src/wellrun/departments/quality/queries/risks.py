"""The register: its lines, the heat map, what is due, and one risk with what it hangs together with."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.utils import timezone

from wellrun.departments.quality.models import Control, Incident, Link, Rating, Risk
from wellrun.departments.quality.queries.appetite import highest_for, table_in_force
from wellrun.departments.quality.queries.incidents import name_of
from wellrun.departments.quality.queries.scope import within
from wellrun.departments.quality.rules.risks import STEPS, Band, Rated, Stage, Status, Works, covered
from wellrun.foundations.access.permissions import places_where
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.followup.models import Action
from wellrun.foundations.followup.queries import actions_within
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account
from wellrun.warehouse.measures.measure import Measure

SOON = dt.timedelta(days=14)
"""Before its day from which a review is due."""

ENDING = dt.timedelta(days=7)
"""Before its end from which an acceptance is to be thought of again."""

RECENT = dt.timedelta(days=400)
"""How old a report may be to be offered as a link."""


def risks_within(places: Iterable[Place], *, tree: Tree) -> QuerySet[Risk]:
    """The risks of places and of all below them."""
    codes = {inner.code for place in places for inner in tree.within(place)}
    return Risk.objects.filter(place__in=codes).select_related("facility", "owner", "accepted_by__person")


@dataclass(frozen=True)
class RiskLine:
    """A risk in the register on a day."""

    risk: Risk
    place: str
    appetite: int
    day: dt.date
    acting: int = 0
    untested: int = 0

    @property
    def now(self) -> Rated:
        return self.risk.rated(Stage.RESIDUAL)

    @property
    def live(self) -> bool:
        return self.risk.status != Status.CLOSED

    @property
    def above(self) -> bool:
        """Graver than is borne without asking."""
        return self.live and self.now.score > self.appetite

    @property
    def covered(self) -> bool:
        """Accepted, and the acceptance still speaks."""
        return covered(
            status=Status(self.risk.status),
            until=self.risk.accepted_until,
            score=self.now.score,
            appetite=self.appetite,
            day=self.day,
        )

    @property
    def unattended(self) -> bool:
        """Above appetite, and nobody has accepted it or acts on it."""
        return self.above and not self.covered and not self.acting

    @property
    def overdue(self) -> bool:
        return self.live and self.risk.review_on < self.day

    @property
    def due(self) -> bool:
        """Overdue, or to be reviewed within two weeks."""
        return self.live and self.risk.review_on <= self.day + SOON

    @property
    def ending(self) -> bool:
        """An acceptance that ends within a week or has ended."""
        until = self.risk.accepted_until
        return until is not None and until <= self.day + ENDING

    @property
    def ended(self) -> bool:
        return self.ending and not self.covered


@dataclass(frozen=True)
class HeatCell:
    """One cell of the matrix and the live risks that lie in it."""

    rated: Rated
    lines: tuple[RiskLine, ...]


@dataclass(frozen=True)
class Register:
    """All risks of a place on a day."""

    lines: tuple[RiskLine, ...]

    @cached_property
    def live(self) -> tuple[RiskLine, ...]:
        return tuple(line for line in self.lines if line.live)

    @cached_property
    def above(self) -> tuple[RiskLine, ...]:
        """Above appetite, gravest first."""
        return tuple(sorted((line for line in self.live if line.above), key=lambda line: -line.now.score))

    @cached_property
    def due(self) -> tuple[RiskLine, ...]:
        """What is to be looked at, longest overdue first."""
        return tuple(sorted((line for line in self.live if line.due), key=lambda line: line.risk.review_on))

    @cached_property
    def ending(self) -> tuple[RiskLine, ...]:
        """Acceptances that end soon or have ended."""
        return tuple(line for line in self.live if line.ending)

    def bands(self, stage: Stage) -> Counter[Band]:
        """How many live risks lie in each band."""
        return Counter(line.risk.rated(stage).band for line in self.live)

    def cell(self, stage: Stage, rated: Rated) -> HeatCell:
        """The live risks with this rating."""
        return HeatCell(rated, tuple(line for line in self.live if line.risk.rated(stage) == rated))

    def heat(self, stage: Stage) -> tuple[tuple[int, tuple[HeatCell, ...]], ...]:
        """The matrix from almost certain down to rare, each row from negligible to catastrophic."""
        return tuple(
            (likelihood, tuple(self.cell(stage, Rated(likelihood, consequence)) for consequence in STEPS))
            for likelihood in reversed(STEPS)
        )


def register(place: Place, *, tree: Tree, day: dt.date) -> Register:
    """The register of a place."""
    return Register(lines_of(list(risks_within([place], tree=tree)), tree=tree, day=day))


def lines_of(risks: Sequence[Risk], *, tree: Tree, day: dt.date) -> tuple[RiskLine, ...]:
    """Risks as lines; the number of queries does not grow with them."""
    keys = [risk.pk for risk in risks]
    acting = Counter(
        Link.objects.filter(risk__in=keys, action__status=Action.Status.OPEN).values_list("risk", flat=True)
    )
    untested = Counter(
        Control.objects.filter(risk__in=keys, works=Works.UNTESTED, withdrawn_at=None).values_list("risk", flat=True)
    )
    table = table_in_force()
    return tuple(
        RiskLine(
            risk=risk,
            place=name_of(risk.place, tree),
            appetite=highest_for(risk, table, tree=tree, day=day),
            day=day,
            acting=acting[risk.pk],
            untested=untested[risk.pk],
        )
        for risk in risks
    )


def ratings_of(risk: Risk) -> list[Rating]:
    """Every rating there has been, in order."""
    return list(risk.ratings.select_related("by__person"))


def residual_history(ratings: Iterable[Rating]) -> tuple[tuple[dt.date, int], ...]:
    """The score as it was from each day on; of several ratings on a day the last counts."""
    days = {timezone.localdate(one.at): one.rated.score for one in ratings if one.stage == Stage.RESIDUAL}
    return tuple(sorted(days.items()))


@dataclass(frozen=True)
class Tied:
    """What a risk hangs together with, as far as the reader may know of it."""

    incidents: tuple[Incident, ...]
    hidden: int
    measures: tuple[Measure, ...]
    actions: tuple[Action, ...]

    @property
    def any(self) -> bool:
        """Whether there is a link its reader may know of."""
        return bool(self.incidents or self.measures or self.actions)


def tied_to(risk: Risk, reader: Account, *, tree: Tree) -> Tied:
    """The links of a risk; of reports that only others may read, their number only."""
    links = list(risk.links.select_related("action__owner"))
    named = [link.incident_id for link in links if link.incident_id is not None]
    seen = tuple(_reports(reader, tree).filter(pk__in=named))
    return Tied(
        incidents=seen,
        hidden=len(named) - len(seen),
        measures=tuple(MEASURES[link.measure] for link in links if link.measure in MEASURES),
        actions=tuple(link.action for link in links if link.action is not None),
    )


def links_to_untie(risk: Risk, reader: Account, *, tree: Tree) -> QuerySet[Link]:
    """The links of a risk that its reader may know of."""
    hidden = risk.links.exclude(incident=None).exclude(incident__in=_reports(reader, tree))
    return risk.links.exclude(pk__in=hidden.values("pk")).select_related("incident__facility", "action")


def _reports(reader: Account, tree: Tree) -> QuerySet[Incident]:
    return within(places_where(reader, Permission.SEE_INCIDENTS, tree=tree), reader, tree=tree)


def reports_to_link(risk: Risk, reader: Account, *, tree: Tree) -> QuerySet[Incident]:
    """Reports of the facility that could bear on a risk, newest first."""
    recent = _reports(reader, tree).filter(
        facility=risk.facility, occurred_at__gt=timezone.now() - RECENT, into__isnull=True
    )
    return recent.exclude(risks__risk=risk).order_by("-occurred_at")


def actions_to_link(risk: Risk, *, tree: Tree) -> QuerySet[Action]:
    """Open promises for its place that could bear on a risk."""
    open_ones = actions_within(tree[risk.place], tree=tree).filter(status=Action.Status.OPEN)
    held = Link.objects.filter(risk=risk, action__isnull=False).values("action")
    return open_ones.exclude(pk__in=held)


def measures_to_link(risk: Risk) -> list[tuple[str, str]]:
    """Measures that are not linked yet, by title."""
    held = set(risk.links.exclude(measure="").values_list("measure", flat=True))
    return sorted(
        ((key, str(measure.title)) for key, measure in MEASURES.items() if key not in held), key=lambda one: one[1]
    )
