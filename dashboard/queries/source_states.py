"""How a source does on a day: what the store knows of it, held against its own promise."""

from framework.store.rows import SourceCondition, SourceState


def state_of(state: SourceState | None, *, late: bool, stopped: bool = False) -> SourceCondition:
    """Say how a source does. `stopped` is that its newest reading, published or not, was refused."""
    if state is None:
        return SourceCondition.STOPPED if stopped else SourceCondition.UNREAD
    if state.state != SourceCondition.FRESH or stopped:
        return SourceCondition.KEPT if state.fingerprint else SourceCondition.STOPPED
    return SourceCondition.LATE if late else SourceCondition.FRESH
