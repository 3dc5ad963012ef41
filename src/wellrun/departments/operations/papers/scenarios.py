"""Questions and their answers on one page for the board: the sentence, then the figures, then what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wellrun.departments.operations.models import Scenario
from wellrun.departments.operations.queries.what_if import check_of
from wellrun.departments.operations.rules.what_if.answers import RUNS
from wellrun.departments.operations.shown import flow_model
from wellrun.departments.operations.shown import scenarios as shown
from wellrun.foundations.documents.content import Block, Document, Grid, Heading, Listing, Paragraph
from wellrun.foundations.pages.templatetags.words import plain_number


def report(scenarios: Sequence[Scenario], names: shown.Names) -> Document:
    """Answered questions of one facility beside today's arrangement."""
    facility = scenarios[0].facility
    title = scenarios[0].name if len(scenarios) == 1 else _("What if: %(n)s ways compared") % {"n": len(scenarios)}
    return Document(
        title=title,
        subtitle=_("What if, %(facility)s") % {"facility": facility.name},
        as_of=_("Wellrun, as of %(time)s") % {"time": date_format(timezone.localtime(), "j F Y H:i")},
        blocks=(*_answers(scenarios, names), *_figures(scenarios), *_ground(scenarios[0], names)),
        landscape=True,
    )


def _answers(scenarios: Sequence[Scenario], names: shown.Names) -> Iterator[Block]:
    items = [
        Paragraph(
            shown.sentence(one, names),
            strong=f"{one.name}." if len(scenarios) > 1 else "",
            quiet=" ".join(part for part in (one.note, shown.force_words(one)) if part),
        )
        for one in scenarios
    ]
    yield Listing(tuple(items)) if len(items) > 1 else items[0]


def _figures(scenarios: Sequence[Scenario]) -> Iterator[Block]:
    yield Heading(_("Today and then"))
    titles = [_("Measure"), _("Today")]
    for head in shown.heads_of(scenarios):
        titles += [head, _("Difference (95 %)")]
    rows = []
    for row in shown.rows_of(scenarios):
        cells = [f"{row.title}, {row.unit}", row.today]
        for cell in row.cells:
            cells += [cell.value, f"{cell.difference} ({cell.interval})"]
        rows.append(tuple(cells))
    yield Grid(tuple(titles), tuple(rows), frozenset(range(1, len(titles))))


def _ground(scenario: Scenario, names: shown.Names) -> Iterator[Block]:
    model = scenario.of.model
    told = {
        "since": date_format(model.since, "j M Y"),
        "until": date_format(model.until, "j M Y"),
        "stays": plain_number(model.stays),
        "runs": RUNS,
    }
    yield Heading(_("What it rests on"))
    yield Paragraph(
        _(
            "A model learnt from %(stays)s stays between %(since)s and %(until)s, run for %(runs)s simulated years "
            "with each arrangement; the same patients and luck in both, so that differences are the change’s own. "
            "Intervals hold 95 of 100 times if the model is right."
        )
        % told
    )
    yield Paragraph(flow_model.check_sentence(check_of(scenario.of), names))
    if model.left_out:
        units = ", ".join(names.get(code, code) for code in model.left_out)
        yield Paragraph(_("Not in the model: %(units)s.") % {"units": units}, quiet=_("Too few stays ended there."))
