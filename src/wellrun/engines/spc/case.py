"""A chart from a case written as JSON, answered as JSON: what `wellrun spc CASE.json` does.

A case is {id, chart, options, input: {x, y, n}}. `chart` is a kind of chart, or xmr_ptd for an XmR chart by NHS Making
Data Count. The answer has the keys of `expected` in the reference cases: points, runs and n_sigma_signals, or points,
variation and assurance.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from wellrun.engines.spc.charts import Chart, Point, chart
from wellrun.engines.spc.constants import MAKING_DATA_COUNT_DIVISOR
from wellrun.engines.spc.icons import ICONS_FROM, Direction, icons, variation_of
from wellrun.engines.spc.rules import MAKING_DATA_COUNT
from wellrun.engines.spc.series import Kind, Phase, Place, RunsMethod, Screening, Series, SeriesError, Settings
from wellrun.engines.spc.subgroups import gather

MAKING_DATA_COUNT_CHART = "xmr_ptd"
KINDS = (*(kind.value for kind in Kind), MAKING_DATA_COUNT_CHART)

_CAUSES: Mapping[tuple[str, int], str] = {
    ("beyond_limits", 1): "Above UCL",
    ("beyond_limits", -1): "Below LCL",
    ("trend", 1): "7 Point Trend (Increasing)",
    ("trend", -1): "7 Point Trend (Decreasing)",
    ("two_in_three", 1): "2 in 3 Above CL",
    ("two_in_three", -1): "2 in 3 Below CL",
    ("one_side", 1): "7 Points Above CL",
    ("one_side", -1): "7 Points Below CL",
}


def run_cases(document: Mapping[str, Any]) -> dict[str, Any]:
    """Answer one case, or every case of a document that has `cases`. Raises SeriesError naming the case at fault."""
    if "cases" not in document:
        return run_case(document)
    faults, answers = [], []
    for number, case in enumerate(document["cases"], start=1):
        try:
            answers.append(run_case(case))
        except SeriesError as error:
            name = case.get("id", number) if isinstance(case, Mapping) else number
            faults += [f"Case {name}: {fault}" for fault in error.faults]
    if faults:
        raise SeriesError(faults)
    return {"cases": answers}


def run_case(case: Mapping[str, Any]) -> dict[str, Any]:
    """Answer one case: its id, then the keys of `expected`. Raises SeriesError with every fault found."""
    faults = check_case(case)
    if faults:
        raise SeriesError(faults)
    name = {"id": case["id"]} if "id" in case else {}
    series, options = read_series(case["input"]), case.get("options") or {}
    if case["chart"] == MAKING_DATA_COUNT_CHART:
        return {**name, **_making_data_count(series=series, options=options)}
    return {**name, **_shewhart(kind=case["chart"], series=series, options=options)}


def check_case(case: Any) -> list[str]:
    """Every fault in the form of a case, in words."""
    if not isinstance(case, Mapping):
        return [f"A case is a JSON object, not {type(case).__name__}. See the file format in the handbook."]
    faults = []
    if case.get("chart") not in KINDS:
        faults.append(f"chart is {case.get('chart')!r}. Use one of {', '.join(KINDS)}.")
    given = case.get("input")
    if not isinstance(given, Mapping) or not isinstance(given.get("y"), Sequence):
        return [*faults, "input has no list y. Give input: {x: [...], y: [...], n: [...] where needed}."]
    for key in ("x", "y", "n"):
        column = given.get(key)
        if column is not None and (isinstance(column, str) or not isinstance(column, Sequence)):
            faults.append(f"input.{key} is {column!r}, not a list. Give one entry for every row.")
        else:
            faults += _column_faults(key=key, column=column or ())
    return faults + _option_faults(case.get("options") or {})


def _is_number(entry: Any) -> bool:
    return isinstance(entry, int | float) and not isinstance(entry, bool)


def _column_faults(*, key: str, column: Sequence[Any]) -> list[str]:
    rows = enumerate(column, start=1)
    if key == "x":
        wrong = [(row, entry) for row, entry in rows if not (isinstance(entry, str) or _is_number(entry))]
        return [f"input.x, row {row}: {entry!r} is no place. Give a number, a date or a name." for row, entry in wrong]
    wrong = [(row, entry) for row, entry in rows if entry is not None and not _is_number(entry)]
    told = "is not a number. Give a number, or null where missing."
    return [f"input.{key}, row {row}: {entry!r} {told}" for row, entry in wrong]


def _option_faults(options: Any) -> list[str]:
    if not isinstance(options, Mapping):
        return [f"options is {options!r}, not an object. Give options: {{}} or leave it out."]
    faults = []
    for name in ("freeze", "fix_after_n_points", "part", "exclude"):
        wrong = [each for each in _listed(options.get(name)) if not isinstance(each, int) or isinstance(each, bool)]
        faults += [f"options.{name}: {each!r} is not a whole number of points." for each in wrong]
        if isinstance(options.get(name), list) and name in {"freeze", "fix_after_n_points"}:
            faults.append(f"options.{name} is {options[name]!r}. Give one number of points.")
    for name in ("multiply", "cl", "target"):
        if options.get(name) is not None and not _is_number(options[name]):
            faults.append(f"options.{name} is {options[name]!r}. Give a number, or null.")
    return faults


def read_series(given: Mapping[str, Any]) -> Series:
    """Columns as a Series. Without x, rows are numbered from 1; x that are all ISO dates or times become such."""
    size, places = given.get("n"), given.get("x")
    return Series(
        x=_places(range(1, len(given["y"]) + 1) if places is None else places),
        y=tuple(given["y"]),
        n=None if size is None else tuple(size),
    )


def _places(places: Sequence[Any]) -> tuple[Place, ...]:
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            return tuple(read(place) for place in places)
        except (TypeError, ValueError):
            continue
    return tuple(places)


def _written(place: Place) -> str | float:
    return place.isoformat() if isinstance(place, date) else place


def _shewhart(*, kind: str, series: Series, options: Mapping[str, Any]) -> dict[str, Any]:
    drawn = chart(kind, series, _settings(series=series, options=options))
    points = [_shewhart_point(drawn=drawn, point=point) for point in drawn.points]
    runs = [_runs(drawn=drawn, number=number) for number in range(len(drawn.phases))]
    return {"points": points, "runs": runs, "n_sigma_signals": sum(point["sigma_signal"] for point in points)}


def _settings(*, series: Series, options: Mapping[str, Any]) -> Settings:
    """qicharts2's options: part counts the last point of each phase, and the freeze is not used where parts are."""
    subgroups = len(gather(series)) if len(series.x) == len(series.y) else 0
    parts = {part for part in _listed(options.get("part")) if 0 < part < subgroups}
    try:
        runs = RunsMethod(options.get("runs_method") or RunsMethod.ANHOEJ)
    except ValueError:
        methods = ", ".join(method.value for method in RunsMethod)
        raise SeriesError([f"runs_method is {options['runs_method']!r}. Use one of {methods}."]) from None
    return Settings(
        phases=tuple(Phase(start=part) for part in sorted(parts)),
        baseline=None if _listed(options.get("part")) else options.get("freeze"),
        exclude=frozenset(point - 1 for point in _listed(options.get("exclude"))),
        screening=Screening.ONCE if options.get("screen_mr", True) else Screening.NONE,
        multiply=options.get("multiply") or 1,
        centre=options.get("cl"),
        runs=runs,
    )


def _listed(option: Any) -> list[Any]:
    if option is None:
        return []
    return list(option) if isinstance(option, list | tuple) else [option]


def _shewhart_point(*, drawn: Chart, point: Point) -> dict[str, Any]:
    return {
        "x": _written(point.x),
        "part": point.phase + 1,
        "n": point.n,
        "y": point.y,
        "cl": point.centre,
        "lcl": point.lower,
        "lcl95": point.lower_warning,
        "ucl95": point.upper_warning,
        "ucl": point.upper,
        "include": point.included,
        "baseline": _within_freeze(drawn=drawn, point=point),
        "sigma_signal": point.beyond != 0,
        "runs_signal": drawn.phases[point.phase].runs.signal,
    }


def _within_freeze(*, drawn: Chart, point: Point) -> bool:
    baseline = drawn.settings.baseline
    return baseline is None or point.position - drawn.phases[point.phase].start < baseline


def _runs(*, drawn: Chart, number: int) -> dict[str, Any]:
    runs = drawn.phases[number].runs
    return {
        "part": number + 1,
        "n_obs": runs.observed,
        "n_useful": runs.useful,
        "longest_run": runs.longest,
        "longest_run_max": runs.longest_allowed,
        "n_crossings": runs.crossings,
        "n_crossings_min": runs.crossings_needed,
        "runs_signal": runs.signal,
    }


def _making_data_count(*, series: Series, options: Mapping[str, Any]) -> dict[str, Any]:
    try:
        direction = Direction(options.get("improvement_direction") or Direction.INCREASE)
    except ValueError:
        ways = ", ".join(way.value for way in Direction)
        wrong = options["improvement_direction"]
        raise SeriesError([f"improvement_direction is {wrong!r}. Use one of {ways}."]) from None
    screened = options.get("screen_outliers", True)
    settings = Settings(
        phases=_rebased(series=series, options=options),
        baseline=options.get("fix_after_n_points"),
        screening=Screening.ONCE if screened else Screening.NONE,
        divisor=MAKING_DATA_COUNT_DIVISOR,
        rules=MAKING_DATA_COUNT,
    )
    drawn = chart(Kind.INDIVIDUALS, series, settings)
    verdict = icons(drawn, direction, options.get("target"))
    points = [_plotted_dot(drawn=drawn, point=point, direction=direction) for point in drawn.points]
    return {"points": points, "variation": verdict.variation.value, "assurance": verdict.assurance}


def _rebased(*, series: Series, options: Mapping[str, Any]) -> tuple[Phase, ...]:
    """A phase starts at the first place on or after each rebase place."""
    if not series.x or len(series.x) != len(series.y):
        return ()
    places: list[Any] = [group.x for group in gather(series)]
    starts = set()
    for rebase in _places(_listed(options.get("rebase"))):
        if type(rebase) is not type(places[0]):
            raise SeriesError([f"rebase is {rebase!r}, which is not a place like {places[0]!r}. Use one of x."])
        starts.update([at for at, place in enumerate(places) if place >= rebase][:1])
    return tuple(Phase(start=start) for start in sorted(starts))


def _plotted_dot(*, drawn: Chart, point: Point, direction: Direction) -> dict[str, Any]:
    return {
        "x": _written(point.x),
        "y": point.y,
        "phase": point.phase,
        "mean": point.centre,
        "lpl": point.lower,
        "upl": point.upper,
        "outside": point.beyond != 0,
        "relative_to_mean": None if point.y is None else point.side,
        "close_to_limits": _close(point),
        "special_cause_type": _CAUSES[point.signals[0], point.direction] if point.signals else "Common Cause",
        "point_type": variation_of(point=point, direction=direction).value,
        "short_group_warning": drawn.phases[point.phase].points < ICONS_FROM,
    }


def _close(point: Point) -> bool:
    if point.y is None or point.upper_warning is None or point.lower_warning is None or point.beyond:
        return False
    return point.y > point.upper_warning or point.y < point.lower_warning
