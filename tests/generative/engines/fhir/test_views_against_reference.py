"""Any nesting of forEach, forEachOrNull, repeat, unionAll and select gives what a plain evaluator gives.

The evaluator below follows the processing algorithm of SQL on FHIR v2 (ViewDefinition, "Process a resource") literally,
on Python values and without SQL.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import count, product
from pathlib import Path
from typing import Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from wellrun.engines.fhir import compile_view

Row = dict[str, Any]
PATHS = ("item", "answer", "answer.item", "item.answer", "item.where(linkId = 'a')", "item.first()", "item.item")
LEAVES = {
    "linkId": "string",
    "text": "string",
    "%rowIndex": "integer",
    "item.linkId.first()": "string",
    "answer.exists()": "boolean",
    "item.count()": "integer",
}


def items(depth: int) -> st.SearchStrategy[Any]:
    """Lists of questionnaire items with answers that hold items again."""
    below = {"item": items(depth - 1)} if depth else {}
    answer = st.fixed_dictionaries({"valueString": st.sampled_from("xyz")}, optional=below)
    item = st.fixed_dictionaries(
        {"linkId": st.sampled_from("abc")},
        optional={"text": st.sampled_from(("t1", "t2")), "answer": st.lists(answer, min_size=1, max_size=2), **below},
    )
    return st.lists(item, min_size=1, max_size=2)


@st.composite
def selections(draw: st.DrawFn, depth: int = 2) -> Row:
    """One select: an iteration or none, leaf columns, nested selects and a union. Columns are named afterwards."""
    leaves = draw(st.lists(st.sampled_from(sorted(LEAVES)), min_size=1, max_size=2))
    found: Row = {"column": [{"path": path, "type": LEAVES[path]} for path in leaves]}
    iteration = draw(st.sampled_from(("", "forEach", "forEachOrNull", "repeat")))
    if iteration == "repeat":
        repeatable = ("item", "answer.item", "item.where(linkId = 'a')")
        found["repeat"] = draw(st.lists(st.sampled_from(repeatable), min_size=1, max_size=2, unique=True))
    elif iteration:
        found[iteration] = draw(st.sampled_from(PATHS))
    if depth and draw(st.booleans()):
        found["select"] = draw(st.lists(selections(depth - 1), min_size=1, max_size=2))
    if depth and draw(st.booleans()):
        branch = draw(selections(0))
        other = {**draw(selections(0)), "column": branch["column"]}
        found["unionAll"] = [branch, other]
    return found


def named(selection: Row, numbers: Iterator[int]) -> None:
    """Gives every column a name of its own, the same in all parts of a union."""
    for column in selection["column"]:
        column["name"] = f"c{next(numbers)}"
    for inner in selection.get("select", []):
        named(inner, numbers)
    if "unionAll" in selection:
        names = [f"c{next(numbers)}" for _ in selection["unionAll"][0]["column"]]
        for part in selection["unionAll"]:
            part["column"] = [{**column, "name": name} for column, name in zip(part["column"], names, strict=True)]


def evaluated(path: str, node: Any) -> list[Any]:
    """The path subset of this test on a JSON value."""
    found = [node]
    for step in path.split("."):
        if step == "first()":
            found = found[:1]
        elif step == "exists()":
            found = [bool(found)]
        elif step == "count()":
            found = [len(found)]
        elif step == "where(linkId = 'a')":
            found = [item for item in found if item.get("linkId") == "a"]
        else:
            values = [item.get(step) for item in found if isinstance(item, dict)]
            found = [
                one for value in values if value is not None for one in (value if isinstance(value, list) else [value])
            ]
    return found


def repeated(paths: list[str], node: Any) -> list[Any]:
    found = []
    for path in paths:
        for child in evaluated(path, node):
            found += [child, *repeated(paths, child)]
    return found


def foci(selection: Row, node: Any, index: int) -> list[tuple[Any, int]]:
    if "repeat" in selection:
        return [(child, number) for number, child in enumerate(repeated(selection["repeat"], node))]
    if "forEach" in selection:
        return [(child, number) for number, child in enumerate(evaluated(selection["forEach"], node))]
    if "forEachOrNull" in selection:
        found = [(child, number) for number, child in enumerate(evaluated(selection["forEachOrNull"], node))]
        return found or [({}, 0)]
    return [(node, index)]


def cell(path: str, node: Any, index: int) -> Any:
    if path == "%rowIndex":
        return index
    found = evaluated(path, node)
    return found[0] if found else None


def processed(selection: Row, node: Any, index: int = 0) -> list[Row]:
    rows: list[Row] = []
    for focus, number in foci(selection, node, index):
        parts = [[{column["name"]: cell(column["path"], focus, number) for column in selection["column"]}]]
        parts += [processed(inner, focus, number) for inner in selection.get("select", [])]
        if "unionAll" in selection:
            parts.append([row for part in selection["unionAll"] for row in processed(part, focus, number)])
        rows += [{name: value for part in chosen for name, value in part.items()} for chosen in product(*parts)]
    return rows


def compiled(view: Row, resources: list[Row]) -> list[Row]:
    plan = compile_view(view)
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        file = Path(folder) / "resources.ndjson"
        file.write_text("".join(json.dumps(resource) + "\n" for resource in resources))
        relation = f"read_json('{file}', format = 'newline_delimited', columns = {dict(plan.schema)})"
        result = connection.execute(plan.sql(relation))
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def counted(rows: list[Row]) -> Counter[str]:
    return Counter(json.dumps(row, sort_keys=True) for row in rows)


@settings(max_examples=60, deadline=None)
@given(st.lists(items(2), min_size=1, max_size=3), st.lists(selections(), min_size=1, max_size=2))
def test_the_compiled_view_gives_the_rows_of_the_algorithm(content: list[Any], chosen: list[Row]) -> None:
    resources: list[Row] = [
        {"resourceType": "QuestionnaireResponse", "id": f"q{n}", "item": i} for n, i in enumerate(content)
    ]
    numbers = count()
    for selection in chosen:
        named(selection, numbers)
    view = {"resource": "QuestionnaireResponse", "select": chosen}

    whole = {"column": [], "select": chosen}
    expected = [row for resource in resources for row in processed(whole, resource)]

    assert counted(compiled(view, resources)) == counted(expected)
