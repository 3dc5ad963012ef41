"""Where Ibis expressions are run: DuckDB by default, Spark for who has one. Both run the same expressions.

Expressions are compiled to SQL text here and handed to the engine as such, so that compiling needs no connection and
Spark need not be installed to run on DuckDB.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import count
from typing import Any, Protocol

import duckdb
import ibis
import ibis.expr.operations as ops
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


@lru_cache(maxsize=512)
def duckdb_sql(operation: ops.Node) -> str:
    """An expression's operation in DuckDB SQL.

    Compiling takes far longer than running it, and every refresh of a day asks for the same hundred expressions.
    """
    return str(DuckDBCompiler().to_sqlglot(operation.to_expr()).sql("duckdb"))


class OnDuckDB:
    """Expressions on an open DuckDB connection; held ones become temporary tables of that connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._names = count()

    def sql(self, expression: ir.Table) -> str:
        """The expression as DuckDB SQL."""
        return duckdb_sql(expression.op())

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
    """Expressions on a Spark session that has the tables as views; its time zone must be UTC, as moments have none.

    Held expressions are checkpoints: a cached view keeps the plan it came from, and plans built upon plans grow beyond
    the driver's memory.
    """

    def __init__(self, session: Any) -> None:
        # The compiler reads options that exist only once Ibis has loaded its Spark backend.
        self.loaded = ibis.pyspark
        self.session = session
        self._names = count()

    def sql(self, expression: ir.Table) -> str:
        """The expression as Spark SQL."""
        return str(PySparkCompiler().to_sqlglot(expression).sql("spark"))

    def hold(self, expression: ir.Table) -> ir.Table:
        """The expression as a view of a checkpoint."""
        name = f"held_{next(self._names)}"
        self.session.sql(self.sql(expression)).localCheckpoint().createOrReplaceTempView(name)
        return ibis.table(expression.schema(), name=name)

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        """The answer as plain rows."""
        return [row.asDict() for row in self.session.sql(self.sql(expression)).collect()]


class NotRun:
    """Builds expressions without running any, to learn their columns."""

    def sql(self, expression: ir.Table) -> str:
        """The expression as DuckDB SQL."""
        return duckdb_sql(expression.op())

    def hold(self, expression: ir.Table) -> ir.Table:
        """The expression itself."""
        return expression

    def rows(self, expression: ir.Table) -> list[dict[str, Any]]:
        """Refused: there is nothing to read from."""
        raise RuntimeError(f"Nothing is run here; asked for rows of {expression.columns}.")
