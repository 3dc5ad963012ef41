"""The page of peers: where a facility stands among hospitals like it, ratio by ratio."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from wellrun.departments.finance.models import CostReportFile
from wellrun.departments.finance.queries.peers import Among, Told, among, files, hospitals, identity_of
from wellrun.departments.finance.rules.hospital_ratios import RATIOS
from wellrun.departments.finance.rules.peers import CRITERIA, FEWEST, Standing, is_like, size_of
from wellrun.departments.finance.words.costing import (
    CRITERION_NAMES,
    DEFINITIONS,
    RATIO_NAMES,
    figure_words,
    standing_words,
)
from wellrun.foundations.organisation.places import Place
from wellrun.foundations.pages.charts import OneAmong, strip
from wellrun.foundations.pages.templatetags.words import plain_number

USUAL = ("kind", "size", "setting")


class PeersPage:
    """Everything the page says of a facility among the hospitals of a file."""

    def __init__(
        self, place: Place, day: str, *, file: str = "", like: Sequence[str] = (), asked: bool = False
    ) -> None:
        self.place, self.day = place, day
        self.files = files()
        self.file = next((one for one in self.files if str(one.pk) == file), self.files[0] if self.files else None)
        self.identity = identity_of(place.facility) if place.facility else None
        self.criteria = tuple(one for one in CRITERIA if one in (like if asked else USUAL))

    @cached_property
    def hospitals(self) -> list[Told]:
        return hospitals(self.file) if self.file else []

    @cached_property
    def own(self) -> Told | None:
        number = self.identity.provider if self.identity else ""
        return next((one for one in self.hospitals if one.hospital.provider == number), None)

    @cached_property
    def found(self) -> list[Among]:
        return among(self.own, self.hospitals, self.criteria) if self.own else []

    @property
    def count(self) -> int:
        own = self.own
        return sum(is_like(own.hospital, one.hospital, self.criteria) for one in self.hospitals) if own else 0

    @property
    def too_few(self) -> bool:
        return self.count < FEWEST

    def statement(self) -> str:
        """The ratio that is read first: days of cash, or the first that there is."""
        if not self.found:
            return _("The cost report of this hospital has no figure that can be compared.")
        first = next((one for one in self.found if one.key == "days_cash"), self.found[0])
        return standing_words(first.key, first.standing)

    def choices(self) -> list[tuple[str, str, bool]]:
        return [(one, str(CRITERION_NAMES[one]), one in self.criteria) for one in CRITERIA]

    def like(self) -> str:
        """What the peers have in common, in words: short-term, 100 to 199 beds, urban."""
        own = self.own
        band = size_of(own.hospital.beds) if own else None
        return (
            _("%(low)s to %(high)s beds") % {"low": band[0], "high": band[1]}
            if band and "size" in self.criteria
            else ""
        )

    def rows(self) -> list[dict[str, Any]]:
        return [self._row(one) for one in self.found]

    def _row(self, one: Among) -> dict[str, Any]:
        stands, better = one.standing, RATIOS[one.key].better
        said = figure_words(one.key, stands.value)
        words = standing_words(one.key, stands)

        def figure(value: float, places: int | None = None) -> str:
            del places
            return figure_words(one.key, value)

        point = OneAmong(value=stands.value, said=said, kind=_kind(stands, better))
        low, middle, high = stands.quartiles or (None, None, None)
        return {
            "key": one.key,
            "name": RATIO_NAMES[one.key],
            "definition": DEFINITIONS[one.key],
            "value": said,
            "lower": "" if low is None else figure(low),
            "median": "" if middle is None else figure(middle),
            "upper": "" if high is None else figure(high),
            "share": _share(stands),
            "better": better,
            "count": plain_number(stands.count),
            "far": one.far,
            "words": words,
            "wide": strip(one=point, many=one.values, figure=figure, label=words) if one.values else "",
            "narrow": strip(one=point, many=one.values, figure=figure, label=words, narrow=True) if one.values else "",
        }

    def address(self, **changes: str) -> str:
        asked = {"at": self.place.code, "day": self.day, "file": str(self.file.pk) if self.file else "", **changes}
        chosen = [("like", one) for one in self.criteria]
        return f"?{urlencode([*asked.items(), ('asked', '1'), *chosen])}"


def _kind(stands: Standing, better: int) -> str:
    """Coloured only where the whole interval lies on one side of the middle."""
    if not better or stands.lower is None or stands.upper is None:
        return "common"
    return "improve" if stands.lower > 0.5 else "concern" if stands.upper < 0.5 else "common"


def _share(stands: Standing) -> str:
    if stands.share is None or stands.lower is None or stands.upper is None:
        return _("too few")
    said = {name: plain_number(100 * getattr(stands, name)) for name in ("share", "lower", "upper")}
    return _("%(share)s %% (%(lower)s to %(upper)s)") % said


def file_rows(file: CostReportFile) -> list[tuple[str, int, int]]:
    """Each sum of a file: how many totals it publishes, and how many of them their parts reproduce."""
    return [(name, judged, same) for name, (judged, same) in file.sums.items()]
