"""What patients say: scores by survey version and period, one measure over time and by unit, comments by theme."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from wellrun.departments.quality.models import SurveyComment
from wellrun.departments.quality.queries.comments import NONE_FOUND, comments_of
from wellrun.departments.quality.queries.experience import by_month, by_unit, seen
from wellrun.departments.quality.queries.incidents import name_of
from wellrun.departments.quality.rules.experience.other_items import OtherScore
from wellrun.departments.quality.rules.experience.periods import YEAR, Period, chosen, last_year, quarters
from wellrun.departments.quality.rules.experience.surveys import Box
from wellrun.departments.quality.shown.experience_pictures import PERCENT, trend, trend_pictures
from wellrun.departments.quality.shown.experience_rows import ReportBlock, blocks, score_table
from wellrun.departments.quality.words.experience import MEASURES, OTHER_ITEMS, THEMES, basis
from wellrun.foundations.access.entering import where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Level

FIRST = "overall_rating"
"""The measure whose course is shown before one asks for another."""


@requires(Permission.READ_FIGURES)
def experience(request: ReaderRequest) -> HttpResponse:
    """Scores of the surveys of a place and period."""
    period = chosen(request.GET.get("what", YEAR), request.day)
    scores = seen(request.place, period, tree=request.tree)
    shown = blocks(scores, period)
    table = score_table([line for block in shown for line in block.lines], period, request.GET)
    if (file := table.export()) is not None:
        return file
    context = {
        "here": "quality",
        "section": "experience",
        "period": period,
        "periods": [last_year(request.day), *quarters(request.day)],
        "blocks": shown,
        "basis": basis(shown[0].lines[0].score) if shown and shown[0].lines else "",
        "others": [_other(one) for one in scores.others],
        "table": table,
        "may_read": may(request.user, Permission.READ_COMMENTS, request.place, tree=request.tree),
        **_course(request, shown, period),
    }
    return render(request, "quality/experience.html", context)


def _other(one: OtherScore) -> dict[str, Any]:
    best = one.top and (100 * one.top.share, 100 * one.top.interval.low, 100 * one.top.interval.high)
    return {"title": OTHER_ITEMS.get(one.item, one.item), "score": one, "best": best}


def _course(request: ReaderRequest, shown: tuple[ReportBlock, ...], period: Period) -> dict[str, Any]:
    """One measure over the months and, within one facility, by unit."""
    if not shown:
        return {}
    block = shown[-1]
    keys = [line.key for line in block.lines]
    asked = request.GET.get("of", "")
    key = asked if asked in keys else FIRST if FIRST in keys else next(iter(keys), "")
    if not key:
        return {}
    months = by_month(request.place, request.day, key, tree=request.tree)
    composite = len(block.survey.measures[key].items) > 1
    drawn = trend(months, composite=composite)
    subject = f"{MEASURES[key]}, {request.place.name}"
    begun = [(one.start, one.survey) for one, was in zip(months[1:], months, strict=False) if one.survey != was.survey]
    return {
        "asked": key,
        "asked_title": MEASURES[key],
        "choices": [(line.key, line.title) for line in block.lines],
        "composite": composite,
        "pictures": trend_pictures(drawn, subject=subject, begun=begun) if drawn else (),
        "months": [(one.start, PERCENT(100 * one.score.shares[Box.TOP]), one.score.respondents) for one in months],
        "units": _units(request, block.survey.key, key, period),
    }


def _units(request: ReaderRequest, survey: str, key: str, period: Period) -> list[dict[str, Any]]:
    if request.place.level not in (Level.FACILITY, Level.DEPARTMENT):
        return []
    facility = request.place.facility
    found = by_unit(request.place, period, survey, key, tree=request.tree)
    rows = [
        {
            "name": name_of(f"{facility}/{unit}", request.tree) if unit else _("Unit not sent"),
            "place": f"{facility}/{unit}" if unit and f"{facility}/{unit}" in request.tree.places else "",
            "score": score,
            "top": round(100 * score.shares[Box.TOP]),
            "low": round(100 * score.top.low),
            "high": round(100 * score.top.high),
        }
        for unit, score in found.items()
    ]
    return sorted(rows, key=lambda row: (row["top"], row["name"]))


@requires(Permission.READ_COMMENTS)
@never_cache
def comments(request: ReaderRequest) -> HttpResponse:
    """What was written beside the questions, by theme; that somebody read it is kept."""
    period = chosen(request.GET.get("what", YEAR), request.day)
    theme = request.GET.get("theme", "")
    wanted, asked = theme if theme in (*THEMES, NONE_FOUND) else "", request.GET.get("page", "")
    page = max(1, int(asked)) if asked.isascii() and asked.isdigit() else 1
    read = comments_of(request.place, period, wanted, tree=request.tree, page=page)
    facility = Facility.objects.filter(code=request.place.facility).first() if request.place.facility else None
    about = facility or SurveyComment()
    after = {"place": request.place.code, "period": period.key, "shown": len(read.shown)}
    if read.shown:
        record("quality.comments.read", by=request.user, about=about, after=after)
    context = {
        "here": "quality",
        "section": "experience",
        "period": period,
        "periods": [last_year(request.day), *quarters(request.day)],
        "read": read,
        "theme": theme,
        "shown": [
            {
                "pieces": [(piece.words, THEMES[piece.theme] if piece.theme else "") for piece in one.pieces],
                "about": [THEMES[key] for key in one.themes],
                "place": one.place,
                "left": one.day,
            }
            for one in read.shown
        ],
        "themes": [(key, THEMES[key], count) for key, count in read.themes],
        "address": f"{reverse('quality:comments')}?{where(request)}",
    }
    return render(request, "quality/comments.html", context)
