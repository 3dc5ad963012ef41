"""The published layout of the Payroll-Based Journal, and whether a file follows it. Versions stand in ``content``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from xml.etree.ElementTree import Element

import yaml

FILE = Path(__file__).parents[1] / "content" / "returns" / "pbj.yaml"


@dataclass(frozen=True)
class Layout:
    """One version: the parts of each part in order, and the most hours a person may have on a day."""

    version: str
    since: dt.date
    source: str
    most_hours: float
    parts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Codes:
    """The codes and texts that are the same in every version."""

    job_titles: Mapping[int, str]
    pay_types: Mapping[str, int]
    registered_nurses: frozenset[int]
    texts: Mapping[str, Mapping[str, Any]]


@lru_cache(maxsize=1)
def _content() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=1)
def codes() -> Codes:
    """The codes as they are shipped."""
    told = _content()
    return Codes(
        MappingProxyType(told["job_titles"]),
        MappingProxyType(told["pay_types"]),
        frozenset(told["registered_nurses"]),
        MappingProxyType(told["texts"]),
    )


def layout_on(day: dt.date) -> Layout:
    """The version that a file sent on a day has to follow; before the first that is kept, that one."""
    layouts = [
        Layout(
            str(one["version"]),
            one["since"],
            one["source"],
            float(one["most_hours"]),
            {name: tuple(parts.split()) for name, parts in one["parts"].items()},
        )
        for one in _content()["layouts"]
    ]
    return max((one for one in layouts if one.since <= day), key=lambda one: one.since, default=layouts[0])


def departures(root: Element, layout: Layout) -> Iterator[str]:
    """Each place where a file departs from the layout, as a path with what is wrong there."""
    if root.tag != "nursingHomeData":
        yield f"{root.tag}: the file begins with nursingHomeData"
        return
    header = root.find("header")
    if header is not None and header.get("fileSpecVersion") != layout.version:
        yield f"header: fileSpecVersion is not {layout.version}"
    hours = root.find("staffingHours")
    if hours is not None and hours.get("processType") not in ("merge", "replace"):
        yield "staffingHours: processType is neither merge nor replace"
    yield from _below(root, root.tag, layout)


def _below(part: Element, path: str, layout: Layout) -> Iterator[str]:
    if part.tag not in layout.parts:
        yield from _text(part, path)
        return
    wanted = layout.parts[part.tag]
    if not _in_order([child.tag for child in part], wanted):
        yield f"{path}: holds {', '.join(child.tag for child in part) or 'nothing'}; wanted are {', '.join(wanted)}"
    for child in part:
        yield from _below(child, f"{path}/{child.tag}", layout)


def _in_order(names: Sequence[str], wanted: Iterable[str]) -> bool:
    """Whether the names stand in this order, each as often as its mark allows: once, ``?``, ``*`` or ``+``."""
    at = 0
    for part in wanted:
        name = part.rstrip("?*+")
        mark, begins = part[len(name) :], at
        while at < len(names) and names[at] == name and (at == begins or mark in ("*", "+")):
            at += 1
        if at == begins and mark not in ("?", "*"):
            return False
    return at == len(names)


def _text(part: Element, path: str) -> Iterator[str]:
    text, about = part.text or "", codes().texts.get(part.tag, {})
    if len(text) > about.get("length", 50) or not FORMS.get(part.tag, ANYTHING).fullmatch(text):
        yield f"{path}: what stands here is not in the form that is wanted"


ANYTHING = re.compile(r".+")
FORMS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        **dict.fromkeys(("hireDate", "terminationDate", "date"), re.compile(r"\d{4}-\d{2}-\d{2}")),
        "employeeId": re.compile(r"[a-zA-Z0-9_,.\-\\ ]+"),
        "hours": re.compile(r"\d{1,2}(\.\d{1,2})?"),
        "reportQuarter": re.compile(r"[1-4]"),
        "federalFiscalYear": re.compile(r"\d{4}"),
        "jobTitleCode": re.compile(r"[1-9]|[1-3]\d|40"),
        "payTypeCode": re.compile(r"[1-3]"),
    }
)
"""How dates, numbers and codes are written."""
