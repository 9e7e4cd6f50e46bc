"""Apache Spark: a folder of Parquet that all workers see, on the cluster whose master the operator names."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import polars as pl
import pyspark
from ibis.backends.sql.datatypes import PySparkType
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from framework.model.sources import Source
from indicators.connect.finding import find_files
from indicators.connect.refusals import RefusedError
from indicators.engines.sessions import Lies, Table, TooLargeError

MASTER: Final = "FINGERPOST_SPARK_MASTER"
"""Where the master is, such as spark://host:7077. Without it Spark runs on this machine alone."""

_VIEW: Final = "declared_rows"
_ALONE: Final = "local[*]"
_TOO_LARGE: Final = ("ARITHMETIC_OVERFLOW", "NUMERIC_VALUE_OUT_OF_RANGE", "CAST_OVERFLOW")
_SETTINGS: Final = {
    "spark.app.name": "fingerpost",
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    # what does not fit is an error, never a null
    "spark.sql.ansi.enabled": "true",
    "spark.sql.adaptive.enabled": "true",
    "spark.log.level": "ERROR",
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
        except PySparkException as error:
            if (error.getCondition() or "").startswith(_TOO_LARGE):
                raise TooLargeError from None
            raise RefusedError(_why(error)) from None


@contextmanager
def spark_session(source: Source, lies: Lies) -> Iterator[SparkRows]:
    """Join the cluster, or the session that this process has with it already.

    The session stays: sources of one run share it, and it ends with the process.
    """
    paths = [str(path.resolve()) for path in find_files(source, lies.data)]
    try:
        spark = _joined(lies.outside.environment.get(MASTER, _ALONE))
        rows = spark.read.parquet(*paths)
        rows.createOrReplaceTempView(_VIEW)
    except PySparkException as error:
        raise RefusedError(_why(error)) from None
    types = {
        field.name: PySparkType.from_string(field.dataType.simpleString())
        for field in rows.schema.fields
    }
    yield SparkRows(spark, Table(_VIEW, types))


def _joined(master: str) -> SparkSession:
    builder = SparkSession.builder.master(master)
    for key, value in _SETTINGS.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def _why(error: PySparkException) -> str:
    """Say what went wrong by its kind: what an engine says may hold a cell."""
    condition = error.getCondition() or type(error).__name__
    return f"Spark {pyspark.__version__} cannot read or count the rows ({condition})"
