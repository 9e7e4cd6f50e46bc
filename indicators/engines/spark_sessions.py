"""Apache Spark: a folder of Parquet that all workers see, on the cluster whose master the operator names."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

import polars as pl
import pyspark
from ibis.backends.sql.datatypes import PySparkType
from py4j.protocol import Py4JError  # type: ignore[import-untyped]
from pyspark import SparkContext
from pyspark.errors import PySparkException
from pyspark.logger import PySparkLogger
from pyspark.sql import SparkSession

from framework.model.sources import Source
from indicators.connect.finding import find_files
from indicators.connect.refusals import RefusedError
from indicators.engines.sessions import Table, TooLargeError, Whereabouts

MASTER: Final = "FINGERPOST_SPARK_MASTER"
"""Where the master is, such as spark://host:7077. Without it Spark runs on this machine alone."""

_VIEW: Final = "declared_rows_{}"
"""One of each source: all sources of a run share a session, and are open together."""
_PATTERN: Final = frozenset("*?{}[]")
_ALONE: Final = "local[*]"
_TOO_LARGE: Final = ("ARITHMETIC_OVERFLOW", "NUMERIC_VALUE_OUT_OF_RANGE", "CAST_OVERFLOW")
_ERRORS: Final = (PySparkException, Py4JError, ConnectionError)
"""What Spark says no with, and what is left to be said where Spark itself is gone."""
_TALKERS: Final = ("SQLQueryContextLogger", "DataFrameQueryContextLogger")
"""They write every error out in full, cells and all."""
_SETTINGS: Final = {
    "spark.app.name": "fingerpost",
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    # what does not fit is an error, never a null
    "spark.sql.ansi.enabled": "true",
    # else a text such as ${env:PASSWORD} in a declaration would be filled in from the environment
    "spark.sql.variable.substitute": "false",
    # what it says of an error may hold a cell
    "spark.log.level": "FATAL",
}


@dataclass(frozen=True, slots=True)
class SparkRows:
    """A session of Spark with the rows as a view."""

    spark: SparkSession
    table: Table

    def run(self, sql: str) -> pl.DataFrame:
        """Run one statement, as `sessions.Session` says."""
        try:
            return pl.DataFrame(pl.from_arrow(self.spark.sql(sql).toArrow()))
        except _ERRORS as error:
            if _condition(error).startswith(_TOO_LARGE):
                raise TooLargeError from None
            raise RefusedError(_why(error)) from None


@contextmanager
def spark_session(source: Source, whereabouts: Whereabouts) -> Iterator[SparkRows]:
    """Join the cluster, or the session that this process has with it already.

    The session stays: sources of one run share it, and it ends with the process. One whose Java has died,
    or that the cluster has ended, is left behind and another is begun.
    """
    view = _VIEW.format(source.id)
    paths = [str(path.resolve()) for path in find_files(source, whereabouts.data)]
    _refuse_patterns(paths)
    try:
        spark = _joined(whereabouts.outside.environment.get(MASTER, _ALONE))
        rows = spark.read.parquet(*paths)
        rows.createOrReplaceTempView(view)
    except _ERRORS as error:
        raise RefusedError(_why(error)) from None
    types = {
        field.name: PySparkType.from_string(field.dataType.simpleString())
        for field in rows.schema.fields
    }
    try:
        yield SparkRows(spark, Table(view, types))
    finally:
        with suppress(*_ERRORS):
            spark.catalog.dropTempView(view)


def _refuse_patterns(paths: Sequence[str]) -> None:
    """Spark takes some signs of a path for a pattern, and would read files that nobody declared.

    Raises:
        RefusedError: a path has one of them.
    """
    for path in paths:
        if _PATTERN & set(path):
            name = path.rpartition("/")[2]
            raise RefusedError(
                f"Spark takes the name of '{name}' for a pattern: rename it without * ? {{ }} [ ]"
            )


def _joined(master: str) -> SparkSession:
    for name in _TALKERS:
        PySparkLogger.getLogger(name).disabled = True
    _leave_the_dead()
    builder = SparkSession.builder.master(master)
    for key, value in _SETTINGS.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def _leave_the_dead() -> None:
    """Let go of a session that answers no more: Spark itself would give it out until this process ends."""
    spark: Any = SparkSession._instantiatedSession
    if spark is None or _answers(spark):
        return
    context = spark.sparkContext
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that what is dead cannot be ended in good order
        for _ in range(2):  # the first try may end where Java is asked, the second asks it no more
            with suppress(*_ERRORS, OSError):
                context.stop()
    gateway: Any = SparkContext._gateway
    if gateway is not None:
        with suppress(*_ERRORS, OSError):
            gateway.shutdown()
        with gateway.proc as java:
            java.terminate()
    SparkContext._gateway = SparkContext._jvm = None
    SparkSession._instantiatedSession = SparkSession._activeSession = None


def _answers(spark: Any) -> bool:
    try:
        return not spark.sparkContext._jsc.sc().isStopped()
    except (*_ERRORS, OSError, AttributeError):
        return False


def _why(error: Exception) -> str:
    """Say what went wrong by its kind: what an engine says may hold a cell."""
    condition = _condition(error) or type(error).__name__
    return f"Spark {pyspark.__version__} cannot read or count the rows ({condition})"


def _condition(error: Exception) -> str:
    return (isinstance(error, PySparkException) and error.getCondition()) or ""
