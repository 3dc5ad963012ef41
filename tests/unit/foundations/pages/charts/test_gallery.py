"""Every form of picture once, with figures of one made hospital; checked as XML, and written out for the eye.

WELLRUN_GALLERY=FILE pytest tests/unit/foundations/pages/charts/test_gallery.py   writes all of them as one page.
"""

import os
import random
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from wellrun.engines.spc import (
    MAKING_DATA_COUNT,
    WESTERN_ELECTRIC,
    Assurance,
    Chart,
    Direction,
    Icons,
    Kind,
    Phase,
    RuleSet,
    Screening,
    Series,
    Settings,
    Unit,
    Variation,
    chart,
    funnel,
    pareto,
)
from wellrun.foundations.pages.charts import (
    Bar,
    Change,
    ChartWords,
    Note,
    Part,
    ReaderFigure,
    Shift,
    Step,
    assurance_icon,
    bars,
    control_chart,
    effect_chart,
    funnel_chart,
    meter,
    pareto_chart,
    slots,
    small_multiples,
    sparkline,
    track,
    variation_icon,
)

MONDAYS = tuple(date(2025, 12, 1) + timedelta(weeks=week) for week in range(52))
FALLS = (
    *(6, 4, 7, 5, 8, 5, 6, 3, 7, 6, 9, 4, 5, 7, 6, 2, 5, 8, 6, 4, 7, 5, 6, 3, 6, 6),
    *(5, 3, 4, 5, 2, 4, 5, 3, 2, 4, 6, 4, 3, 5, 4, 7, 2, 4),
    *(6, 7, 5, 8, 6, 8, 7, 9),
)
DAYS = tuple(1120 + (week * 37) % 61 - 30 for week in range(52))
BOARDERS = (2, 1, 3, 2, 1, 2, 3, 2, 2, 1, 3, 2, 1, 1, 2, 3, 2, 3, 1, 2, 2, 3, 1, 2, 2, 3, 4, 7)
DENIALS = (4, 3, 5, 4, 4, 5, 3, 4, 5, 4, 3, 4, 5, 4, 4, 5, 8, 9, 8, 9)
HELPED = (66, 68, 67, 65, 69, 66, 68, 64, 67, 66, 69, 67, 65, 68, 66, 67, 66, 67, 66, 65, 63, 62, 60, 58)
NOON = (23, 26, 22, 25, 24, 21, 27, 24, 23, 25, 22, 26, 24, 23, 29, 33, 36, 34, 37, 35, 38, 34, 36, 37, 35, 36)
AGENCY = (8.1, 8.9, 8.4, 7.9, 8.6, 8.8, 8.2, 8.5, 8.0, 8.7, 8.3, 8.4, 8.9, 8.1, 8.6, 8.2, 8.4, 7.8, 8.5, 8.2)
WARDS = (
    ("Ward 1", 5, 1356),
    ("Ward 2", 6, 1408),
    ("Ward 3", 10, 1624),
    ("Ward 4", 8, 1575),
    ("Ward 5", 23, 1591),
    ("Ward 6", 0, 453),
    ("Step-down", 3, 614),
    ("ICU", 1, 505),
)
LOWER = Direction.DECREASE
RATE, WHOLE, SHARE = ReaderFigure(places=1), ReaderFigure(), ReaderFigure(unit=" %")
NOTES = (
    Note(position=26, words="bed-exit alarms"),
    Note(position=33, words="hourly rounding"),
    Note(position=44, words="new frames"),
    Note(position=51, words="nine falls"),
)


def falls(*, phased: bool = True) -> Chart:
    series = Series(x=MONDAYS, y=tuple(float(count) for count in FALLS), n=tuple(float(days) for days in DAYS))
    phases = (Phase(start=26, baseline=18),) if phased else ()
    baseline = None if phased else 26
    return chart("u", series, Settings(multiply=1000, phases=phases, baseline=baseline, rules=WESTERN_ELECTRIC))


def falls_words(**changes: object) -> ChartWords:
    words = ChartWords(
        subject="Falls per 1,000 patient days by week",
        figure=RATE,
        direction=LOWER,
        target=4.0,
        target_words="target under 4",
        reasons=("1 Jun: bed-exit alarms on all wards",),
        notes=NOTES,
    )
    return ChartWords(**{**vars(words), **changes})  # type: ignore[arg-type]


def weekly(*values: float, baseline: int | None = None, rules: RuleSet = MAKING_DATA_COUNT) -> Chart:
    series = Series(x=MONDAYS[: len(values)], y=tuple(float(value) for value in values))
    return chart("i", series, Settings(baseline=baseline, rules=rules, screening=Screening.NONE))


def ward_charts() -> list[tuple[str, Chart, ChartWords]]:
    draw, found = random.Random(11), []
    for name, count, days in WARDS:
        counts = [sum(draw.random() < count / 16 for _ in range(8)) for _ in range(12)]
        last = 13 if name == "Ward 5" else count // 2
        series = Series(x=MONDAYS[::4], y=tuple(map(float, (*counts, last))), n=(days / 2,) * 13)
        drawn = chart("u", series, Settings(multiply=1000, baseline=11))
        found.append((name, drawn, ChartWords(subject="falls per 1,000 patient days", figure=RATE, direction=LOWER)))
    return found


def funnels(*, narrow: bool = False) -> str:
    made = funnel([Unit(name=name, y=count, n=days) for name, count, days in WARDS], kind=Kind.RATE, multiply=1000)
    words = falls_words(subject="Falls per 1,000 patient days by ward")
    return funnel_chart(
        funnel=made, words=words, size_words="patient days in the eight weeks", size_figure=WHOLE, narrow=narrow
    )


def long_chart(*, kind: str = "p") -> Chart:
    draw = random.Random(5)
    months = tuple(date(2021 + month // 12, month % 12 + 1, 1) for month in range(66))
    sizes = tuple(float(draw.randint(8, 300)) for _ in months)
    counts = tuple(float(round(size * (0.9 if at < 40 else 0.8))) for at, size in enumerate(sizes))
    phases = (Phase(start=36), Phase(start=40), Phase(start=60))
    return chart(kind, Series(x=months, y=counts, n=sizes), Settings(multiply=100, phases=phases))


def over_time() -> dict[str, str]:
    reasons = (
        "Jan 2024: new triage",
        "May 2024: second CT scanner opened in the emergency department",
        "Jan 2026: merger",
    )
    share = ChartWords(
        subject="Seen within four hours", figure=SHARE, direction=Direction.INCREASE, target=95, reasons=reasons
    )
    noon = ChartWords(subject="Discharges before noon, Ward 4", figure=SHARE, direction=Direction.INCREASE)
    agency = ChartWords(
        subject="Agency share of nursing hours", figure=ReaderFigure(places=1, unit=" %"), direction=LOWER
    )
    boarding = ChartWords(subject="Patients boarding at 07:00", figure=WHOLE, direction=LOWER, harm=True)
    second, pool = (
        Change(position=14, words="7 Sep: second round"),
        Change(position=14, words="19 Oct: float pool of six"),
    )
    alarms = Change(position=26, words="1 Jun: bed-exit alarms")
    helped = ChartWords(subject="Help as soon as wanted", figure=SHARE, direction=Direction.INCREASE, target=70)
    return {
        "control wide": control_chart(chart=falls(), words=falls_words()),
        "control narrow": control_chart(chart=falls(), words=falls_words(), narrow=True),
        "control with many phases": control_chart(chart=long_chart(), words=share),
        "control away from zero": control_chart(chart=weekly(*HELPED), words=helped),
        "run chart": control_chart(
            chart=chart("run", Series(x=tuple(range(1, 13)), y=tuple(map(float, DENIALS[-12:])))),
            words=ChartWords(subject="Denials", figure=WHOLE),
        ),
        "spark boarding": sparkline(chart=weekly(*BOARDERS, baseline=27), words=boarding),
        "spark falls": sparkline(chart=falls(), words=falls_words()),
        "spark denials": sparkline(
            chart=weekly(*DENIALS, baseline=16), words=ChartWords(subject="Denials", figure=WHOLE, direction=LOWER)
        ),
        "spark helped": sparkline(chart=weekly(*HELPED, baseline=18), words=helped),
        "effect seen": effect_chart(chart=weekly(*NOON, baseline=14), words=noon, change=second),
        "effect not seen": effect_chart(chart=weekly(*AGENCY, baseline=14), words=agency, change=pool),
        "effect faded": effect_chart(chart=falls(phased=False), words=falls_words(), change=alarms),
        **{f"ward {at}": drawn for at, drawn in enumerate(small_multiples(charts=ward_charts()))},
    }


def the_rest() -> dict[str, str]:
    money = [Bar(name=name, amount=amount) for name, amount in OVER]
    causes = pareto(
        {"Toilet": 41, "Bed": 33, "Chair to bed": 14, "Corridor": 9, "Bathroom": 5, "Stairs": 2, "Other": 6}
    )
    steps = [Step(day=day, words=said, done=done) for day, said, done in STEPS]
    week = [Shift(name=name, have=have, need=5) for name, have in zip(WEEK, (4, 5, 5, 5, 4, 5, 5), strict=True)]
    beds = [Part(words=said, amount=amount, kind=kind) for said, amount, kind in BEDS]
    pictures = {
        "funnel": funnels(),
        "funnel narrow": funnels(narrow=True),
        "bars": bars(subject="Ward 5 over budget", amounts=money, figure=ReaderFigure(before="$"), limit=10_000),
        "bars below zero": bars(
            subject="Margin",
            amounts=[Bar(name=n, amount=a) for n, a in (("Q1", 4), ("Q2", -3), ("Q3", 2))],
            figure=WHOLE,
        ),
        "pareto": pareto_chart(subject="Falls by place", causes=causes, figure=WHOLE, share=SHARE),
        "track": track(subject="Breach notice", total=60, today=51, steps=steps),
        "track late": track(subject="Breach notice", total=60, today=66, steps=steps),
        "slots": slots(subject="Registered nurses on Ward 5 nights", shifts=week),
        "meter": meter(subject="Beds", parts=beds),
    }
    for variation in Variation:
        way = {"special_cause_neutral_low": -1, "common_cause": 0}.get(variation.value, 1)
        icons = Icons(variation=variation, way=way, assurance=None, enough=True)
        pictures[variation.value] = variation_icon(icons)
    for assurance in (*Assurance, None):
        icons = Icons(variation=Variation.COMMON_CAUSE, way=0, assurance=assurance, enough=True)
        pictures[f"assurance {assurance}"] = assurance_icon(icons)
    low = Icons(variation=Variation.IMPROVEMENT, way=-1, assurance=None, enough=True)
    return {**pictures, "improvement low": variation_icon(low)}


OVER = (("Jul", 6100), ("Aug", 9800), ("Sep", 14_200), ("Oct", 33_400), ("Nov", 41_200))
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
STEPS = ((3, "found", True), (30, "assessed", True), (44, "", True), (60, "9 Dec", False))
BEDS = (("in use", 162, ""), ("held", 4, "pale"), ("cleaning", 3, "warn"), ("ready", 8, "free"), ("closed", 3, "shut"))
GALLERY = {**over_time(), **the_rest()}


@pytest.mark.parametrize("name", GALLERY)
def test_each_picture_is_one_svg_that_says_what_it_shows(name: str) -> None:
    root = ElementTree.fromstring(GALLERY[name])
    assert root.get("role") == "img"
    label = root.get("aria-label") or ""
    assert len(label) > 12 and "nan" not in label and "None" not in label
    assert "nan" not in GALLERY[name] and "inf" not in GALLERY[name].replace("information", "")


@pytest.mark.parametrize("name", GALLERY)
def test_no_picture_carries_its_own_style_or_colour(name: str) -> None:
    allowed = {"class", "viewBox", "width", "height", "role", "aria-label", "preserveAspectRatio", "text-anchor"}
    allowed |= {"x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "points"}
    for element in ElementTree.fromstring(GALLERY[name]).iter():
        assert set(element.attrib) <= allowed


@pytest.mark.parametrize("name", GALLERY)
def test_every_mark_lies_inside_its_picture(name: str) -> None:
    root = ElementTree.fromstring(GALLERY[name])
    width, height = float(root.get("width") or 0), float(root.get("height") or 0)
    for element in root.iter():
        spots = [tuple(map(float, pair.split(","))) for pair in (element.get("points") or "").split()]
        spots += [
            (float(element.get(x) or 0), float(element.get(y) or 0))
            for x, y in (("x1", "y1"), ("x2", "y2"), ("x", "y"))
        ]
        for x, y in spots:
            assert -8 <= x <= width + 8 and -8 <= y <= height + 8, (element.tag, element.attrib)


def test_the_gallery_is_written_where_it_is_asked_for() -> None:
    target = os.environ.get("WELLRUN_GALLERY")
    if not target:
        pytest.skip("WELLRUN_GALLERY names no file")
    figures = "".join(f"<figure><figcaption>{name}</figcaption>{drawn}</figure>" for name, drawn in GALLERY.items())
    Path(target).write_text(f"<main>{figures}</main>")
