"""What is wrong, as the status says it: each concern with who is told of it, and when again."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from dashboard.queries.status_views import REFUSED, SourceStatus, StatusView
from framework.model.frameworks import Framework
from framework.model.schedules import TellRoles
from framework.model.sources import Due, LateStep
from framework.store.rows import SourceCondition

FAILED: Final = "failed"
SILENT: Final = "silent"
REFRESH: Final = "refresh"
SCHEDULE: Final = "schedule"
OPERATOR: Final = "operator"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is wrong: of what, of which kind, and in three sentences for people.

    `steps` say which roles hear of it after how many days; `days` have passed by now.
    `still` is the title at a later step.
    """

    subject: str
    trouble: str
    title: str
    happened: str
    stands: str
    todo: str
    steps: tuple[LateStep, ...]
    days: int = 0
    still: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.subject, self.trouble


def roles_told(framework: Framework) -> frozenset[str]:
    """Give every role that a framework tells of something, and the one that hears where none is named."""
    steps = [step for source in framework.sources if source.due for step in source.due.late]
    named = {role for step in steps for role in step.roles}
    return frozenset({OPERATOR, *framework.tell.failure, *framework.tell.late, *named})


def troubles_of(
    view: StatusView, framework: Framework | None, reached: Collection[str]
) -> list[Trouble]:
    """Give everything that is wrong at present, the worst first.

    Where nobody is declared to hear of failures, the role `operator` does if it has an address.
    """
    tell = framework.tell if framework else TellRoles()
    unsaid = (OPERATOR,) if OPERATOR in reached else ()
    failure = (LateStep(0, tell.failure or unsaid),)
    found = [_failed_refresh(view, failure), _silent_schedule(view, failure)]
    for source in view.sources:
        due = framework.source(source.name).due if framework else None
        found += [_refused(source, failure), _late(source, due, tell)]
    return [one for one in found if one is not None]


def _failed_refresh(view: StatusView, steps: tuple[LateStep, ...]) -> Trouble | None:
    run = view.operations.failed_run
    if run is None:
        return None
    return Trouble(
        REFRESH,
        FAILED,
        "the refresh failed",
        f"The refresh that began at {_moment(run.started)} published no new figures: "
        f"{run.reason or 'it gave no reason'}.",
        _what_stands(view),
        "Run `fingerpost status` to see how things stand and `fingerpost check` when the message "
        "speaks of the configuration. Mend what it names and refresh again.",
        steps,
    )


def _silent_schedule(view: StatusView, steps: tuple[LateStep, ...]) -> Trouble | None:
    schedule = view.operations.schedule
    if schedule is None or not view.operations.is_silent:
        return None
    return Trouble(
        SCHEDULE,
        SILENT,
        "the scheduler has stopped",
        f"{schedule.text} It ran on {schedule.host}.",
        _what_stands(view),
        "Start it again: `fingerpost schedule`, or restart its service. It makes up for what was "
        "missed by one refresh.",
        steps,
    )


def _refused(source: SourceStatus, steps: tuple[LateStep, ...]) -> Trouble | None:
    if source.state not in REFUSED:
        return None
    stands = (
        "It was never good yet, so the pages show nothing of it."
        if source.state is SourceCondition.STOPPED
        else f"Its last good figures stay on the pages{_to(source)}, marked as kept."
    )
    return Trouble(
        source.name,
        source.state,
        f"{source.title} could not be used",
        f"Source '{source.name}' was refused: {source.reason}.",
        f"{stands} Everything else was refreshed.",
        f"Ask its owner ({source.owner}) for a good file. If this one is right although unusual, "
        f'`fingerpost accept {source.name} --reason "WHY"` lets it through at the next refresh.',
        steps,
    )


def _late(source: SourceStatus, due: Due | None, tell: TellRoles) -> Trouble | None:
    if not source.late:
        return None
    own = due.late if due else ()
    steps = own or ((LateStep(0, tell.late),) if tell.late else ())
    return Trouble(
        source.name,
        SourceCondition.LATE,
        f"{source.title} is late",
        f"{source.late[0].upper()}{source.late[1:]}. The promise was broken {_days(source)} ago.",
        f"The pages show its figures{_to(source)} and say that newer ones are late.",
        f"Ask its owner ({source.owner}) when the rows will come. When they are there, the next "
        "refresh reads them.",
        steps,
        source.late_days,
        f"{source.title} is still late",
    )


def _to(source: SourceStatus) -> str:
    return f" to {source.as_at}" if source.as_at else ""


def _days(source: SourceStatus) -> str:
    return "1 day" if source.late_days == 1 else f"{source.late_days} days"


def _what_stands(view: StatusView) -> str:
    if not view.generation:
        return "Nothing has been published yet."
    return (
        f"Readers see generation {view.generation}, published {_moment(view.published_at)}. "
        "Nothing of it was lost."
    )


def _moment(written: str) -> str:
    return f"{written[:10]} {written[11:16]} UTC"
