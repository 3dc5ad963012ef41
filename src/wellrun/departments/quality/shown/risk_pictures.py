"""How the register is shown: which part of it the address asks for, its heat map, its table, a risk over time."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.departments.quality.models import Risk
from wellrun.departments.quality.models.risks import CONSEQUENCES, LIKELIHOODS, STAGES
from wellrun.departments.quality.queries.risks import Register, RiskLine
from wellrun.departments.quality.rules.appetite import HIGHEST
from wellrun.departments.quality.rules.risks import FLOORS, STEPS, Band, Rated, Stage, band_of
from wellrun.foundations.pages.charts import stair_chart
from wellrun.foundations.pages.tables import Table, TableColumn

BANDS = MappingProxyType(
    {
        Band.LOW: gettext_lazy("low"),
        Band.MODERATE: gettext_lazy("moderate"),
        Band.HIGH: gettext_lazy("high"),
        Band.EXTREME: gettext_lazy("extreme"),
    }
)
SHAPES: Mapping[Band, str] = MappingProxyType(
    {Band.LOW: "open", Band.MODERATE: "common", Band.HIGH: "risk", Band.EXTREME: "concern-up"}
)
"""The mark of each band: it says by shape what the ground of the cell says by colour."""

ASKED = re.compile(r"(?P<stage>inherent|residual|target)(?:-(?P<likelihood>[1-5])x(?P<consequence>[1-5]))?")
CLOSED = "closed"


@dataclass(frozen=True)
class Shown:
    """The part of the register that the address asks for: a stage on the map, one cell of it, or what is closed."""

    stage: Stage = Stage.RESIDUAL
    cell: Rated | None = None
    closed: bool = False

    def of(self, register: Register) -> Sequence[RiskLine]:
        """The lines of the list."""
        if self.cell is not None:
            return register.cell(self.stage, self.cell).lines
        return [line for line in register.lines if not line.live] if self.closed else register.live

    @property
    def title(self) -> str:
        """What the list shows, in words."""
        if self.closed:
            return _("Closed risks")
        if self.cell is None:
            return _("All risks that are not closed")
        return _("%(stage)s: %(likelihood)s × %(consequence)s") % {
            "stage": STAGES[self.stage],
            "likelihood": short(LIKELIHOODS[self.cell.likelihood]),
            "consequence": CONSEQUENCES[self.cell.consequence],
        }


def shown_by(asked: str) -> Shown:
    """What ``what`` in the address means; anything else means everything that is not closed."""
    if asked == CLOSED:
        return Shown(closed=True)
    found = ASKED.fullmatch(asked)
    if found is None:
        return Shown()
    cell = Rated(int(found["likelihood"]), int(found["consequence"])) if found["likelihood"] else None
    return Shown(Stage(found["stage"]), cell)


def short(words: Any) -> str:
    """A step without its explanation: "Rare: not expected for years" is rare."""
    return str(words).partition(":")[0]


@dataclass(frozen=True)
class Drawn:
    """One cell of the map as the page draws it."""

    score: int
    band: str
    shape: str
    count: int
    spoken: str
    address: str
    here: bool


@dataclass(frozen=True)
class DrawnRow:
    """One row of the map: a likelihood and its cells."""

    step: int
    words: str
    cells: tuple[Drawn, ...]


def heat_rows(register: Register, shown: Shown, place: str) -> tuple[DrawnRow, ...]:
    """The map of a stage, most likely first; a cell with risks leads to them."""
    return tuple(
        DrawnRow(
            step=likelihood,
            words=short(LIKELIHOODS[likelihood]),
            cells=tuple(_drawn(cell.rated, len(cell.lines), shown, place) for cell in cells),
        )
        for likelihood, cells in register.heat(shown.stage)
    )


def _drawn(rated: Rated, count: int, shown: Shown, place: str) -> Drawn:
    asked = f"{shown.stage.value}-{rated.likelihood}x{rated.consequence}"
    return Drawn(
        score=rated.score,
        band=rated.band.value,
        shape=SHAPES[rated.band],
        count=count,
        spoken=_("score %(score)s, %(band)s") % {"score": rated.score, "band": BANDS[rated.band]},
        address=f"{reverse('quality:risks')}?{place}&what={asked}#all" if count else "",
        here=rated == shown.cell,
    )


@dataclass(frozen=True)
class Legend:
    """A band: its mark, its words, its scores, and how many live risks lie in it now."""

    shape: str
    words: Any
    floor: int
    top: int
    count: int


def legend(register: Register, stage: Stage) -> tuple[Legend, ...]:
    """The bands of the map, least first."""
    held = register.bands(stage)
    scores = sorted({likelihood * consequence for likelihood in STEPS for consequence in STEPS})
    return tuple(
        Legend(SHAPES[band], BANDS[band], FLOORS[band], max(s for s in scores if band_of(s) is band), held[band])
        for band in Band
    )


@dataclass(frozen=True)
class StageRow:
    """A rating in force, in words and with the mark of its band."""

    title: Any
    rated: Rated
    likelihood: str
    consequence: Any
    band: Any
    shape: str


def stage_rows(risk: Risk) -> tuple[StageRow, ...]:
    """The ratings of a risk: without controls, now, target."""
    return tuple(
        StageRow(
            title=STAGES[stage],
            rated=rated,
            likelihood=short(LIKELIHOODS[rated.likelihood]),
            consequence=CONSEQUENCES[rated.consequence],
            band=BANDS[rated.band],
            shape=SHAPES[rated.band],
        )
        for stage, rated in ((stage, risk.rated(stage)) for stage in Stage)
    )


def register_table(lines: Sequence[RiskLine], query: QueryDict, place: str) -> Table[RiskLine]:
    """The register as a table, gravest first."""

    def page(line: RiskLine) -> str:
        return f"{reverse('quality:risk', args=[line.risk.pk])}?{place}"

    columns = (
        TableColumn[RiskLine]("risk", _("Risk"), lambda line: line.risk.name, link=page),
        TableColumn[RiskLine]("event", _("What may happen"), lambda line: capfirst(line.risk.event)),
        TableColumn[RiskLine]("place", _("Where"), lambda line: line.place),
        TableColumn[RiskLine]("kind", _("Touches"), lambda line: line.risk.get_kind_display(), shown=False),
        TableColumn[RiskLine]("before", _("Without controls"), _scored(Stage.INHERENT), number=True),
        TableColumn[RiskLine]("now", _("Now"), _scored(Stage.RESIDUAL), number=True),
        TableColumn[RiskLine]("band", _("Band"), lambda line: BANDS[line.now.band]),
        TableColumn[RiskLine]("target", _("Target"), _scored(Stage.TARGET), number=True),
        TableColumn[RiskLine]("appetite", _("Appetite"), lambda line: line.appetite, number=True),
        TableColumn[RiskLine]("status", _("Stands"), lambda line: line.risk.get_status_display()),
        TableColumn[RiskLine]("owner", _("Owner"), lambda line: line.risk.owner.name),
        TableColumn[RiskLine]("review", _("Next review"), lambda line: line.risk.review_on if line.live else None),
        TableColumn[RiskLine]("cause", _("Cause"), lambda line: line.risk.cause, shown=False),
        TableColumn[RiskLine]("effect", _("Effect"), lambda line: line.risk.effect, shown=False),
        TableColumn[RiskLine](
            "untested", _("Controls not tested"), lambda line: line.untested, number=True, shown=False
        ),
        TableColumn[RiskLine]("until", _("Accepted until"), lambda line: line.risk.accepted_until, shown=False),
    )
    return Table("risks", columns, lines, query, sort="-now")


def _scored(stage: Stage) -> Any:
    return lambda line: line.risk.rated(stage).score


def history_picture(line: RiskLine, history: Sequence[tuple[dt.date, int]], *, until: dt.date) -> SafeString:
    """How the score has moved, against the bands and the appetite."""
    return stair_chart(
        subject=_("Score of %(risk)s") % {"risk": line.risk.name},
        held=history,
        until=until,
        highest=HIGHEST,
        bands={str(BANDS[band]): floor for band, floor in FLOORS.items() if band is not Band.LOW},
        limit=line.appetite,
        limit_words=_("appetite %(score)s") % {"score": line.appetite},
    )
