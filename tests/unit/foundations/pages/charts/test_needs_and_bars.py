"""Clocks, posts, parts, money and causes: what is drawn and what is said."""

from xml.etree import ElementTree

import pytest

from wellrun.engines.spc import Direction, Unit, funnel, pareto
from wellrun.foundations.pages.charts import (
    Bar,
    ChartWords,
    Part,
    ReaderFigure,
    Shift,
    Step,
    bars,
    fishbone,
    funnel_chart,
    meter,
    pareto_chart,
    slots,
    track,
)

WHOLE = ReaderFigure()


def parts(drawing: str, kind: str) -> list[ElementTree.Element]:
    return [each for each in ElementTree.fromstring(drawing) if kind in (each.get("class") or "").split()]


def label(drawing: str) -> str:
    return ElementTree.fromstring(drawing).get("aria-label", "")


def test_bars_beyond_the_limit_are_of_concern_and_start_at_zero() -> None:
    amounts = [Bar(name="Sep", amount=8), Bar(name="Oct", amount=12), Bar(name="Nov", amount=30)]
    drawing = bars(subject="Over budget", amounts=amounts, figure=WHOLE, limit=10)
    found = parts(drawing, "bar")
    assert ["concern" in (each.get("class") or "") for each in found] == [False, True, True]
    feet = {round(float(each.get("y", 0)) + float(each.get("height", 0)), 1) for each in found}
    assert len(feet) == 1
    assert label(drawing) == "Over budget: Sep 8, Oct 12, Nov 30. Limit 10."


def test_where_low_is_worse_bars_below_the_limit_are_of_concern() -> None:
    amounts = [Bar(name="Oct", amount=12), Bar(name="Nov", amount=3)]
    drawing = bars(subject="Days of cash", amounts=amounts, figure=WHOLE, limit=10, worse=Direction.DECREASE)
    assert [each.get("class") for each in parts(drawing, "bar")] == ["bar common", "bar concern"]


def test_no_bars_say_so() -> None:
    assert label(bars(subject="Margin", amounts=[], figure=WHOLE)) == "Margin: no figures yet."


def test_a_track_says_what_is_done_and_left() -> None:
    steps = [Step(day=3, words="found", done=True), Step(day=60, words="letters", done=False)]
    drawing = track(subject="Breach notice", total=60, today=51, steps=steps)
    assert label(drawing) == "Breach notice: day 51 of 60. Done: found. Still to do: letters."
    assert parts(drawing, "harm") == []


def test_a_clock_run_out_is_harm() -> None:
    assert parts(track(subject="Notice", total=60, today=61, steps=[]), "harm")


def test_a_hollow_square_for_each_missing_person() -> None:
    shifts = [Shift(name="Mon", have=4, need=6), Shift(name="Tue", have=7, need=6)]
    drawing = slots(subject="Nights", shifts=shifts)
    assert (len(parts(drawing, "slot")), len(parts(drawing, "missing"))) == (13, 2)
    assert label(drawing) == "Nights: Mon has 4 of 6."
    assert label(slots(subject="Nights", shifts=shifts[1:])) == "Nights: all posts are filled."


@pytest.mark.parametrize("need", [1, 5, 40])
def test_slots_stay_in_their_picture(need: int) -> None:
    drawing = slots(subject="Nights", shifts=[Shift(name="Mon", have=0, need=need)])
    assert min(float(each.get("y", 0)) for each in parts(drawing, "slot")) >= 0


def test_a_meter_fills_its_width_and_leaves_out_empty_parts() -> None:
    drawing = meter(subject="Beds", parts=[Part(words="in use", amount=3), Part(words="shut", amount=0, kind="shut")])
    (only,) = ElementTree.fromstring(drawing)
    assert float(only.get("width", 0)) == pytest.approx(298.8)
    assert label(drawing) == "Beds: 3 in use." and label(meter(subject="Beds", parts=[])) == "Beds."


def test_the_vital_few_are_dark_and_said() -> None:
    causes = pareto({"bed": 50, "toilet": 35, "stairs": 10, "other": 5})
    drawing = pareto_chart(subject="Falls", causes=causes, figure=WHOLE, share=ReaderFigure(unit=" %"))
    assert [each.get("class") for each in parts(drawing, "bar")] == ["bar common", "bar common", "bar pale", "bar pale"]
    assert label(drawing).endswith("The first 2 together make 85 %.")


def test_a_funnel_names_the_units_outside_with_their_limit() -> None:
    units = [Unit(name=f"Ward {at}", y=5, n=1000) for at in range(5)] + [Unit(name="Ward 9", y=40, n=1500)]
    words = ChartWords(subject="Falls", figure=ReaderFigure(places=1), direction=Direction.DECREASE)
    made = funnel(units, multiply=1000)
    drawing = funnel_chart(funnel=made, words=words, size_words="patient days", size_figure=WHOLE)
    assert "Ward 9, 26.7, lies above its limit of" in label(drawing)
    texts = [each.text for each in ElementTree.fromstring(drawing).iter("text")]
    assert "Ward 9 26.7" in texts and len(parts(drawing, "pt")) == 6


def test_a_funnel_without_outliers_and_without_units_says_so() -> None:
    words = ChartWords(subject="Falls", figure=WHOLE)
    alike = funnel([Unit(name="A", y=5, n=1000), Unit(name="B", y=6, n=1000)])
    drawing = funnel_chart(funnel=alike, words=words, size_words="days", size_figure=WHOLE)
    assert label(drawing).endswith("No unit differs by more than its size makes likely.")


def test_a_fishbone_has_a_rib_for_each_group_with_causes_and_breaks_what_is_long() -> None:
    long = " ".join(["Sleeping tablet at ten"] * 12)
    drawing = fishbone(effect="Fall <b>", causes={"Patient": [long], "Task": [], "Team": ["Not at handover", "New"]})
    assert len(parts(drawing, "rib")) == 2
    drawn = [each for each in ElementTree.fromstring(drawing).iter() if each.tag.endswith("text")]
    words = ["".join(each.itertext()) for each in drawn]
    assert any(word.startswith(f"{long}Sleeping") for word in words), words
    assert any(word.endswith("…") for word in words)
    assert "Fall &lt;b&gt;" in drawing
    assert label(drawing) == (f"What contributed to: Fall <b>. Patient: {long}; Team: Not at handover, New.")


def test_a_fishbone_without_causes_says_so() -> None:
    assert label(fishbone(effect="Fall", causes={"Patient": []})) == ("Nothing is named yet that contributed to: Fall.")
