"""getResourceKey() and getReferenceKey(): the resource's id, and the id a Reference points to (SQL on FHIR v2)."""

from __future__ import annotations

from dataclasses import replace

from wellrun.engines.fhir.faults import InvalidPath
from wellrun.engines.fhir.shape import text
from wellrun.engines.fhir.values import Operand, Root, Scope, Value, child, scalar, settled, single, without_nulls


def get_resource_key(target: Operand, scope: Scope) -> Value:
    if not isinstance(target, Root):
        raise InvalidPath("getResourceKey() belongs to the resource.", "Write getResourceKey() at the start of a path.")
    key = child(target, "id", scope.names)
    assert isinstance(key, Value)
    return replace(key, origin=None)


def get_reference_key(target: Operand, kind: str | None, scope: Scope) -> Value:
    """The id in a Reference; nothing for contained and conditional references and for another type than asked."""
    references = settled(target, scope.names)
    if references.kind not in ("Reference", None):
        raise InvalidPath(f"getReferenceKey() was asked of {references.kind}.", "Ask it of a Reference.")
    if not references.many:
        return Value(sql=key_of(references, kind, scope), kind="id")
    name = scope.names.fresh()
    keys = key_of(replace(references, sql=name, many=False), kind, scope)
    filtered = without_nulls(f"list_transform({references.sql}, lambda {name}: {keys})", scope.names)
    return Value(sql=filtered, kind="id", many=True)


def key_of(reference: Value, kind: str | None, scope: Scope) -> str:
    link = scalar(single(child(reference, "reference", scope.names), scope.names), "VARCHAR")
    plain = f"split_part({link}, '/_history/', 1)"
    key = f"split_part({plain}, '/', -1)"
    local = f"starts_with({link}, '#') OR contains({link}, '?')"
    whole = f"CASE WHEN {local} THEN NULL WHEN starts_with({link}, 'urn:uuid:') THEN substr({link}, 10) ELSE {key} END"
    if kind is None:
        return whole
    named = scalar(single(child(reference, "type", scope.names), scope.names), "VARCHAR")
    written = f"coalesce(nullif(split_part({plain}, '/', -2), ''), {named})"
    return f"CASE WHEN {written} = {text(kind)} THEN {whole} END"
