"""The panel as a dashboard of Apache Superset: a big number with its line a card.

Run by the Python of Superset's own environment: writes its configuration and its store into a folder, once,
with everything that a card shows in a table, a chart a card and one dashboard that everybody may read.
"""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

PER_ROW, WIDTH, HEIGHT = 3, 4, 26
CONFIG = """
SECRET_KEY = "only for a benchmark on this machine, never anywhere else"
SQLALCHEMY_DATABASE_URI = "sqlite:///{folder}/superset.db"
PUBLIC_ROLE_LIKE = "Gamma"
TALISMAN_ENABLED = False
WTF_CSRF_ENABLED = False
PREVENT_UNSAFE_DB_CONNECTIONS = False
FEATURE_FLAGS = {{"DASHBOARD_VIRTUALIZATION": False}}
"""


def main() -> None:
    cards, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "superset_config.py"
    config.write_text(CONFIG.format(folder=folder), encoding="utf-8")
    os.environ |= {"SUPERSET_CONFIG_PATH": str(config), "FLASK_APP": "superset"}
    command = str(Path(sys.executable).with_name("superset"))
    for step in (["db", "upgrade"], ["init"]):
        subprocess.run([command, *step], check=True)
    panel = json.loads(cards.read_text(encoding="utf-8"))
    write_rows(panel["cards"], folder / "cards.db")
    make_dashboard(panel, f"sqlite:///{folder / 'cards.db'}")


def write_rows(cards: list[dict], path: Path) -> None:
    path.unlink(missing_ok=True)
    store = sqlite3.connect(path)
    store.execute("create table cards (title text, month timestamp, value real)")
    for card in cards:
        rows = [
            (card["title"], f"{2000 + at // 12}-{at % 12 + 1:02}-01 00:00:00", value)
            for at, value in enumerate(card["spark"])
        ]
        store.executemany("insert into cards values (?, ?, ?)", rows)
    store.commit()
    store.close()


def make_dashboard(panel: dict, address: str) -> None:
    from superset.app import create_app

    with create_app().app_context():
        from superset import db, security_manager
        from superset.connectors.sqla.models import SqlaTable
        from superset.models.core import Database
        from superset.models.dashboard import Dashboard

        database = Database(database_name="cards", sqlalchemy_uri=address)
        db.session.add(database)
        table = SqlaTable(table_name="cards", database=database, main_dttm_col="month")
        db.session.add(table)
        db.session.commit()
        table.fetch_metadata()
        charts = [_chart(card, table.id) for card in panel["cards"]]
        db.session.add_all(charts)
        db.session.commit()
        public = security_manager.find_role("Public")
        allowed = security_manager.find_permission_view_menu(
            "all_datasource_access", "all_datasource_access"
        )
        public.permissions.append(allowed)
        layout = json.dumps(_layout(charts, panel["verdict"]))
        dashboard = Dashboard(
            dashboard_title="Board panel", slug="panel", published=True, position_json=layout
        )
        dashboard.slices = charts
        db.session.add(dashboard)
        db.session.commit()


def _chart(card: dict, table: int) -> object:
    from superset.models.slice import Slice

    asked = {
        "viz_type": "big_number",
        "datasource": f"{table}__table",
        "x_axis": "month",
        "time_grain_sqla": "P1M",
        "metric": {"expressionType": "SQL", "sqlExpression": "max(value)", "label": "value"},
        "adhoc_filters": [
            {
                "expressionType": "SIMPLE",
                "clause": "WHERE",
                "subject": "title",
                "operator": "==",
                "comparator": card["title"],
            }
        ],
        "subtitle": f"{card['rating']}. {card['target']}. {card['change']}",
        "compare_lag": 1,
        "show_trend_line": True,
        "row_limit": 1000,
    }
    return Slice(
        slice_name=card["title"],
        viz_type="big_number",
        datasource_type="table",
        datasource_id=table,
        params=json.dumps(asked),
    )


def _layout(charts: list, verdict: str) -> dict:
    rows = [charts[at : at + PER_ROW] for at in range(0, len(charts), PER_ROW)]
    names = [f"ROW-{at}" for at in range(len(rows))]
    above = ["ROOT_ID", "GRID_ID"]
    found: dict = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "GRID_ID": {
            "type": "GRID",
            "id": "GRID_ID",
            "children": ["MARK", *names],
            "parents": ["ROOT_ID"],
        },
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": "Board panel"}},
        "MARK": {
            "type": "MARKDOWN",
            "id": "MARK",
            "children": [],
            "parents": above,
            "meta": {"width": 12, "height": 10, "code": verdict},
        },
    }
    for name, row in zip(names, rows, strict=True):
        keys = [f"CHART-{chart.id}" for chart in row]
        plain = {"background": "BACKGROUND_TRANSPARENT"}
        found[name] = {"type": "ROW", "id": name, "children": keys, "parents": above, "meta": plain}
        for key, chart in zip(keys, row, strict=True):
            found[key] = {
                "type": "CHART",
                "id": key,
                "children": [],
                "parents": [*above, name],
                "meta": {"chartId": chart.id, "width": WIDTH, "height": HEIGHT},
            }
    return found


if __name__ == "__main__":
    main()
