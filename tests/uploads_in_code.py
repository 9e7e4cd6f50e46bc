"""The tiny partnership with one source that partners hand in, and the counter where they do."""

import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask.testing import FlaskClient

from dashboard.access.gate import token_of
from dashboard.access.viewers import Role, Viewer, local_viewer
from dashboard.app import create_app
from dashboard.commands.uploading import Counter
from framework.settings import Settings
from framework.store.engines import open_store
from framework.store.migrating import migrate
from tests.frameworks.views import HandMadePages

TINY = Path(__file__).parent / "frameworks" / "tiny"
SECRET = b"a secret of the tests"
TODAY = date(2025, 11, 12)
GOOD = (TINY / "data" / "episodes.csv").read_bytes()
OFFICER = local_viewer(Role.OFFICER)


@dataclass(slots=True)
class Clock:
    """A clock that moves a minute at each look."""

    moment: datetime = datetime(2025, 11, 12, 9, 0, tzinfo=UTC)
    looks: int = field(default=0)

    def __call__(self) -> datetime:
        self.looks += 1
        return self.moment + timedelta(minutes=self.looks)


def counter(folder: Path) -> Counter:
    """Make the partnership in a folder; its episodes are uploaded, its other files lie in data."""
    config, data = folder / "config", folder / "data"
    shutil.copytree(TINY, config, ignore=shutil.ignore_patterns("data"))
    shutil.copytree(TINY / "data", data, ignore=shutil.ignore_patterns("episodes*"))
    source = config / "sources" / "episodes.yaml"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("kind: csv, path: episodes*.csv", "kind: upload, as: csv"))
    found = counter_at(folder)
    migrate(found.engine)
    return found


def counter_at(folder: Path) -> Counter:
    """Open the counter of a partnership that was made before, or copied."""
    store = f"sqlite:///{folder / 'store.db'}"
    settings = Settings(folder / "config", folder / "data", store)
    return Counter(settings, open_store(store), Clock(), lambda: TODAY)


def client(at: Counter | None, viewer: Viewer | None = OFFICER) -> FlaskClient:
    """A browser of somebody, with the token that our pages gave it."""
    app = create_app(HandMadePages(), lambda _request: viewer, secret=SECRET, counter=at)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    found = app.test_client()
    if viewer is not None:
        found.set_cookie("_csrf_token", token_of(viewer, SECRET))
    return found
