"""The published layout of the Payroll-Based Journal, and whether a file follows it. Versions stand in ``content``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
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
    # One letter for each name makes the order of parts a pattern.
    wanted = layout.parts[part.tag]
    letters = {name.rstrip("?*+"): chr(ord("a") + number) for number, name in enumerate(wanted)}
    pattern = "".join(letters[name.rstrip("?*+")] + name[len(name.rstrip("?*+")) :] for name in wanted)
    if not re.fullmatch(pattern, "".join(letters.get(child.tag, "-") for child in part)):
        yield f"{path}: holds {', '.join(child.tag for child in part) or 'nothing'}; wanted are {', '.join(wanted)}"
    for child in part:
        yield from _below(child, f"{path}/{child.tag}", layout)


def _text(part: Element, path: str) -> Iterator[str]:
    text, about = part.text or "", codes().texts.get(part.tag, {})
    allowed = about.get("of", FORMS.get(part.tag, r".+"))
    if len(text) > about.get("length", 50) or not re.fullmatch(allowed, text):
        yield f"{path}: what stands here is not in the form that is wanted"


FORMS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("hireDate", "terminationDate", "date"), r"\d{4}-\d{2}-\d{2}"),
        "hours": r"\d{1,2}(\.\d{1,2})?",
        "reportQuarter": r"[1-4]",
        "federalFiscalYear": r"\d{4}",
        "jobTitleCode": r"[1-9]|[1-3]\d|40",
        "payTypeCode": r"[1-3]",
    }
)
"""How dates, numbers and codes are written."""
