"""The status as numbers, in the text form that Prometheus reads: on `/metrics` and by a command."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from dashboard.queries.status_views import RunStatus, StatusView
from framework.store.rows import RunState, SourceCondition

if TYPE_CHECKING:
    from prometheus_client import Metric

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


def metrics_text(view: StatusView) -> str:
    """Write a status as Prometheus reads it. There are counts and times in it, no figures."""
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.registry import Collector

    class Once(Collector):
        def collect(self) -> "Iterator[Metric]":
            return _metrics(view)

    registry = CollectorRegistry()
    registry.register(Once())
    return generate_latest(registry).decode()


def _metrics(view: StatusView) -> "Iterator[Metric]":
    yield _gauge("generation", "The generation that readers see.", view.generation)
    yield _gauge("results", "Results in it.", view.results)
    noted = sum(bool(one.reason) for one in view.sources if one.state is SourceCondition.FRESH)
    what = "Warnings of it, and sources that were read with a note."
    yield _gauge("warnings", what, len(view.warnings) + noted)
    if view.published_at:
        yield _gauge(
            "published_timestamp_seconds", "When it was published.", _at(view.published_at)
        )
    yield from _runs(view)
    yield from _sources(view)
    if view.operations.schedule is not None:
        age = view.operations.schedule.seconds_silent
        yield _gauge("scheduler_heartbeat_age_seconds", "Since its last sign of life.", age)
    yield _gauge("concerns", "Things that are wrong at present.", len(view.operations.concerns))
    unsent = sum(one.state != "sent" for one in view.operations.told)
    yield _gauge("messages_unsent", "Of the last messages, those not sent.", unsent)
    if view.operations.disk_free is not None:
        yield _gauge("disk_free_bytes", "Free where the store lies.", view.operations.disk_free)


def _runs(view: StatusView) -> "Iterator[Metric]":
    if not view.operations.runs:
        return
    last: RunStatus = view.operations.runs[0]
    yield _states("last_run_state", "How the last refresh stands.", last.state)
    if last.seconds is not None:
        yield _gauge("last_run_duration_seconds", "How long it took.", last.seconds)
    if view.operations.ended_well:
        when = _at(view.operations.ended_well)
        yield _gauge("last_success_timestamp_seconds", "When a refresh last ended well.", when)


def _states(name: str, what: str, state: str) -> "Metric":
    from prometheus_client.core import GaugeMetricFamily

    family = GaugeMetricFamily(f"fingerpost_{name}", what, labels=["state"])
    for one in RunState:
        family.add_metric([one], float(one == state))
    return family


def _sources(view: StatusView) -> "Iterator[Metric]":
    from prometheus_client.core import GaugeMetricFamily

    today = datetime.fromisoformat(view.as_at).date()
    state = GaugeMetricFamily(
        "fingerpost_source_state", "How a source stands.", labels=["source", "state"]
    )
    rows = GaugeMetricFamily(
        "fingerpost_source_rows",
        "Rows kept of it; not told where small counts are hidden.",
        labels=["source"],
    )
    age = GaugeMetricFamily(
        "fingerpost_source_age_days", "Since the last day of which it speaks.", labels=["source"]
    )
    late = GaugeMetricFamily(
        "fingerpost_source_late_days", "For how long it has been late.", labels=["source"]
    )
    for source in view.sources:
        for one in SourceCondition:
            state.add_metric([source.name, one], float(one == source.state))
        if source.rows is not None:
            rows.add_metric([source.name], source.rows)
        late.add_metric([source.name], source.late_days)
        if source.as_at:
            age.add_metric([source.name], (today - date.fromisoformat(source.as_at)).days)
    yield from (state, rows, age, late)


def _gauge(name: str, what: str, value: float) -> "Metric":
    from prometheus_client.core import GaugeMetricFamily

    return GaugeMetricFamily(f"fingerpost_{name}", what, value=value)


def _at(written: str) -> float:
    return datetime.fromisoformat(written).timestamp()
