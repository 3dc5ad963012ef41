"""For programs: the signals of a morning."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.response import Response

from wellrun.foundations.access.asked import AT, DAY, PAGE, SIZE, Kind, Parameter
from wellrun.foundations.access.endpoints import Endpoint, Operation
from wellrun.foundations.access.routes import requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.today.draft import Rank
from wellrun.foundations.today.queries import Item, looked_at

RANKS = [rank.name.lower().replace("_", " ") for rank in Rank]


class SignalShape(serializers.Serializer):
    """A change that deserves a decision."""

    key = serializers.CharField(help_text="The same from day to day.")
    day = serializers.DateField()
    place = serializers.CharField()
    rank = serializers.ChoiceField(RANKS)
    kind = serializers.CharField()
    sentence = serializers.CharField()
    figure = serializers.CharField(allow_blank=True)
    facts = serializers.CharField(allow_blank=True)
    since = serializers.DateField(allow_null=True)
    measure = serializers.CharField(allow_blank=True)
    actions = serializers.ListField(child=serializers.IntegerField(), help_text="Numbers of the actions it raised.")


@requires(Permission.READ_FIGURES)
class Signals(Endpoint):
    """What the morning shows."""

    tag = "Signals"
    operations = {
        "get": Operation(
            "listSignals",
            "The signals of a morning at the place and below, most consequential first, without those set aside.",
            SignalShape,
            listed=True,
            parameters=(
                AT,
                DAY,
                Parameter("rank", "Only signals of this rank.", Kind.ONE_OF, lambda: RANKS),
                PAGE,
                SIZE,
            ),
            example={
                "key": "variation:falls:HV/W05",
                "day": "2026-11-30",
                "place": "HV/W05",
                "rank": "safety",
                "kind": "Above its usual level",
                "sentence": "Falls have been above their usual level for eight weeks.",
                "figure": "6.1 per 1,000 patient days",
                "facts": "Usual 3.6; target under 4.",
                "since": "2026-10-05",
                "measure": "falls",
                "actions": [17],
            },
        )
    }

    def get(self, request: Any) -> Response:
        door, rank = request._request, request.asked["rank"]
        found = [_plain(item) for item in looked_at(door.place, day=door.day, tree=door.tree)]
        wanted = [signal for signal in found if rank in (None, signal["rank"])]
        return self.paged(wanted, total=len(wanted))


def _plain(item: Item) -> dict[str, Any]:
    signal = item.signal
    names = ("key", "day", "place", "kind", "sentence", "figure", "facts", "since", "measure")
    return {name: getattr(signal, name) for name in names} | {
        "rank": RANKS[list(Rank).index(Rank(signal.rank))],
        "actions": [action.pk for action in item.actions],
    }
