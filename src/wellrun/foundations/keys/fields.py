"""Fields for what may not stand readable in the database: ``SealedText``, and ``BlindIndex`` to find it by equality.

    class Patient(SealedModel):
        mrn = SealedText(_("record number"))
        mrn_index = BlindIndex(of="mrn", normalise=plain_number)

    Patient.objects.filter(mrn_index="12345")

The value is sealed when a row is saved and opened when it is read from the row, never before: a list that does not show
it does not pay for it, and ``values()``, pickles and ``dumpdata`` hold ciphertext only.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Lookup
from django.db.models.query_utils import DeferredAttribute

from wellrun.foundations.keys import opening
from wellrun.foundations.keys.sealing import Digest, Place, Sealed, prefix


def as_typed(text: str) -> str:
    """Equality to the letter, the rule of a blind index that names no other."""
    return text


class SealedModel(models.Model):
    """A row that sealed fields can stand in: its key is a UUID, known before it is written."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True

    def save(
        self,
        force_insert: Any = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """A sealed field that is written takes its blind index with it."""
        if update_fields is not None:
            named = set(update_fields)
            update_fields = named | {
                field.name
                for field in self._meta.concrete_fields
                if isinstance(field, BlindIndex) and field.of in named
            }
        super().save(force_insert=force_insert, force_update=force_update, using=using, update_fields=update_fields)


class SealedUnder(Lookup[Any]):
    """Rows whose value was sealed or digested with this key: a range over the first bytes, so an index can serve it."""

    lookup_name = "sealed_under"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, values = self.process_lhs(compiler, connection)
        low, high = self.bounds()
        return f"({left} >= %s AND {left} < %s)", (*values, low, *values, high)

    def bounds(self) -> tuple[bytes, bytes]:
        low = prefix(self.rhs)
        return low, low[:-1] + bytes([low[-1] + 1])


class SealedOtherwise(SealedUnder):
    """Rows that have a value, sealed or digested with any key but this one."""

    lookup_name = "sealed_otherwise"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, values = self.process_lhs(compiler, connection)
        low, high = self.bounds()
        return f"({left} > %s AND ({left} < %s OR {left} >= %s))", (*values, b"", *values, low, *values, high)


class _OpensWhenRead(DeferredAttribute):
    """Keeps what the database holds in the row, and opens it each time it is asked for."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        held = super().__get__(instance, cls)
        if isinstance(held, Sealed):
            field: Any = self.field
            return opening.opened(held, place=field.place_in(instance))
        return held

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class _Bytes(models.Field[Any, Any]):
    """What both fields share: bytes in the database, few lookups, and the place as associated data."""

    lookups: frozenset[str] = frozenset()
    advice = ""

    def get_internal_type(self) -> str:
        return "BinaryField"

    def get_lookup(self, lookup_name: str) -> type[Lookup[Any]] | None:
        if lookup_name not in self.lookups:
            raise FieldError(f"{self.model.__name__}.{self.name} is sealed and knows no {lookup_name}. {self.advice}")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> None:  # noqa: ARG002 - the name is Django's
        return None

    def check(self, **options: Any) -> list[checks.CheckMessage]:
        return [*super().check(**options), *self._check_row_key()]

    def _check_row_key(self) -> list[checks.CheckMessage]:
        if issubclass(self.model, SealedModel):
            return []
        return [
            checks.Error(
                f"{self.model.__name__} has a sealed field and is no SealedModel.",
                hint="Inherit from wellrun.foundations.keys.fields.SealedModel.",
                obj=self,
                id="keys.E001",
            )
        ]


class SealedText(_Bytes):
    """Text that is sealed in the database. ``context``: the old ``table.column`` where either was renamed since.

    ``None`` and the empty text stay what they are. Raises ``Refused`` where a value does not open.
    """

    descriptor_class = _OpensWhenRead
    lookups = frozenset({"isnull", "sealed_under", "sealed_otherwise"})
    advice = "Find it by a BlindIndex beside it, with exact or in."

    def __init__(self, *arguments: Any, context: str = "", **options: Any) -> None:
        self.context = context
        super().__init__(*arguments, **options)

    def deconstruct(self) -> Any:
        name, path, arguments, options = super().deconstruct()
        return name, path, arguments, {**options, **({"context": self.context} if self.context else {})}

    def check(self, **options: Any) -> list[checks.CheckMessage]:
        found = super().check(**options)
        if self.unique or getattr(self, "db_index", False):
            found.append(
                checks.Error(
                    "A sealed value is never the same twice, so it can be neither unique nor indexed.",
                    hint="Put a BlindIndex beside it and make that unique.",
                    obj=self,
                    id="keys.E002",
                )
            )
        return found

    def sealed_as(self) -> str:
        """The name of the column that ciphertexts are bound to."""
        return self.context or f"{self.model._meta.db_table}.{self.column}"

    def place_in(self, row: models.Model) -> Place:
        return Place(self.sealed_as(), row.pk if isinstance(row.pk, uuid.UUID) else uuid.UUID(str(row.pk)))

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Sealed | str | None:
        if value is None:
            return None
        return Sealed(value) if len(value) else ""

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str | Sealed) else str(value)

    def pre_save(self, row: models.Model, add: bool) -> Any:  # noqa: ARG002 - the name is Django's
        """Seals what was set; proves that what was not set still belongs to this row."""
        held = row.__dict__.get(self.attname)
        if held is None or held == "":
            return held
        if isinstance(held, Sealed):
            opening.opened(held, place=self.place_in(row))
            return held
        if not isinstance(held, str):
            raise FieldError(f"{self.model.__name__}.{self.name} takes text, not {type(held).__name__}.")
        sealed = opening.sealed(held, place=self.place_in(row))
        row.__dict__[self.attname] = sealed
        return sealed

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: ARG002 - Django's
        if value is None:
            return None
        if isinstance(value, Sealed) or value in ("", b""):
            return connection.Database.Binary(bytes(value or b""))
        raise FieldError(
            f"{self.model.__name__}.{self.name} is sealed for one row, which update() and bulk_update() do not know. "
            "Save the rows, or use bulk_create for new ones."
        )

    def value_to_string(self, obj: models.Model) -> str:
        """What serializers write: the ciphertext."""
        held = obj.__dict__.get(self.attname)
        return f"sealed:{base64.b64encode(held).decode()}" if isinstance(held, Sealed) else ""

    def formfield(self, **options: Any) -> Any:
        from django import forms

        return super().formfield(**{"form_class": forms.CharField, **options})


class _Equal(Lookup[Any]):
    """Equality with a text, under every index key that is in use."""

    lookup_name = "exact"

    def get_prep_lookup(self) -> Any:
        if hasattr(self.rhs, "resolve_expression"):
            raise FieldError("A blind index is compared with a text, not with an expression.")
        return self.lhs.output_field.digests(self.wanted())

    def wanted(self) -> Iterable[Any]:
        return [self.rhs]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, values = self.process_lhs(compiler, connection)
        if not self.rhs:
            return "1 = 0", ()
        marks = ", ".join(["%s"] * len(self.rhs))
        return f"{left} IN ({marks})", (*values, *(connection.Database.Binary(bytes(one)) for one in self.rhs))


class _AmongTexts(_Equal):
    lookup_name = "in"

    def wanted(self) -> Iterable[Any]:
        return list(self.rhs)


class BlindIndex(_Bytes):
    """A keyed digest of a sealed field beside it, so that rows can be found by equality and nothing else.

    ``normalise`` is a function of a module that gives the form in which texts are compared (spaces off, upper case); it
    must not change once rows are written. Rows without a value have no digest.
    """

    lookups = frozenset({"exact", "in", "isnull", "sealed_under", "sealed_otherwise"})
    advice = "A blind index knows exact, in and isnull."

    def __init__(self, *arguments: Any, of: str, normalise: Callable[[str], str] = as_typed, **options: Any) -> None:
        self.of, self.normalise = of, normalise
        options.update(null=True, editable=False, default=None)
        super().__init__(*arguments, **options)

    def deconstruct(self) -> Any:
        name, path, arguments, options = super().deconstruct()
        for fixed in ("null", "editable", "default"):
            options.pop(fixed, None)
        return name, path, arguments, {**options, "of": self.of, "normalise": self.normalise}

    def sealed_field(self) -> SealedText:
        field = self.model._meta.get_field(self.of)
        if not isinstance(field, SealedText):
            raise FieldError(f"{self.model.__name__}.{self.name} indexes {self.of}, which is no SealedText.")
        return field

    def digests(self, texts: Iterable[Any]) -> tuple[Digest, ...]:
        """The digests that rows with one of these texts may carry."""
        column = self.sealed_field().sealed_as()
        found: list[Digest] = []
        for text in texts:
            if isinstance(text, Digest):
                found.append(text)
            elif text is not None and self.normalise(str(text)):
                found.extend(opening.digests(self.normalise(str(text)), column=column))
        return tuple(found)

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Digest | None:
        return None if value is None else Digest(value)

    def to_python(self, value: Any) -> Any:
        return value

    def pre_save(self, row: models.Model, add: bool) -> Digest | None:  # noqa: ARG002 - the name is Django's
        sealed = self.sealed_field()
        if sealed.attname not in row.__dict__:
            return row.__dict__.get(self.attname)
        text = self.normalise(getattr(row, sealed.attname) or "")
        found = opening.digest(text, column=sealed.sealed_as()) if text else None
        setattr(row, self.attname, found)
        return found

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: ARG002 - Django's
        if value is None:
            return None
        if isinstance(value, Digest):
            return connection.Database.Binary(bytes(value))
        raise FieldError(f"{self.model.__name__}.{self.name} is worked out from {self.of}; save the row instead.")

    def value_to_string(self, obj: models.Model) -> str:
        held = self.value_from_object(obj)
        return base64.b64encode(held).decode() if held else ""


for _lookup in (SealedUnder, SealedOtherwise):
    SealedText.register_lookup(_lookup)
    BlindIndex.register_lookup(_lookup)
BlindIndex.register_lookup(_Equal)
BlindIndex.register_lookup(_AmongTexts)
