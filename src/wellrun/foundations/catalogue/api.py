"""For programs: measures with their definitions, and their figures."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from rest_framework import serializers
from rest_framework.response import Response

from wellrun.foundations.access.asked import AT, DAY, PAGE, SIZE, Kind, Parameter
from wellrun.foundations.access.endpoints import Endpoint, Operation
from wellrun.foundations.access.routes import requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.catalogue.agreed import agreed_for
from wellrun.foundations.catalogue.charting import figures_between, grain_of
from wellrun.foundations.catalogue.queries import newest
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.values.periods import Grain
from wellrun.warehouse.measures.measure import CHARTS, About, Better, Display, Measure, Statistic

GRAINS = [grain.value for grain in Grain]
DEFINED = (
    "key", "title", "department", "version", "since", "unit", "better", "display", "about", "chart", "source", "counts",
    "per", "leaves_out", "statistic", "multiply", "decimals", "splits", "grains", "judged_by",
)  # fmt: skip
LISTED = ("key", "title", "department", "unit", "better", "display", "grains", "judged_by")


class FigureShape(serializers.Serializer):
    """A measure's value for a place and a period. Where it is withheld, too few patients are in it to show numbers."""

    start = serializers.DateField()
    grain = serializers.ChoiceField(GRAINS)
    numerator = serializers.FloatField(allow_null=True)
    denominator = serializers.FloatField(allow_null=True)
    value = serializers.FloatField(allow_null=True)
    withheld = serializers.BooleanField()


class MeasureShape(serializers.Serializer):
    """A measure in the list."""

    key = serializers.CharField()
    title = serializers.CharField()
    department = serializers.CharField()
    unit = serializers.CharField()
    better = serializers.ChoiceField([better.value for better in Better])
    display = serializers.ChoiceField([display.value for display in Display])
    grains = serializers.ListField(child=serializers.ChoiceField(GRAINS))
    judged_by = serializers.ChoiceField(GRAINS)


class PhaseShape(serializers.Serializer):
    """A day from which the chart counts anew."""

    starts_on = serializers.DateField()
    reason = serializers.CharField()
    agreed_by = serializers.CharField()
    agreed_on = serializers.DateField()


class NoteShape(serializers.Serializer):
    """A word on the chart."""

    day = serializers.DateField()
    words = serializers.CharField(allow_blank=True)


class AgreedShape(serializers.Serializer):
    """What people agreed about the measure at the place."""

    target = serializers.FloatField(allow_null=True)
    rules = serializers.CharField()
    owner = serializers.CharField(allow_blank=True)
    phases = PhaseShape(many=True)
    notes = NoteShape(many=True)


class DefinitionShape(MeasureShape):
    """A measure with its whole definition, what was agreed at the place, and its newest figure."""

    version = serializers.IntegerField()
    since = serializers.DateField()
    about = serializers.ChoiceField([about.value for about in About])
    chart = serializers.ChoiceField(list(CHARTS))
    source = serializers.CharField()
    counts = serializers.CharField()
    per = serializers.CharField(allow_blank=True)
    leaves_out = serializers.CharField(allow_blank=True)
    statistic = serializers.ChoiceField([statistic.value for statistic in Statistic])
    multiply = serializers.FloatField()
    decimals = serializers.IntegerField()
    splits = serializers.ListField(child=serializers.CharField())
    agreed = AgreedShape()
    newest = FigureShape(allow_null=True)


A_FIGURE = {
    "start": "2026-11-23",
    "grain": "week",
    "numerator": 11,
    "denominator": 1802.5,
    "value": 6.1026,
    "withheld": False,
}
A_MEASURE = {
    "key": "falls",
    "title": "Falls",
    "department": "quality",
    "unit": "per 1,000 patient days",
    "better": "lower",
    "display": "number",
    "grains": GRAINS,
    "judged_by": "week",
}


@requires(Permission.READ_FIGURES)
class Measures(Endpoint):
    """Which measures there are."""

    tag = "Measures"
    operations = {
        "get": Operation(
            "listMeasures",
            "Every measure, by department and title.",
            MeasureShape,
            listed=True,
            parameters=(
                Parameter(
                    "department",
                    "Only this department's.",
                    Kind.ONE_OF,
                    lambda: sorted({measure.department for measure in MEASURES.values()}),
                ),
                PAGE,
                SIZE,
            ),
            example=A_MEASURE,
        )
    }

    def get(self, request: Any) -> Response:
        wanted = request.asked["department"]
        found = sorted(
            (measure for measure in MEASURES.values() if wanted in (None, measure.department)),
            key=lambda measure: (measure.department, measure.title),
        )
        return self.paged(found, total=len(found), shaped=lambda measure: _plain(measure, LISTED))


@requires(Permission.READ_FIGURES)
class OneMeasure(Endpoint):
    """One measure."""

    tag = "Measures"
    operations = {
        "get": Operation(
            "readMeasure",
            "A measure's definition, what was agreed at the place, and its newest figure.",
            DefinitionShape,
            parameters=(AT, DAY),
            refusals=(404,),
        )
    }

    def get(self, request: Any, key: str) -> Response:
        door, measure = request._request, _measure(key)
        agreed = agreed_for(measure, door.place)
        last = newest(measure, door.place, until=door.day)
        return self.given({**_plain(measure, DEFINED), "agreed": agreed, "newest": last})


MOST_FIGURES = 1100
"""So many periods at once: three years of days."""

_DAYS = {"day": 1, "week": 7, "month": 28}


@requires(Permission.READ_FIGURES)
class Figures(Endpoint):
    """Figures of one measure."""

    tag = "Measures"
    operations = {
        "get": Operation(
            "listFigures",
            "A measure's figures at the place for complete periods, oldest first.",
            FigureShape,
            listed=True,
            parameters=(
                AT,
                Parameter(
                    "by",
                    "Length of the periods; left out, the one the measure is judged by.",
                    Kind.ONE_OF,
                    lambda: GRAINS,
                ),
                Parameter("from", "Periods that begin on this day or later.", Kind.DAY, required=True),
                Parameter("to", "Periods that begin before this day.", Kind.DAY, required=True),
                PAGE,
                SIZE,
            ),
            refusals=(404, 422),
            example=A_FIGURE,
        )
    }

    def get(self, request: Any, key: str) -> Response:
        door, asked, measure = request._request, request.asked, _measure(key)
        by = asked["by"] or grain_of(measure)
        if by not in [grain.value for grain in measure.grains]:
            raise serializers.ValidationError({"by": [f"This measure has figures by {', '.join(measure.grains)}."]})
        days = (asked["to"] - asked["from"]).days
        if not 0 < days <= MOST_FIGURES * _DAYS[by]:
            words = f"From “from” to “to” there must be 1 to {MOST_FIGURES * _DAYS[by]} days."
            raise serializers.ValidationError({"to": [words]})
        found = figures_between(measure, door.place, grain=by, since=asked["from"], until=asked["to"])
        return self.paged(found, total=len(found))


def _measure(key: str) -> Measure:
    if key not in MEASURES:
        raise Http404
    return MEASURES[key]


def _plain(measure: Measure, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(measure, name) for name in names}
