"""Where a framework, its data and its store are. Read from options and environment by the command line."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

DEFAULT_STORE: Final = "sqlite:///fingerpost.db"


@dataclass(frozen=True, slots=True)
class Settings:
    """The three places of a partnership. Relative source paths start at `data`."""

    config: Path = Path("config")
    data: Path = Path("data")
    store: str = DEFAULT_STORE

    @property
    def intake(self) -> Path:
        """Where typed copies of source rows are kept between runs; it may be deleted at any time."""
        return self._beside("intake")

    @property
    def kept_files(self) -> Path:
        """Where copies of the files that generations were made of are kept, if they are."""
        return self._beside("files")

    def _beside(self, what: str) -> Path:
        """Beside a SQLite store, else in this folder: the data's own folder is often read-only."""
        scheme, _, path = self.store.partition(":///")
        if scheme.startswith("sqlite") and path:
            return Path(f"{path}.{what}")
        return Path(f".fingerpost-{what}")
