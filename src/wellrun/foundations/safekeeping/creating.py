"""The tables of an empty database, made at once as the last migration would leave them (decision 26)."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder


def create_at_once(connection: BaseDatabaseWrapper) -> bool:
    """Makes every table and records every migration, in one transaction; whether it did.

    Does nothing to a database that has a table of anybody's or a migration: that one goes on step by step. Migrations
    that move rows are recorded without being run, having none to move.
    """
    if not is_empty(connection):
        return False
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    # Needs a transaction of its own; a database left with this table alone is still empty.
    executor.recorder.ensure_schema()
    models = executor.loader.project_state(graph.leaf_nodes()).apps.get_models()
    with connection.schema_editor() as editor:
        for model in models:
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for migration, _backwards in executor.migration_plan(graph.leaf_nodes()):
            executor.recorder.record_applied(migration.app_label, migration.name)
    return True


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Whether nobody has made anything here, but perhaps the list of migrations, with none in it."""
    listed = MigrationRecorder.Migration._meta.db_table
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor, include_views=True))
    return tables <= {listed} and not MigrationRecorder(connection).applied_migrations()
