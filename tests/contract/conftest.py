"""A database of PostgreSQL, and a cluster of Spark, for tests that need no other engine."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.spark_cluster import cluster, why_no_spark


@pytest.fixture(scope="session")
def postgresql_address(postgresql_server: str) -> str:
    """Give the address of a new, empty database of PostgreSQL."""
    name = f"rows_{uuid4().hex}"
    url = make_url(postgresql_server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def spark_master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a cluster of Spark, two workers on this machine, and give its master's address."""
    reason = why_no_spark()
    if reason:
        pytest.skip(reason)
    with cluster(tmp_path_factory.mktemp("spark")) as address:
        yield address
        from pyspark.sql import SparkSession

        running = SparkSession.getActiveSession()
        if running is not None:
            running.stop()
