"""The statement that tells whether the rows of a PostgreSQL table changed."""

import ibis

from framework.model.engines import Engine
from framework.model.remote_reads import SqlRead
from framework.model.sources import Source
from indicators.connect.headers import find_headers
from indicators.connect.layout import layout_of
from indicators.engines.compiling import sql_of
from indicators.engines.sessions import Table


def mark_statement(source: Source, table: Table) -> str:
    """Ask for the count of the rows and the largest `changed_by`, or else a sum of hashes of all rows.

    A sum knows no order, so the same rows in another order have the same mark.

    Raises:
        RefusedError: a column is not there.
    """
    rows = ibis.table(dict(table.columns), name=table.name, database=table.within)
    read = source.read
    if isinstance(read, SqlRead) and read.changed_by is not None:
        find_headers(list(table.columns), ((read.changed_by,),))
        said = rows.aggregate(rows=rows.count(), newest=rows[read.changed_by].max().cast("string"))
        return sql_of(said, Engine.POSTGRES)
    headers = dict.fromkeys(find_headers(list(table.columns), layout_of(source).wanted))
    chosen = sql_of(rows.select(*headers), Engine.POSTGRES)
    return (
        "SELECT count(*) AS rows, sum(hashtextextended(each::text, 0)::numeric)::text AS mark "
        f"FROM ({chosen}) AS each"
    )
