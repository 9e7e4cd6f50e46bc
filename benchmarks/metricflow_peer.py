"""MetricFlow's own statements for made-up metrics, run on DuckDB: a script for an environment of its own.

    python -m venv ENV && ENV/bin/pip install metricflow==0.209.0 duckdb
    python -m benchmarks.compute --metricflow ENV/bin/python

The metrics are proportions and means of a category or a setting, by month and ward: as a whole, by age
band and by sex. Localities, districts and the county, zeros and limits are left out.
"""

import json
import resource
import sys
import tempfile
from pathlib import Path

import duckdb
from dbt_semantic_interfaces.parsing.dir_to_model import (
    parse_directory_of_yaml_files_to_semantic_manifest as read_models,
)
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

_MODEL = """semantic_model:
  name: events
  node_relation: {schema_name: main, alias: events}
  defaults: {agg_time_dimension: started}
  entities: [{name: event, type: primary, expr: _row}]
  dimensions:
    - {name: started, type: time, type_params: {time_granularity: day}}
    - {name: ward, type: categorical, expr: _area}
    - {name: age_band, type: categorical}
    - {name: sex, type: categorical}
  measures:
"""
_CALENDAR = """project_configuration:
  time_spines:
    - node_relation: {schema_name: main, alias: calendar}
      primary_column: {name: ds, time_granularity: day}
"""
_BY = ("event__ward", "metric_time__month")
_BREAKDOWNS = ((), ("event__age_band",), ("event__sex",))


class _Client:
    """What MetricFlow asks of an engine to write statements for it."""

    sql_engine_type = SqlEngine.DUCKDB
    sql_plan_renderer = DuckDbSqlPlanRenderer()


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _models(count: int) -> str:
    measures: list[str] = []
    metrics: list[str] = []

    def add(name: str, how: str, expression: str) -> None:
        kept = f'{{name: {name}_of, agg: {how}, expr: "{expression}", agg_time_dimension: started}}'
        measures.append(f"    - {kept}\n")
        metrics.append(
            f"metric: {{name: {name}, type: simple, type_params: {{measure: {name}_of}}}}\n"
        )

    for number in range(count):
        group = f"category = 'c{number % 24}'" if number % 3 else f"setting = 's{number % 10}'"
        if number % 4 == 3:
            add(f"i{number}", "average", f"CASE WHEN {group} THEN cost END")
            continue
        add(f"over{number}", "sum", f"CASE WHEN {group} AND flag_{number % 8} THEN 1 ELSE 0 END")
        add(f"under{number}", "sum", f"CASE WHEN {group} THEN 1 ELSE 0 END")
        sides = f"numerator: {{name: over{number}}}, denominator: {{name: under{number}}}"
        metrics.append(f"metric: {{name: i{number}, type: ratio, type_params: {{{sides}}}}}\n")
    return "---\n".join([_MODEL + "".join(measures), *metrics, _CALENDAR])


def main() -> None:
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as models:
        Path(models, "models.yaml").write_text(_models(count), encoding="utf-8")
        manifest = read_models(models).semantic_manifest
    engine = MetricFlowEngine(SemanticManifestLookup(manifest), _Client())
    connection = duckdb.connect(config={"threads": 2})
    events = folder / "events.parquet"
    connection.execute(f"CREATE VIEW events AS SELECT * FROM read_parquet('{events}')")
    days = "generate_series(DATE '2021-01-01', DATE '2026-12-31', INTERVAL 1 DAY)"
    connection.execute(f"CREATE TABLE calendar AS SELECT unnest({days})::DATE AS ds")
    names = [f"i{number}" for number in range(count)]
    begun, rows = _cpu(), 0
    for more in _BREAKDOWNS:
        request = MetricFlowQueryRequest.create_with_random_request_id(
            metric_names=names, group_by_names=[*_BY, *more]
        )
        statement = engine.explain(request).sql_statement.sql
        rows += len(connection.execute(statement).fetchall())
    print(json.dumps({"cpu": _cpu() - begun, "rows": rows}))


if __name__ == "__main__":
    main()
