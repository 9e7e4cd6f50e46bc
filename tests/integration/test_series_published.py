"""What was judged of a series is read back from the store as it was."""

from dataclasses import replace
from datetime import date

import polars as pl

from framework.model.periods import Grain, period_of, step
from framework.model.results import RESULT_COLUMNS, Assurance, Trend, Variation
from framework.model.series import ControlChart, Outlook
from framework.store.reading import open_snapshot
from indicators.disclose.disclosing import Disclosed
from indicators.judge.judging import judge
from tests.frameworks_in_code import COUNTY, framework, indicator, target
from tests.store_publications import frame, publication, publish_now, result

VALUES = [50.0, 52.0, 49.0, 51.0, 50.0, 48.0, 51.0, 52.0, 50.0, 49.0, 51.0, 90.0]


def test_charts_and_outlooks_come_back_from_the_store(store):
    first = period_of(date(2026, 1, 1), Grain.MONTH)
    rows = [
        result("in_time", COUNTY, step(first, place).code, value, denominator=400.0)
        for place, value in enumerate(VALUES)
    ]
    one = indicator(targets=(target("95"),))
    judged = judge(Disclosed(frame(RESULT_COLUMNS, rows)), framework(one))
    said = publication(rows, areas=framework(one).geography.areas)
    publish_now(
        store,
        replace(said, judgements=judged.judgements, series=judged.series),
    )
    with open_snapshot(store) as snapshot:
        [row] = snapshot.series(["in_time"], [COUNTY])
        kept = snapshot.frame("series")
    assert (row.variation, row.assurance) == (Variation.IMPROVING_HIGH, Assurance.FAILS)
    assert row.trend is Trend.NO_CHANGE
    chart = ControlChart.read(row.chart)
    assert chart.kind == "xmr"
    assert (chart.signals[-1].period, chart.signals[-1].above) == ("2026-12", True)
    outlook = Outlook.read(row.outlook)
    assert [one.period for one in outlook.forecasts] == ["2027-01", "2027-02", "2027-03"]
    assert outlook.target == 95.0
    assert 0 <= outlook.chance <= 1
    assert chart.text() == row.chart
    assert outlook.text() == row.outlook
    texts = kept.select(pl.col("chart", "outlook")).row(0)
    assert texts == (row.chart, row.outlook)
