"""Charts drawn on the server as SVG, from engines.spc and plain figures: page, print and board pack show one picture.

No style attribute, so they pass a strict content security policy; each is read aloud as a sentence made of its figures.
"""

from wellrun.foundations.pages.charts.bars import Bar, bars, pareto_chart
from wellrun.foundations.pages.charts.calibration import calibration_chart
from wellrun.foundations.pages.charts.control import (
    Change,
    control_chart,
    effect_chart,
    small_multiples,
    sparkline,
)
from wellrun.foundations.pages.charts.courses import CourseDay, cusum_chart, gained_chart
from wellrun.foundations.pages.charts.fishbone import fishbone
from wellrun.foundations.pages.charts.funnels import Limits, funnel_chart
from wellrun.foundations.pages.charts.icons import assurance_icon, variation_icon
from wellrun.foundations.pages.charts.intervals import Reach, interval_line
from wellrun.foundations.pages.charts.lanes import Lane, Stay, lanes_chart
from wellrun.foundations.pages.charts.needs import Part, Shift, Step, meter, slots, track
from wellrun.foundations.pages.charts.outlooks import OutlookPeriod, outlook_chart
from wellrun.foundations.pages.charts.stairs import stair_chart
from wellrun.foundations.pages.charts.strips import OneAmong, strip
from wellrun.foundations.pages.charts.waterfalls import Fall, waterfall
from wellrun.foundations.pages.charts.words import ChartWords, Figure, Note, ReaderFigure, kind_of, sentence

__all__ = [
    "Bar",
    "Change",
    "ChartWords",
    "CourseDay",
    "Fall",
    "Figure",
    "Lane",
    "Limits",
    "Note",
    "OneAmong",
    "OutlookPeriod",
    "Part",
    "Reach",
    "ReaderFigure",
    "Shift",
    "Stay",
    "Step",
    "assurance_icon",
    "bars",
    "calibration_chart",
    "control_chart",
    "cusum_chart",
    "effect_chart",
    "fishbone",
    "funnel_chart",
    "gained_chart",
    "interval_line",
    "kind_of",
    "lanes_chart",
    "meter",
    "outlook_chart",
    "pareto_chart",
    "sentence",
    "slots",
    "small_multiples",
    "sparkline",
    "stair_chart",
    "strip",
    "track",
    "variation_icon",
    "waterfall",
]
