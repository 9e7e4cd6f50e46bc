"""What one run is to do, and the first step of it: say what is stale. Nothing that computes is loaded.

A refresh of what has not changed ends here, so that it costs little more than looking at the files.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from framework.errors import UserError
from framework.load.framework import Loaded
from framework.model.frameworks import Framework
from indicators.refresh.planning import At, Choice, Places, Plan, plan
from indicators.refresh.standing import Standing
from indicators.stopwatch import Stopwatch

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from indicators.refresh.holding import Known


@dataclass(frozen=True, slots=True)
class Where:
    """The places a refresh works in.

    `known` is for whoever makes many runs upon one generation: what was read of it is put there, and
    not read again. None keeps nothing.
    """

    engine: "Engine"
    places: Places
    known: "Known | None" = None


@dataclass(frozen=True, slots=True)
class Task:
    """What one run is to work out: of which framework, where, from what stands, as asked, when."""

    framework: Framework
    where: Where
    stands: Standing
    choice: Choice
    at: At
    watch: Stopwatch = field(default_factory=Stopwatch)


def day_of(loaded: Loaded, choice: Choice, today: date) -> date:
    """Give the day that a run computes for: the one asked for, the framework's own, or today.

    Raises:
        UserError: `since` names a period that has not begun by then.
    """
    day = choice.as_of or loaded.framework.today or today
    if choice.since and choice.since.start >= day:
        raise UserError(f"--since {choice.since.code}: that period has not begun by {day}")
    return day


def as_at(loaded: Loaded, day: date) -> Loaded:
    """Take the areas as they stand on a day: a change that is dated ahead waits for its day.

    Raises:
        UserError: the home area has come to its end.
    """
    framework = loaded.framework
    home, geography = framework.home, framework.geography.as_at(day)
    if home.valid_to is not None and home.valid_to <= day:
        what = f"home '{home.code}' ended on {home.valid_to}: write the area of today in framework.yaml"
        raise UserError(what)
    return replace(loaded, framework=replace(framework, geography=geography))


def plan_of(task: Task) -> Plan:
    """Say what is stale.

    Raises:
        UserError: the choice names an indicator or a source that is not declared.
    """
    return plan(
        task.framework,
        task.where.places,
        task.stands.made,
        at=task.at,
        choice=task.choice,
        accepted=task.stands.accepted,
    )
