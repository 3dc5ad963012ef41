"""A text in YAML as plain values with their lines. Nothing is guessed: 0120 stays a text, and nothing refers."""

from __future__ import annotations

from typing import NamedTuple

import yaml

from wellrun.values.faults import Fault

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LONGEST, DEEPEST = 200_000, 20
"""Characters of a text, and levels in it."""


class Node(NamedTuple):
    """A text, a list of nodes, or nodes by name; the line it begins in, from 1."""

    value: str | list[Node] | dict[str, Node]
    line: int


def nodes_of(text: str) -> tuple[Node | None, tuple[Fault, ...]]:
    """What a text holds, or why it cannot be read."""
    if len(text) > LONGEST:
        return None, (_fault("long", 1, str(len(text)), f"{LONGEST} characters at most", "Take rules in parts."),)
    try:
        faults = _refused(text)
        root = None if faults else yaml.compose(text, LOADER)
    except yaml.YAMLError as error:
        mark: yaml.Mark | None = getattr(error, "problem_mark", None)
        problem = str(getattr(error, "problem", None) or "not readable")
        line = mark.line + 1 if mark else 1
        return None, (_fault("syntax", line, problem, "YAML", "Compare the line with a rule that can be read."),)
    if root is None and not faults:
        faults = (_fault("empty", 1, "", "at least one rule", "Write a rule."),)
    if faults or root is None:
        return None, faults
    twice: list[Fault] = []
    node = _node(root, twice)
    return (None, tuple(twice)) if twice else (node, ())


def _refused(text: str) -> tuple[Fault, ...]:
    deep = 0
    for event in yaml.parse(text, LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        anchor = getattr(event, "anchor", None)
        if anchor:
            return (_fault("reference", line, str(anchor), "no reference", "Say it again where it is meant."),)
        deep += isinstance(event, yaml.CollectionStartEvent)
        deep -= isinstance(event, yaml.CollectionEndEvent)
        if deep > DEEPEST:
            return (_fault("deep", line, str(deep), f"{DEEPEST} levels at most", "Make two rules of it."),)
    return ()


def _node(node: yaml.Node, faults: list[Fault]) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return Node([_node(one, faults) for one in node.value], line)
    if not isinstance(node, yaml.MappingNode):
        return Node(str(node.value), line)
    found: dict[str, Node] = {}
    for key, value in node.value:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
        if not name or name in found:
            faults.append(_fault("name", key.start_mark.line + 1, name, "each name once", "Leave one of them out."))
        found[name] = _node(value, faults)
    return Node(found, line)


def _fault(code: str, line: int, value: str, expected: str, remedy: str) -> Fault:
    return Fault(f"revenue.rule.{code}", f"Line {line}: {value or 'nothing'}.", f"line {line}", value, expected, remedy)
