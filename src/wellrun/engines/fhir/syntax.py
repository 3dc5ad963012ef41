"""FHIRPath text to syntax tree, after the grammar of the FHIRPath specification (N1, hl7.org/fhirpath/grammar.html)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from wellrun.engines.fhir.faults import InvalidPath


@dataclass(frozen=True)
class Literal:
    """A constant written in the path; `kind` is the FHIR type it has."""

    kind: str
    text: str


@dataclass(frozen=True)
class Nothing:
    """The empty collection, `{}`."""


@dataclass(frozen=True)
class Variable:
    """`$this`, `$index` or `%name`, with its sign."""

    name: str


@dataclass(frozen=True)
class Member:
    target: Node | None
    name: str


@dataclass(frozen=True)
class Call:
    target: Node | None
    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Item:
    """`target[position]`."""

    target: Node
    position: Node


@dataclass(frozen=True)
class Unary:
    sign: str
    operand: Node


@dataclass(frozen=True)
class Binary:
    sign: str
    left: Node
    right: Node


Node = Literal | Nothing | Variable | Member | Call | Item | Unary | Binary

TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<dateTime>@\d{4}(-\d\d(-\d\d)?)?T(\d\d(:\d\d(:\d\d(\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?)?)
    |(?P<time>@T\d\d(:\d\d(:\d\d(\.\d+)?)?)?)
    |(?P<date>@\d{4}(-\d\d(-\d\d)?)?)
    |(?P<decimal>\d+\.\d+)
    |(?P<integer>\d+)
    |(?P<string>'(?:[^'\\]|\\.)*')
    |(?P<variable>\$[a-z]+|%(?:[A-Za-z_]\w*|`[^`]+`|'[^']+'))
    |(?P<name>[A-Za-z_]\w*|`(?:[^`\\]|\\.)*`)
    |(?P<sign><=|>=|!=|!~|[-+*/&|<>=~.,()\[\]{}])""",
    re.VERBOSE | re.DOTALL,
)
PRECEDENCE = {
    **dict.fromkeys(("*", "/", "div", "mod"), 11),
    **dict.fromkeys(("+", "-", "&"), 10),
    **dict.fromkeys(("is", "as"), 9),
    "|": 8,
    **dict.fromkeys(("<=", "<", ">", ">="), 7),
    **dict.fromkeys(("=", "~", "!=", "!~"), 6),
    **dict.fromkeys(("in", "contains"), 5),
    "and": 4,
    **dict.fromkeys(("xor", "or"), 3),
    "implies": 2,
}
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "f": "\f"}
SIGN_PRECEDENCE = 12
DEEPEST_NESTING = 200


@dataclass(frozen=True)
class Token:
    kind: str
    text: str


def tokens(path: str) -> list[Token]:
    """The words of a path; raises InvalidPath at the first character FHIRPath does not know."""
    found, at = [], 0
    while at < len(path):
        match = TOKEN.match(path, at)
        if match is None:
            raise InvalidPath(
                f"'{path}' cannot be read: unexpected '{path[at]}' at character {at + 1}.",
                "Write it as FHIRPath, for example name.where(use = 'official').family.",
            )
        if match.lastgroup != "space":
            found.append(Token(match.lastgroup or "", match.group()))
        at = match.end()
    return found


@lru_cache(maxsize=4096)
def parse(path: str) -> Node:
    """The syntax tree of a FHIRPath expression.

    Raises InvalidPath with what was expected where.
    """
    reader = Reader(path)
    tree = reader.expression(0)
    if reader.rest():
        reader.stop("an operator or the end")
    return tree


class Reader:
    """Precedence climbing over the tokens of one path."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.tokens = tokens(path)
        self.at = 0
        self.depth = 0

    def rest(self) -> bool:
        return self.at < len(self.tokens)

    def peek(self) -> Token:
        return self.tokens[self.at] if self.rest() else Token("end", "")

    def next(self) -> Token:
        token = self.peek()
        self.at += 1
        return token

    def take(self, text: str) -> bool:
        if self.peek().text != text or self.peek().kind == "string":
            return False
        self.at += 1
        return True

    def need(self, text: str) -> None:
        if not self.take(text):
            self.stop(f"'{text}'")

    def stop(self, expected: str) -> None:
        seen = self.peek().text or "the end"
        raise InvalidPath(f"'{self.path}' cannot be read: found {seen}, expected {expected}.", "Correct the path.")

    def expression(self, floor: int) -> Node:
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            raise InvalidPath("The path is nested too deeply.", f"Use at most {DEEPEST_NESTING} levels.")
        left = self.unary()
        while (level := PRECEDENCE.get(self.operator(), 0)) > floor:
            sign = self.next().text
            left = self.type_test(sign, left) if sign in ("is", "as") else Binary(sign, left, self.expression(level))
        self.depth -= 1
        return left

    def operator(self) -> str:
        return self.peek().text if self.peek().kind in ("sign", "name") else ""

    def type_test(self, sign: str, left: Node) -> Node:
        return Call(left, sign, (self.qualified_name(),))

    def qualified_name(self) -> Node:
        name = Member(None, self.name())
        while self.take("."):
            name = Member(name, self.name())
        return name

    def unary(self) -> Node:
        for sign in ("+", "-"):
            if self.take(sign):
                return Unary(sign, self.expression(SIGN_PRECEDENCE))
        return self.invocations(self.term())

    def invocations(self, tree: Node) -> Node:
        while True:
            if self.take("."):
                tree = self.invocation(tree)
            elif self.take("["):
                tree = Item(tree, self.expression(0))
                self.need("]")
            else:
                return tree

    def term(self) -> Node:
        token = self.peek()
        if self.take("("):
            inner = self.expression(0)
            self.need(")")
            return inner
        if self.take("{"):
            self.need("}")
            return Nothing()
        if token.kind in ("integer", "decimal", "string", "date", "dateTime", "time"):
            return self.literal(self.next())
        if token.kind == "variable":
            return Variable(unquoted_variable(self.next().text))
        if token.text in ("true", "false"):
            return Literal("boolean", self.next().text)
        return self.invocation(None)

    def literal(self, token: Token) -> Literal:
        text = token.text
        if token.kind == "string":
            return Literal("string", unescaped(text[1:-1]))
        if token.kind == "time":
            return Literal("time", text[2:])
        return Literal(token.kind, text.removeprefix("@").removesuffix("T"))

    def name(self) -> str:
        if self.peek().kind != "name":
            self.stop("a name")
        text = self.next().text
        return unescaped(text[1:-1]) if text.startswith("`") else text

    def invocation(self, target: Node | None) -> Node:
        if self.peek().kind == "variable" and self.peek().text == "$this":
            self.stop("a name")
        name = self.name()
        if not self.take("("):
            return Member(target, name)
        arguments: list[Node] = []
        while not self.take(")"):
            if arguments:
                self.need(",")
            arguments.append(self.expression(0))
        return Call(target, name, tuple(arguments))


def unquoted_variable(text: str) -> str:
    return text[0] + text[1:].strip("`'")


def unescaped(text: str) -> str:
    def replacement(match: re.Match[str]) -> str:
        code = match.group(1)
        return chr(int(code[1:], 16)) if len(code) == 5 else ESCAPES.get(code, code)

    return re.sub(r"\\(u[0-9a-fA-F]{4}|.)", replacement, text, flags=re.DOTALL)


def navigates(tree: Node) -> bool:
    """Whether a path steps down to an element at all; `$this` and literals do not."""
    match tree:
        case Member():
            return True
        case Call(target=target) | Item(target=target):
            return target is not None and navigates(target)
        case Binary(sign="|", left=left, right=right):
            return navigates(left) and navigates(right)
        case _:
            return False
