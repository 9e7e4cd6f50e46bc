"""The status as numbers, in the text form that Prometheus reads: on `/metrics` and by a command."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from dashboard.queries.status_views import FRESH, KEPT, LATE, UNREAD, RunStatus, StatusView

if TYPE_CHECKING:
    from prometheus_client import Metric

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_GOOD: Final = ("published", "nothing to do")
_RUN_STATES: Final = ("running", *_GOOD, "failed", "interrupted")
_SOURCE_STATES: Final = (FRESH, LATE, KEPT, UNREAD)


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
    yield _gauge("warnings", "Warnings of it.", len(view.warnings))
    if view.published_at:
        yield _gauge(
            "published_timestamp_seconds", "When it was published.", _at(view.published_at)
        )
    yield from _runs(view)
    yield from _sources(view)
    if view.schedule is not None:
        age = view.schedule.seconds_silent
        yield _gauge("scheduler_heartbeat_age_seconds", "Since its last sign of life.", age)
    yield _gauge("concerns", "Things that are wrong at present.", len(view.concerns))
    unsent = sum(one.state != "sent" for one in view.told)
    yield _gauge("messages_unsent", "Of the last messages, those not sent.", unsent)
    if view.disk_free is not None:
        yield _gauge("disk_free_bytes", "Free where the store lies.", view.disk_free)


def _runs(view: StatusView) -> "Iterator[Metric]":
    if not view.runs:
        return
    last: RunStatus = view.runs[0]
    yield _states("last_run_state", "How the last refresh stands.", last.state)
    if last.seconds is not None:
        yield _gauge("last_run_duration_seconds", "How long it took.", last.seconds)
    good = next((run for run in view.runs if run.state in _GOOD), None)
    if good is not None:
        when = _at(good.started) + (good.seconds or 0.0)
        yield _gauge("last_success_timestamp_seconds", "When a refresh last ended well.", when)


def _states(name: str, what: str, state: str) -> "Metric":
    from prometheus_client.core import GaugeMetricFamily

    family = GaugeMetricFamily(f"fingerpost_{name}", what, labels=["state"])
    for one in _RUN_STATES:
        family.add_metric([one], float(one == state))
    return family


def _sources(view: StatusView) -> "Iterator[Metric]":
    from prometheus_client.core import GaugeMetricFamily

    today = datetime.fromisoformat(view.as_at).date()
    state = GaugeMetricFamily(
        "fingerpost_source_state", "How a source stands.", labels=["source", "state"]
    )
    rows = GaugeMetricFamily("fingerpost_source_rows", "Rows kept of it.", labels=["source"])
    age = GaugeMetricFamily(
        "fingerpost_source_age_days", "Since the last day of which it speaks.", labels=["source"]
    )
    late = GaugeMetricFamily(
        "fingerpost_source_late_days", "For how long it has been late.", labels=["source"]
    )
    for source in view.sources:
        for one in _SOURCE_STATES:
            state.add_metric([source.name, one], float(one == source.state))
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
