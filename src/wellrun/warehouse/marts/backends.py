"""Where Ibis expressions are run: DuckDB by default, Spark for who has one. Both run the same expressions.

Expressions are compiled to SQL text here and handed to the engine as such, so that compiling needs no connection and
Spark need not be installed to run on DuckDB.
"""

from __future__ import annotations

from itertools import count
from typing import Any, Protocol

import duckdb
import ibis
import ibis.expr.types as ir
from ibis.backends.sql.compilers.duckdb import DuckDBCompiler
from ibis.backends.sql.compilers.pyspark import PySparkCompiler


class Backend(Protocol):
    """Runs expressions over the tables of a warehouse."""

    def sql(self, expression: ir.Table) -> str:
        """The expression in the backend's own SQL."""
        ...

    def hold(self, expression: ir.Table) -> ir.Table:
        """The expression worked out now and kept as long as the backend's session lasts."""
        ...

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        """The answer as plain rows."""
        ...


class OnDuckDB:
    """Expressions on an open DuckDB connection; held ones become temporary tables of that connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._names = count()

    def sql(self, expression: ir.Table) -> str:
        """The expression as DuckDB SQL."""
        return str(DuckDBCompiler().to_sqlglot(expression).sql("duckdb"))

    def hold(self, expression: ir.Table) -> ir.Table:
        """The expression as a temporary table."""
        name = f"held_{next(self._names)}"
        self.connection.execute(f"CREATE TEMP TABLE {name} AS {self.sql(expression)}")
        return ibis.table(expression.schema(), name=name)

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        """The answer as plain rows."""
        answer = self.connection.execute(self.sql(expression))
        names = [column[0] for column in answer.description or ()]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


class OnSpark:
    """Expressions on a Spark session that has the tables as views; its time zone must be UTC, as moments have none."""

    def __init__(self, session: Any) -> None:
        self.session = session
        self._names = count()

    def sql(self, expression: ir.Table) -> str:
        """The expression as Spark SQL."""
        return str(PySparkCompiler().to_sqlglot(expression).sql("spark"))

    def hold(self, expression: ir.Table) -> ir.Table:
        """The expression as a cached view."""
        name = f"held_{next(self._names)}"
        self.session.sql(self.sql(expression)).cache().createOrReplaceTempView(name)
        return ibis.table(expression.schema(), name=name)

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        """The answer as plain rows."""
        return [row.asDict() for row in self.session.sql(self.sql(expression)).collect()]
