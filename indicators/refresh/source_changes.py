"""Why sources make figures stale, as far as what is kept of the published ones tells it."""

from collections.abc import Mapping
from dataclasses import replace

from framework.load.framework import declare
from framework.load.mistakes import Mistakes
from framework.model.frameworks import Framework
from framework.model.sources import Disclosure, Source
from indicators.connect.fingerprints import fingerprint_of
from indicators.refresh.planning import Plan
from indicators.refresh.standing import Standing


def why_sources_count(
    files: Mapping[str, bytes],
    before: Framework | None,
    after: Framework,
    made: Plan,
    stands: Standing,
) -> Mapping[str, tuple[str, ...]]:
    """Give, for each source that changed, what can be told of why; `files` are those of `after`.

    Small counts that were shown and are hidden now are told of first, and alone where nothing else
    of the source changed.
    """
    found: dict[str, tuple[str, ...]] = {}
    hidden = []
    for source in after.sources:
        state, now = stands.states.get(source.id), made.fingerprints[source.id]
        if state is not None and state.fingerprint == now:
            continue
        found[source.id] = (f"the rows or the declaration of source '{source.id}' changed",)
        if before is None or state is None or not source.disclosure.suppress_to:
            continue
        # What was published says nothing of a rule that nobody wrote, as where an upgrade brought
        # the rule. So it is asked whether its fingerprint is that of its files with none.
        if _published_under(Disclosure(), source, before, stands) == state.fingerprint:
            hidden.append(source)
            if _published_under(source.disclosure, source, before, stands) == now:
                found[source.id] = ()
    declared = declare(files, Mistakes()).sources if hidden else {}
    for source in hidden:
        unsaid = not declared[source.id].says("disclosure")
        found[source.id] = (_hidden_now(source, unsaid=unsaid), *found[source.id])
    return found


def _published_under(rule: Disclosure, source: Source, before: Framework, stands: Standing) -> str:
    """Give the fingerprint that a source as it was published would have under a rule."""
    shown = next((one for one in before.sources if one.id == source.id), None)
    if shown is None:
        return ""
    read = {path: seen.sha256 for path, seen in stands.made.files.get(source.id, {}).items()}
    return fingerprint_of(replace(shown, disclosure=rule), before, read)


def _hidden_now(source: Source, *, unsaid: bool) -> str:
    rule = source.disclosure
    rounded = f", others are rounded to {rule.round_to}" if rule.round_to > 1 else ""
    why = ": that is the rule where its file says nothing of 'disclosure'" if unsaid else ""
    return f"counts of 1 to {rule.suppress_to} of source '{source.id}' are hidden now{rounded}{why}"
