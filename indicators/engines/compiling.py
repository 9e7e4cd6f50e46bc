"""An expression of Ibis as the SQL of an engine. Ibis writes it and never runs it."""

from typing import Any, Final

import ibis
from ibis.backends.sql.compilers import DuckDBCompiler, PostgresCompiler, PySparkCompiler
from ibis.config import Config

from framework.model.engines import Engine
from indicators.engines.meaning import Said

_COMPILERS: Final[dict[Engine, Any]] = {
    Engine.DUCKDB: DuckDBCompiler(),
    Engine.POSTGRES: PostgresCompiler(),
    Engine.SPARK: PySparkCompiler(),
}


class _OfSpark(Config):  # type: ignore[misc]
    """What Ibis's own backend would set: a float that is no number is no missing value with us."""

    treat_nan_as_null: bool = False


def sql_of(expression: Said, engine: Engine, *, for_people: bool = False) -> str:
    """Write an expression as one statement in the SQL of an engine; for people, in many lines."""
    if ibis.options.pyspark is None:
        ibis.options.pyspark = _OfSpark()
    compiler = _COMPILERS[engine]
    return str(compiler.to_sqlglot(expression).sql(dialect=compiler.dialect, pretty=for_people))
