"""Survey answers, on the day of discharge."""

from __future__ import annotations

import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts, flag, placed

TOP_RATING = 9
"""Lowest overall rating that is a top-box answer (HCAHPS)."""

SCALE, BEST = (1, 2, 3, 4), 4
"""Answers that count of the scales from never to always and from definitely no to definitely yes (HCAHPS)."""


def answers(facts: Facts) -> ir.Table:
    """Answers to single questions that every version asks, and those in the top box.

    Items go by our code and by the field of the CMS file layout.
    """
    given = facts.table("survey_answers")
    rated = given.item.isin(("overall_rating", "overall-rate"))
    recommended, clean, quiet = (
        given.item.isin(names) & given.answer.isin(SCALE)
        for names in (("recommend",), ("clean", "cleanliness"), ("quiet",))
    )
    best = given.answer == BEST
    return given.select(
        "facility",
        unit=placed(given.unit),
        day="discharged_on",
        ratings=flag(rated),
        top_ratings=flag(rated & (given.answer >= TOP_RATING)),
        recommendations=flag(recommended),
        top_recommendations=flag(recommended & best),
        cleanliness=flag(clean),
        top_cleanliness=flag(clean & best),
        quietness=flag(quiet),
        top_quietness=flag(quiet & best),
    )
