"""FHIRPath syntax tree to SQL text."""

from __future__ import annotations

from dataclasses import replace

from wellrun.engines.fhir.elements import PRIMITIVES
from wellrun.engines.fhir.faults import InvalidPath
from wellrun.engines.fhir.functions import FUNCTIONS, Invocation
from wellrun.engines.fhir.operators import OPERATORS, negative
from wellrun.engines.fhir.shape import text
from wellrun.engines.fhir.syntax import Binary, Call, Item, Literal, Member, Node, Nothing, Unary, Variable
from wellrun.engines.fhir.values import NOTHING, Names, Operand, Root, Scope, Value, child, settled, single


def compiled(tree: Node, scope: Scope) -> Operand:
    """The value of a path on the scope's focus.

    Raises InvalidPath for an unknown function, variable or constant, and for operands that never fit.
    """
    match tree:
        case Literal():
            return literal(tree)
        case Nothing():
            return NOTHING
        case Variable():
            return variable(tree.name, scope)
        case Member():
            return member(tree, scope)
        case Item():
            return indexed(compiled(tree.target, scope), compiled(tree.position, scope), scope.names)
        case Unary(sign="-"):
            return negative(compiled(tree.operand, scope), scope.names)
        case Unary():
            return compiled(tree.operand, scope)
        case Binary():
            return OPERATORS[tree.sign](tree.sign, compiled(tree.left, scope), compiled(tree.right, scope), scope.names)
        case Call():
            return called(tree, scope)


def literal(tree: Literal) -> Value:
    if tree.kind in ("integer", "decimal", "boolean"):
        return Value(sql=f"CAST({tree.text} AS {PRIMITIVES[tree.kind]})", kind=tree.kind)
    return Value(sql=text(tree.text), kind=tree.kind)


def variable(name: str, scope: Scope) -> Operand:
    if name == "$this":
        return scope.focus
    if name in ("%resource", "%rootResource", "%context"):
        return scope.root
    if name == "%rowIndex":
        return Value(sql=scope.row_index, kind="integer")
    if name.removeprefix("%") in scope.constants and name.startswith("%"):
        return scope.constants[name[1:]]
    known = ", ".join(f"%{constant}" for constant in scope.constants) or "none"
    raise InvalidPath(f"{name} is not defined (constants: {known}).", "Add it to the view's constant list.")


def member(tree: Member, scope: Scope) -> Operand:
    if tree.target is not None:
        return child(compiled(tree.target, scope), tree.name, scope.names)
    if isinstance(scope.focus, Root) and tree.name == scope.focus.kind:
        return scope.focus
    return child(scope.focus, tree.name, scope.names)


def indexed(target: Operand, position: Operand, names: Names) -> Operand:
    """`target[n]`, counted from nought."""
    number = single(position, names)
    if number.kind not in ("integer", "integer64", "positiveInt", "unsignedInt"):
        raise InvalidPath("An index must be a whole number.", "Write for example name[0].")
    value = settled(target, names)
    if not value.many:
        return replace(value, sql=f"CASE WHEN {number.sql} = 0 THEN {value.sql} END")
    return replace(value, sql=f"({value.sql})[CASE WHEN {number.sql} >= 0 THEN {number.sql} + 1 END]", many=False)


def called(tree: Call, scope: Scope) -> Operand:
    function = FUNCTIONS.get(tree.name)
    if function is None:
        raise InvalidPath(f"The function {tree.name}() is not known.", f"Use one of {', '.join(sorted(FUNCTIONS))}.")
    if not function.least <= len(tree.arguments) <= function.most:
        raise InvalidPath(
            f"{tree.name}() was given {len(tree.arguments)} arguments.",
            f"Give {function.least}" + (f" to {function.most}." if function.most > function.least else "."),
        )
    target = scope.focus if tree.target is None else compiled(tree.target, scope)
    return function.compile(Invocation(target=target, arguments=tree.arguments, scope=scope, compile=compiled))
