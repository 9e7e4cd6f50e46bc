"""M2: backups made while refreshes write, restored into empty stores; one changed byte is noticed."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.reliability.commands import run, start
from benchmarks.reliability.figures import Asked, Figure, told
from benchmarks.reliability.killing import Undisturbed, published, warm_up
from benchmarks.reliability.made_partnership import Partnership, make_partnership
from benchmarks.reliability.stores import new_stores
from framework.store.engines import open_store
from framework.store.migrating import migrate
from framework.store.reading import Frame, open_snapshot
from framework.store.verifying import verify

BACKUPS: Final = 10
CHANGED: Final = 50
DAMAGED: Final = 14
KINDS: Final[tuple[Frame, ...]] = ("results", "judgements", "comparisons", "series")


def measure(asked: Asked) -> list[Figure]:
    """Back up, restore, compare; then spoil a byte of a backup and a byte of a store."""
    figures = []
    for engine in asked.engines:
        folder = asked.folder / engine
        folder.mkdir(mode=0o700)
        with new_stores(engine, folder) as new_store:
            partnership = make_partnership(folder, new_store())
            calm = warm_up(partnership)
            figures.append(_while_writing(asked, engine, partnership, calm, new_store))
            safe = folder / "safe.zip"
            run("backup", str(safe), *partnership.places, folder=folder)
            figures.append(_changed_backups(asked, engine, safe, new_store))
            if engine == "sqlite":
                figures.append(_changed_stores(asked, partnership))
    return figures


def _while_writing(
    asked: Asked,
    name: str,
    partnership: Partnership,
    calm: Undisturbed,
    new_store: Callable[[], str],
) -> Figure:
    begun = time.monotonic()
    done, troubles = 0, list[str]()
    folder = partnership.folder
    for number in range(asked.share(BACKUPS)):
        if asked.is_over():
            break
        partnership.put(1 - number % 2)
        refresh = start("refresh", *partnership.places, folder=folder)
        time.sleep(asked.dice(f"M2 {number}").uniform(0, calm.seconds))
        safe = folder / f"safe_{number}.zip"
        made = run("backup", safe.name, *partnership.places, folder=folder)
        ended = refresh.wait()
        if made.code or ended.code:
            troubles.append(f"exit {made.code}, {ended.code}: {made.said}{ended.said}")
            continue
        troubles += _restored(folder, safe, new_store(), calm)
        safe.unlink()
        done += 1
    return Figure(
        "M2",
        f"{name}: a backup made while a refresh writes restores to one generation, proved",
        f"{done} backed up, restored and verified: {len(troubles)} troubles",
        reached=bool(done) and not troubles,
        seconds=time.monotonic() - begun,
        stopped_early=done + len(troubles) < asked.share(BACKUPS),
        troubles=told(troubles),
    )


def _restored(folder: Path, safe: Path, url: str, calm: Undisturbed) -> list[str]:
    ended = run("restore", safe.name, "--store", url, folder=folder)
    if ended.code:
        return [f"restore ended with {ended.code}: {ended.said}"]
    engine = open_store(url)
    found = verify(engine)
    seen = published(engine)
    engine.dispose()
    if found.problems or seen not in calm.hashes or found.published_hash != seen:
        return [f"restored {seen[:12]}: {'; '.join(found.problems) or 'another hash'}"]
    return []


def _changed_backups(asked: Asked, name: str, safe: Path, new_store: Callable[[], str]) -> Figure:
    """Change one byte of a backup: it must be refused, and the store stay as empty as it was."""
    begun = time.monotonic()
    noticed, troubles = 0, list[str]()
    whole, dice = safe.read_bytes(), asked.dice(f"M2 {name}")
    spoilt = safe.with_name("spoilt.zip")
    url = new_store()
    engine = open_store(url)
    migrate(engine)
    for number in range(asked.share(CHANGED)):
        if asked.is_over():
            break
        # Half of them in the last part, where the zip file says what it holds.
        place = dice.randrange(len(whole)) if number % 2 else len(whole) - 1 - dice.randrange(3_000)
        content = bytearray(whole)
        content[place] ^= 1 << dice.randrange(8)
        spoilt.write_bytes(content)
        ended = run("restore", spoilt.name, "--store", url, folder=safe.parent)
        if ended.code == DAMAGED and ended.is_plain and not published(engine):
            noticed += 1
        else:
            troubles.append(
                f"byte {place} of {len(whole)}: restore ended with {ended.code}: {ended.said}"
            )
            if not ended.code:
                url = new_store()
                engine.dispose()
                engine = open_store(url)
                migrate(engine)
    engine.dispose()
    return Figure(
        "M2",
        f"{name}: one changed byte of a backup is noticed before anything is restored",
        f"{noticed} of {noticed + len(troubles)} noticed",
        reached=noticed > 0 and not troubles,
        seconds=time.monotonic() - begun,
        stopped_early=noticed + len(troubles) < asked.share(CHANGED),
        troubles=told(troubles),
    )


def _changed_stores(asked: Asked, partnership: Partnership) -> Figure:
    """Change one byte of a SQLite file: verify notices, or all that readers see is still the same.

    It proves the current generation: older ones, the history and free pages are not in its scope.
    """
    begun = time.monotonic()
    path = Path(partnership.url.removeprefix("sqlite:///"))
    _seen(partnership.url)  # the last connection to go takes the log into the file
    whole, dice = path.read_bytes(), asked.dice("M2 bytes")
    kept = _seen(partnership.url)
    spoilt = path.with_name("spoilt.db")
    noticed = harmless = 0
    troubles = list[str]()
    for _ in range(asked.share(CHANGED)):
        if asked.is_over():
            break
        place = dice.randrange(len(whole))
        content = bytearray(whole)
        content[place] ^= 1 << dice.randrange(8)
        spoilt.write_bytes(content)
        url = f"sqlite:///{spoilt}"
        ended = run("verify", "--store", url, folder=path.parent)
        if ended.code == DAMAGED and ended.is_plain:
            noticed += 1
        elif ended.code == 0 and _seen(url) == kept:
            harmless += 1
        else:
            troubles.append(f"byte {place} of {len(whole)}: exit {ended.code}: {ended.said}")
        for left in path.parent.glob("spoilt.db*"):
            left.unlink()
    return Figure(
        "M2",
        "sqlite: one changed byte of a store is noticed by verify, unless readers see the same",
        f"{noticed} noticed, {harmless} where readers see the same, {len(troubles)} missed",
        reached=noticed + harmless > 0 and not troubles,
        seconds=time.monotonic() - begun,
        stopped_early=noticed + harmless + len(troubles) < asked.share(CHANGED),
        troubles=told(troubles),
    )


def _seen(url: str) -> list[object]:
    """Read all that readers see of the current generation; what cannot be read is said instead."""
    engine = open_store(url)
    try:
        with open_snapshot(engine) as snapshot:
            rows = [snapshot.frame(kind).rows() for kind in KINDS]
            return [snapshot.generation.published_hash, *rows]
    except Exception as error:
        return [type(error).__name__]
    finally:
        engine.dispose()
