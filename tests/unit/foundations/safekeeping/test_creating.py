"""An empty database gets its tables at once: the same ones, to the last constraint, that all migrations would leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from wellrun.foundations.safekeeping.creating import create_at_once, is_empty

pytestmark = pytest.mark.database


@pytest.fixture
def databases(django_db_setup: None, django_db_blocker: Any, tmp_path: Any) -> Iterator[Any]:
    """Empty databases by name, beside the one of the tests: files of SQLite, or schemas of PostgreSQL."""
    made: list[str] = []

    def empty(name: str) -> BaseDatabaseWrapper:
        connections.settings[name] = {**connections.settings["default"], "NAME": str(tmp_path / name)}
        if connections["default"].vendor == "postgresql":
            options = {"options": f"-c search_path={name}"}
            connections.settings[name] |= {"NAME": connections["default"].settings_dict["NAME"], "OPTIONS": options}
            with connections[name].cursor() as cursor:
                cursor.execute(f"CREATE SCHEMA {name}")
        made.append(name)
        return connections[name]

    with django_db_blocker.unblock():
        yield empty
        for name in made:
            if connections[name].vendor == "postgresql":
                with connections[name].cursor() as cursor:
                    cursor.execute(f"DROP SCHEMA {name} CASCADE")
            connections[name].close()
            del connections[name], connections.settings[name]


SAID_BY_POSTGRESQL = """
    SELECT 'column ' || table_name || '.' || column_name, concat_ws(' ', data_type, character_maximum_length,
           numeric_precision, numeric_scale, is_nullable, column_default, is_identity, collation_name)
      FROM information_schema.columns WHERE table_schema = current_schema()
    UNION ALL SELECT 'constraint ' || conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
    UNION ALL SELECT 'index ' || tablename || '.' || indexname, indexdef
      FROM pg_indexes WHERE schemaname = current_schema()
    UNION ALL SELECT 'sequence ' || sequencename, concat_ws(' ', data_type, start_value, increment_by)
      FROM pg_sequences WHERE schemaname = current_schema()"""


def schema_of(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    """What the database itself says of everything in it, the order of columns apart."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(SAID_BY_POSTGRESQL)
            name = connection.alias
            return {of: said.replace(f"{name}.", "") for of, said in cursor.fetchall()}
        cursor.execute("SELECT type || ' ' || name, sql FROM sqlite_master")
        return {of: sorted(parts(said or "")) for of, said in cursor.fetchall()}


def parts(statement: str) -> list[str]:
    """A statement of SQLite, cut at the outermost brackets and at the commas between them."""
    cut, depth = [""], 0
    for token in re.findall(r"'[^']*'|\"[^\"]*\"|\s+|.", statement):
        depth += {"(": 1, ")": -1}.get(token, 0)
        if (token, depth) in ((",", 1), ("(", 1), (")", 0)):
            cut.append("")
        else:
            cut[-1] += " " if token.isspace() else token
    return [each.strip() for each in cut]


def rows_of(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    """How many rows each table holds; of the migrations, which."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        counts = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return {**counts, "django_migrations": set(MigrationRecorder(connection).applied_migrations())}


def test_both_ways_leave_the_same_database(databases: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, by_steps = databases("at_once"), databases("by_steps")
    for command, into in (("migrate", "at_once"), (migrate.Command(), "by_steps")):
        # Some migrations move rows without saying in which database.
        routed = SimpleNamespace(db_for_read=lambda *_a, **_o: into, db_for_write=lambda *_a, **_o: into)  # noqa: B023
        with monkeypatch.context() as patched:
            patched.setattr(router, "routers", [routed])
            call_command(command, verbosity=0, database=into)
    assert schema_of(at_once) == schema_of(by_steps)
    assert rows_of(at_once) == rows_of(by_steps)
    assert any("workforce" in of for of in schema_of(at_once))
    for connection in (at_once, by_steps):
        assert MigrationLoader(connection).applied_migrations.keys() == MigrationLoader(None).disk_migrations.keys()


def test_a_database_that_has_anything_goes_on_step_by_step(databases: Any) -> None:
    connection = databases("somebodys")
    assert is_empty(connection)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE somebodys (id integer)")
    assert not create_at_once(connection)
    with connection.cursor() as cursor:
        assert connection.introspection.table_names(cursor) == ["somebodys"]


def test_a_database_with_a_migration_is_not_empty(databases: Any) -> None:
    connection = databases("begun")
    MigrationRecorder(connection).ensure_schema()
    assert is_empty(connection)
    MigrationRecorder(connection).record_applied("people", "0001_first")
    assert not create_at_once(connection)
    with connection.cursor() as cursor:
        assert connection.introspection.table_names(cursor) == ["django_migrations"]


def test_what_breaks_off_leaves_an_empty_database(databases: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = databases("broken")

    def killed(*_a: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(MigrationRecorder, "record_applied", killed)
        with pytest.raises(KeyboardInterrupt):
            create_at_once(connection)
    assert is_empty(connection)
    assert create_at_once(connection)


@pytest.mark.parametrize("asked", [["audit"], ["audit", "0001"], ["--fake"], ["--plan"]])
def test_part_of_the_migrations_are_djangos(databases: Any, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    databases("part")
    monkeypatch.setattr(migrate.Command, "handle", lambda *_a, **_o: None)
    call_command("migrate", *asked, database="part")
    assert is_empty(connections["part"])


MOVES_ROWS = {
    "access.0002_roles_of_a_whole_facility",
    "account.0006_emailaddress_lower",
    "account.0008_emailaddress_unique_primary_email_fixup",
    "auth.0011_update_proxy_permissions",
    "axes.0007_alter_accessattempt_unique_together",
    "contenttypes.0002_remove_content_type_name",
    "django_tasks_database.0008_separate_results_field",
    "django_tasks_database.0011_rename_complete_status",
    "django_tasks_database.0013_separate_exception_fields",
    "django_tasks_database.0016_remove_dbtaskresult_django_task_new_ordering_idx_and_more",
    "django_tasks_database.0018_rename_succeeded_status",
    "revenue.0008_accounts",
    "revenue.0011_mending",
}
"""Migrations that change or delete rows that are there; each was read: without rows they do nothing."""


def test_a_new_migration_that_runs_code_must_be_read_first() -> None:
    runs = {
        f"{app}.{name}"
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        for operation in migration.operations
        if type(operation).__name__ in ("RunPython", "RunSQL", "SeparateDatabaseAndState")
    }
    assert runs == MOVES_ROWS
