"""The report of a source's newest reading: what it came to, and each row that failed.

One JSON file and one list of failures a source, in a private folder beside the source's kept
rows, written anew at every reading. They hold places and classes, never the value of a cell.
"""

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Final

import polars as pl

from indicators.quality.counts import Counts, counts_of
from indicators.quality.findings import no_findings

USED: Final = "used"
STOPPED: Final = "stopped"
_FOLDER: Final = "reports"
_PRIVATE: Final = 0o600


@dataclass(frozen=True, slots=True)
class Report:
    """What a reading came to: USED or STOPPED, with what is said of it; and the failures that are listed.

    `failures` counts them all, `findings` lists the first of each check.
    """

    source: str
    outcome: str
    reasons: tuple[str, ...] = ()
    counts: Counts | None = None
    failures: int = 0
    findings: pl.DataFrame = field(default_factory=no_findings)
    fingerprint: str = ""

    @property
    def is_whole(self) -> bool:
        """Say whether every failure is listed."""
        return self.failures <= self.findings.height


def write_report(intake_dir: Path, report: Report) -> None:
    """Keep a report in place of the source's older one. A disk that is full loses the report only."""
    folder = intake_dir / _FOLDER
    said = {
        "source": report.source,
        "outcome": report.outcome,
        "reasons": report.reasons,
        "counts": asdict(report.counts) if report.counts else None,
        "failures": report.failures,
        "fingerprint": report.fingerprint,
    }
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        listed = folder / f"{report.source}.parquet"
        report.findings.write_parquet(listed.with_suffix(".new"))
        _put(listed.with_suffix(".new"), listed)
        new = folder / f"{report.source}.json.new"
        new.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        _put(new, folder / f"{report.source}.json")
    except (OSError, pl.exceptions.ComputeError):
        return


def read_report(intake_dir: Path, source: str) -> Report | None:
    """Give the report of a source's newest reading, None where there is none."""
    folder = intake_dir / _FOLDER
    try:
        said = json.loads((folder / f"{source}.json").read_text(encoding="utf-8"))
        findings = pl.read_parquet(folder / f"{source}.parquet")
        counts = counts_of(said["counts"]) if said["counts"] else None
        reasons, failures = tuple(said["reasons"]), int(said["failures"])
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return None
    return Report(source, said["outcome"], reasons, counts, failures, findings, said["fingerprint"])


def read_at(intake_dir: Path, source: str) -> float | None:
    """Give when a source was last read, in seconds since 1970, None when it never was."""
    try:
        return (intake_dir / _FOLDER / f"{source}.json").stat().st_mtime
    except OSError:
        return None


def note_outcome(intake_dir: Path, source: str, outcome: str, reasons: tuple[str, ...]) -> None:
    """Write in a source's newest report that it is used after all, or that it stops; and what is said."""
    report = read_report(intake_dir, source) or Report(source, STOPPED)
    if (outcome, reasons) != (report.outcome, report.reasons):
        write_report(intake_dir, replace(report, outcome=outcome, reasons=reasons))


def _put(new: Path, place: Path) -> None:
    new.chmod(_PRIVATE)
    new.replace(place)
