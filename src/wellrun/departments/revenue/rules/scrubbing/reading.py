"""Rules of a text: every fault is told, with its line, what stands there, what is expected and what to do."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from wellrun.departments.revenue.rules.scrubbing.conditions import (
    COMPARED,
    OPS,
    SHAPES,
    All,
    Check,
    Condition,
    Count,
    Either,
    EveryLine,
    Not,
    Op,
    Other,
    SomeLine,
    Value,
)
from wellrun.departments.revenue.rules.scrubbing.facts import FACTS, Each, Sort
from wellrun.departments.revenue.rules.scrubbing.findings import Action, ChangeKind
from wellrun.departments.revenue.rules.scrubbing.nodes import Node, nodes_of
from wellrun.departments.revenue.rules.scrubbing.rule import Fix, Rule, Scope, Source
from wellrun.values.faults import Fault

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_ID, MOST_DIGITS = 60, 12
PATTERN = re.compile(r"[0-9A-Z]+\*?|[0-9A-Z]+-[0-9A-Z]+")
NAMES = frozenset(one.name for one in fields(Rule)) - {"version"}
NEEDED = ("id", "words", "action", "about", "when", "remedy", "source")
Chosen = TypeVar("Chosen", bound=StrEnum)


def read_rules(text: str) -> tuple[tuple[Rule, ...], tuple[Fault, ...]]:
    """The rules of a text, a list of them or one alone, and every fault; with a fault there is no rule."""
    root, faults = nodes_of(text)
    if root is None:
        return (), faults
    reader = Reader()
    entries = root.value if isinstance(root.value, list) else [root]
    rules: dict[str, Rule] = {}
    for entry in entries:
        rule = reader.rule(entry)
        if rule is not None and rule.id in rules:
            reader.fault("twice", entry, rule.id, "the only one of its name", "Give it an id of its own.")
        elif rule is not None:
            rules[rule.id] = rule
    return (() if reader.faults else tuple(rules.values())), tuple(reader.faults)


class Reader:
    """Makes rules of nodes and collects what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, code: str, node: Node, value: str, expected: str, remedy: str) -> None:
        """Notes what is wrong at a node."""
        said = f"Line {node.line}: {value or 'nothing'} is not {expected}."
        self.faults.append(Fault(f"revenue.rule.{code}", said, f"line {node.line}", value, expected, remedy))

    def rule(self, node: Node) -> Rule | None:
        """One rule; none where something is wrong with it."""
        before = len(self.faults)
        held = self.mapping(node, NAMES)
        for name in NEEDED:
            if name not in held:
                self.fault("missing", node, f"a rule without “{name}”", "whole", f"Write “{name}:” with what it is.")
        if len(self.faults) > before:
            return None
        each = self.chosen(held, "each", Each) or Each.CLAIM
        when = self.condition(held["when"], each)
        action = self.chosen(held, "action", Action)
        made: dict[str, Any] = {
            **{name: self.text(held[name]) for name in ("words", "remedy", "expected", "author") if name in held},
            "id": self.id(held["id"]),
            "about": self.about(held["about"], each),
            "source": self.source(held["source"]),
            "scope": self.scope(held["scope"]) if "scope" in held else Scope(),
            "since": self.day(held["since"]) if "since" in held else None,
            "until": self.day(held["until"]) if "until" in held else None,
            "fix": self.fixes(held["fix"], each) if "fix" in held else (),
        }
        if bool(made["fix"]) is not (action is Action.FIX):
            self.fault("fix", node, str(action), "a rule of that kind", "A fix, and nothing else, has “fix:”.")
        if made["since"] and made["until"] and made["until"] <= made["since"]:
            self.fault("period", held["until"], str(made["until"]), "after “since”", "Correct the days.")
        if len(self.faults) > before or when is None or action is None:
            return None
        return Rule(action=action, when=when, each=each, **made)

    def condition(self, node: Node, each: Each) -> Condition | None:
        """A condition: one name, and what is under it. ``each`` says which facts may be asked."""
        held = self.mapping(node)
        if len(held) != 1:
            self.fault("condition", node, ", ".join(held), "one condition", "Put several under “all:” or “any:”.")
            return None
        ((name, inner),) = held.items()
        return CONDITIONS[name](self, inner, each) if name in CONDITIONS else self.test(name, inner, each)

    def several(self, node: Node, each: Each, make: Callable[[tuple[Condition, ...]], Condition]) -> Condition | None:
        entries = node.value if isinstance(node.value, list) else []
        if not entries:
            self.fault("condition", node, "", "a list of conditions", "Write one on each line, with a dash before it.")
        made = [self.condition(one, each) for one in entries]
        return make(tuple(one for one in made if one is not None)) if made and None not in made else None

    def single(self, node: Node, each: Each, make: Callable[[Condition], Condition]) -> Condition | None:
        made = self.condition(node, each)
        return None if made is None else make(made)

    def over_lines(self, node: Node, each: Each, make: Callable[[Condition], Condition]) -> Condition | None:
        if each is not Each.CLAIM:
            self.fault("lines", node, "a look at all lines", "possible for each line", "Write “each: claim”.")
            return None
        return self.single(node, Each.LINE, make)

    def count(self, node: Node, each: Each) -> Condition | None:
        held = self.mapping(node)
        ops = [name for name in held if name in {one.value for one in COMPARED}]
        if "where" not in held or len(held) != 2 or len(ops) != 1 or each is not Each.CLAIM:
            self.fault("count", node, ", ".join(held), "“where:” and one comparison", "Write “where:” and “above: 3”.")
            return None
        value, inner = self.number(held[ops[0]]), self.condition(held["where"], Each.LINE)
        return None if value is None or inner is None else Count(inner, Op(ops[0]), value)

    def test(self, name: str, node: Node, each: Each) -> Condition | None:
        fact, held = FACTS.get(name), self.mapping(node)
        if fact is None or fact.each not in (Each.CLAIM, each):
            told = "known" if fact is None else f"a fact of a {each}"
            self.fault("fact", node, name, told, "Choose a fact of the reference “Rules of the scrubber”.")
            return None
        op = next((Op(one) for one in held if one in set(Op)), None)
        if len(held) != 1 or op is None or op not in OPS[fact.sort]:
            asked = ", ".join(sorted(OPS[fact.sort]))
            self.fault("op", node, ", ".join(held), f"one of {asked}", f"“{name}” is asked so.")
            return None
        value = self.value(fact.sort, op, held[op.value], each)
        return None if value is None else Check(name, op, value)

    def value(self, sort: Sort, op: Op, node: Node, each: Each) -> Value | None:
        """What a fact is held against."""
        if op is Op.GIVEN or sort is Sort.FLAG:
            return self.flag(node)
        if isinstance(node.value, dict):
            return self.other(sort, node, each)
        if op is Op.UNSOUND:
            text = self.text(node)
            if text not in SHAPES:
                self.fault("shape", node, text, f"one of {', '.join(SHAPES)}", "Choose one of these.")
            return text
        if op in (Op.IN, Op.NOT_IN, Op.LIKE, Op.UNLIKE):
            return self.codes(node, patterns=op in (Op.LIKE, Op.UNLIKE))
        return {Sort.NUMBER: self.number, Sort.DAY: self.day}.get(sort, self.text)(node)

    def other(self, sort: Sort, node: Node, each: Each) -> Value | None:
        held = self.mapping(node, frozenset({"fact", "days"}))
        fact = FACTS.get(self.text(held["fact"])) if "fact" in held else None
        if fact is None or fact.sort is not sort or fact.each not in (Each.CLAIM, each) or sort is Sort.CODES:
            self.fault("other", node, ", ".join(held), f"a fact that is a {sort}", "Compare like with like.")
            return None
        days = self.number(held["days"]) if "days" in held else Decimal(0)
        if days is None or days != int(days) or (days and sort is not Sort.DAY) or abs(days) > 100_000:
            self.fault("days", node, str(days), "a whole number of days", "Only a day is so many days later.")
            return None
        return Other(self.text(held["fact"]), int(days))

    def scope(self, node: Node) -> Scope:
        held = self.mapping(node, frozenset({"payers", "places", "forms"}))
        made = {name: self.codes(one) or () for name, one in held.items()}
        if "forms" in held and not set(made["forms"]) <= {"P", "I"}:
            self.fault(
                "forms", held["forms"], " ".join(made["forms"]), "P, I or both", "P: by a person, I: a hospital."
            )
        return Scope(**made) if set(made) <= {"payers", "places", "forms"} else Scope()

    def source(self, node: Node) -> Source:
        held = self.mapping(node, frozenset({"document", "page", "url", "on"}))
        if "document" not in held:
            self.fault("source", node, "", "a source", "Write “document:” with its name.")
        made: dict[str, Any] = {name: self.text(one) for name, one in held.items() if name in ("document", "page")}
        if "url" in held:
            made["url"] = self.text(held["url"])
            if not made["url"].startswith(("https://", "http://")):
                self.fault("url", held["url"], made["url"], "an address of a page", "It begins with https://.")
        return Source(**{"document": "", **made}, on=self.day(held["on"]) if "on" in held else None)

    def fixes(self, node: Node, each: Each) -> tuple[Fix, ...]:
        entries = node.value if isinstance(node.value, list) else [node]
        return tuple(fix for one in entries if (fix := self.fix(one, each)) is not None)

    def fix(self, node: Node, each: Each) -> Fix | None:
        held = self.mapping(node, frozenset({*(one.value for one in ChangeKind), "to"}))
        kind = next((ChangeKind(one) for one in held if one in set(ChangeKind)), None)
        to = self.number(held["to"]) if "to" in held else Decimal(0)
        moves = kind is ChangeKind.MOVE_DIAGNOSIS
        wrong = kind is None or len(held) - ("to" in held) != 1 or to is None or bool(to) is not moves
        of_line = kind in (ChangeKind.ADD_MODIFIER, ChangeKind.REMOVE_MODIFIER)
        if wrong or kind is None or to is None or (of_line and each is not Each.LINE):
            self.fault("fix", node, ", ".join(held), "a change that fits", "See “Changes” in the reference.")
            return None
        value = self.text(held[kind.value])
        shape = {ChangeKind.SET_PLACE: "place", ChangeKind.MOVE_DIAGNOSIS: ""}.get(kind, "modifier" if of_line else "")
        if (shape and not SHAPES[shape](value)) or (not value and each is not Each.DIAGNOSIS):
            self.fault("fix", node, value, f"a {shape or 'value'}", "Correct it.")
        return Fix(kind, value, int(to))

    def about(self, node: Node, each: Each) -> str:
        name = self.text(node)
        if name not in FACTS or FACTS[name].each not in (Each.CLAIM, each):
            self.fault("about", node, name, f"a fact of a {each}", "Name the fact that a finding points to.")
        return name

    def id(self, node: Node) -> str:
        name = self.text(node)
        if not ID.fullmatch(name) or len(name) > LONGEST_ID:
            self.fault("id", node, name, "an id, as no-member-number", "Small letters, digits and dashes.")
        return name

    def chosen(self, held: Mapping[str, Node], name: str, kinds: type[Chosen]) -> Chosen | None:
        if name not in held:
            return None
        text = self.text(held[name])
        if text not in {one.value for one in kinds}:
            self.fault(name, held[name], text, f"one of {', '.join(kinds)}", "Choose one of these.")
            return None
        return kinds(text)

    def codes(self, node: Node, *, patterns: bool = False) -> tuple[str, ...] | None:
        entries = node.value if isinstance(node.value, list) else [node]
        found = tuple(self.text(one) for one in entries)
        wrong = [one for one in found if not (PATTERN.fullmatch(one) if patterns else one)]
        if wrong or not found:
            self.fault("codes", node, " ".join(wrong), "codes, as 99* or J0100-J9999", "Correct them.")
            return None
        return found

    def number(self, node: Node) -> Decimal | None:
        try:
            value = Decimal(self.text(node))
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or abs(value) >= 10**MOST_DIGITS:
            self.fault("number", node, self.text(node), "a number", "Write it in digits.")
            return None
        return value

    def day(self, node: Node) -> dt.date | None:
        try:
            return dt.date.fromisoformat(self.text(node))
        except ValueError:
            self.fault("day", node, self.text(node), "a day, as 2026-03-31", "Write year, month and day.")
            return None

    def flag(self, node: Node) -> bool | None:
        text = self.text(node).lower()
        if text not in ("true", "false"):
            self.fault("flag", node, text, "true or false", "Write one of these.")
            return None
        return text == "true"

    def text(self, node: Node) -> str:
        if isinstance(node.value, str):
            return node.value.strip()
        self.fault("text", node, "several values", "one value", "Write one.")
        return ""

    def mapping(self, node: Node, allowed: Iterable[str] = ()) -> dict[str, Node]:
        if not isinstance(node.value, dict):
            self.fault("names", node, "a value", "names with values", "Write “name: value”.")
            return {}
        names = set(allowed)
        for name, one in node.value.items():
            if names and name not in names:
                self.fault("name", one, name, f"one of {', '.join(sorted(names))}", "Correct the name.")
        return {name: one for name, one in node.value.items() if not names or name in names}


CONDITIONS: Mapping[str, Callable[[Reader, Node, Each], Condition | None]] = {
    "all": lambda reader, node, each: reader.several(node, each, All),
    "any": lambda reader, node, each: reader.several(node, each, Either),
    "not": lambda reader, node, each: reader.single(node, each, Not),
    "some line": lambda reader, node, each: reader.over_lines(node, each, SomeLine),
    "every line": lambda reader, node, each: reader.over_lines(node, each, EveryLine),
    "count": Reader.count,
}
