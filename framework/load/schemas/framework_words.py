"""What each key of framework.yaml and outcomes.yaml is for."""

from collections.abc import Mapping
from typing import Final

FRAMEWORK_WORDS: Final[Mapping[str, str]] = {
    "Framework.framework": "The id of the framework, for ever.",
    "Framework.title": "The name of the partnership. It stands on every page.",
    "Framework.board": "The name of the board that reads the panel.",
    "Framework.home": "The code of the area whose panel opens first.",
    "Framework.year": "When a year begins: calendar (January), financial (April), academic (September).",
    "Framework.levels": "The kinds of place, from fine to coarse, with the words for one and for many.",
    "Framework.today": "Pins the clock of a demonstration to a day.",
    "Framework.notice": "A sentence that stands on every page.",
    "Framework.defaults": "What every indicator says unless its file or itself says otherwise.",
    "Framework.keep": "How long what was published is kept. Without it, for ever.",
    "Keep.generations": "How many of the newest generations `fingerpost prune` keeps.",
    "Keep.files": "Keep copies of the files that generations were made of, so that one can be made again.",
    "Framework.schedule": "When `fingerpost schedule` refreshes.",
    "Framework.fetch_from": "The hosts that files may be fetched from; no other is asked.",
    "Framework.engine": "What counts rows, for every source whose rows it can read.",
    "Framework.tell": "Which roles are told of what. Addresses stand in the settings, never here.",
    "Schedule.time_zone": "The time zone in which the times are meant.",
    "Schedule.refresh": "When to refresh: minute, hour, day, month, day of the week.",
    "Schedule.retry": "When a refresh that failed is tried again.",
    "Retry.after": "How long after it failed.",
    "Retry.times": "How often it is tried again.",
    "Tell.failure": "Who is told when a refresh fails, and when it recovers.",
    "Tell.late": "Who is told when a source is late and says nothing of its own.",
    "Outcomes.outcomes": "The outcomes by their ids, in the order of the panel.",
    "Outcome.title": "The outcome in plain words: a condition of wellbeing.",
    "Outcome.short_title": "A shorter title for narrow places.",
    "Outcome.because": "Why this outcome matters, for the page of the outcome.",
    "Outcome.indicators": "The ids of its indicators, in the order of the panel.",
    "Outcome.rating": "How the outcome is rated; without it the panel counts colours only.",
}
