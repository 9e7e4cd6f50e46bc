"""A status with something of everything: late and kept sources, runs that failed, messages that wait."""

from dashboard.queries.status_views import (
    ConcernStatus,
    Operations,
    RunStatus,
    ScheduleStatus,
    SourceStatus,
    StatusView,
    TimeSpent,
    ToldStatus,
)
from framework.model.time_spent import Spent
from framework.store.rows import RunState, SourceCondition


def status_view(**changes: object) -> StatusView:
    sources = (
        SourceStatus(
            *(
                "episodes",
                "Early help episodes",
                "Early Help Service",
                SourceCondition("fresh"),
                "2026-10-31",
            ),
            *("3 rows are left out", 41_234, "November 2026 by 10 December 2026", ""),
            "2026-11-03T02:15:40+00:00",
        ),
        SourceStatus(
            *(
                "waiting_list",
                "Children waiting for support",
                "Health Partnership",
                SourceCondition("late"),
            ),
            *("2026-08-31", "figures for 30 September 2026 are due", 310),
            *("30 September 2026 by 20 October 2026", "2026-12-03 09:30"),
            "2026-09-03T02:15:40+00:00",
            *("figures for 30 September 2026 are due", 23),
        ),
        SourceStatus(
            *("police", "Recorded crime", "Constabulary", SourceCondition("kept"), "2026-09-30"),
            *("crime_2026_10.csv has 90% fewer rows than last time", 9_001),
        ),
    )
    runs = (
        RunStatus(12, "2026-11-12T02:15:00+00:00", 41.3, RunState("published"), "", 9),
        RunStatus(
            11,
            "2026-11-11T02:15:00+00:00",
            None,
            RunState("interrupted"),
            "stopped without a word",
            None,
        ),
        RunStatus(10, "2026-11-10T02:15:00+00:00", 0.4, RunState("nothing to do"), "", None),
    )
    schedule = ScheduleStatus(
        *("schedule", "box", "2026-09-01T10:00:00+00:00", "2026-11-12T08:59:50+00:00", 10.0, True),
        *("2026-11-13T02:15:00+00:00", "refresh"),
        "The scheduler last gave a sign of life at 2026-11-12 08:59 UTC.",
    )
    told = (
        ToldStatus(
            *(
                "2026-11-12T02:16:00+00:00",
                "data_officer",
                "Midshire: Recorded crime could not be used",
            ),
            *("waiting", "", "2026-11-12T02:21:00+00:00", "the mail server cannot be reached"),
        ),
        ToldStatus(
            *("2026-10-21T02:16:00+00:00", "data_officer", "Midshire: a source is late"),
            *("sent", "2026-10-21T02:16:01+00:00", "", ""),
        ),
    )
    view = StatusView(
        framework="Midshire Early Help Partnership",
        board="Early Help Board",
        generation=9,
        published_at="2026-11-12T02:15:40+00:00",
        published_hash="ab" * 32,
        indicators=50,
        results=105_554,
        sources=sources,
        warnings=("source 'episodes': 3 rows are left out",),
        operations=_operations(runs, schedule, told),
        as_at="2026-11-12T09:00:00+00:00",
    )
    return StatusView(**{name: changes.get(name, getattr(view, name)) for name in view.__slots__})


def _operations(
    runs: tuple[RunStatus, ...], schedule: ScheduleStatus, told: tuple[ToldStatus, ...]
) -> Operations:
    return Operations(
        runs=runs,
        ended_well="2026-11-12T02:15:41+00:00",
        last_seconds=41.3,
        usual_seconds=39.0,
        duration_text="The last one that published took 41.3 seconds; usually it takes 39.0 seconds.",
        schedule=schedule,
        next_retry="",
        concerns=(
            ConcernStatus(
                *("police", "kept", "Source 'police' was refused: 90% fewer rows."),
                "2026-11-12T02:16:00+00:00",
            ),
        ),
        told=told,
        disk_free=70_000_000_000,
        disk_text="70.0 GB are free where the store lies.",
        time_spent=TimeSpent(
            *(12, (Spent("read", wall=3.1, cpu=2.9), Spent("compute", wall=30.25, cpu=41.5))),
            sources=(Spent("compute", "episodes", wall=29.0, cpu=40.0),),
            indicators=(Spent("compute", "episodes", "", "days_to_plan", wall=8.0, cpu=7.77),),
        ),
    )


def empty_status() -> StatusView:
    """How things stand before the first refresh."""
    texts = dict.fromkeys(("framework", "board", "published_at"), "")
    nothing = Operations((), "", None, None, "", None, "", (), (), 70_000_000_000, "")
    return status_view(
        generation=0, results=0, sources=(), warnings=(), operations=nothing, **texts
    )
