"""What is published is what is read: complete, counted, with its history."""

from dataclasses import replace

import polars as pl
import pytest
from sqlalchemy import text

from framework.errors import StoreError
from framework.model.results import RESULT_COLUMNS, Flag, NotRated, Rating, Travel
from framework.store.reading import open_snapshot
from framework.store.rows import RunState, SourceState
from framework.store.runs import generations, last_run
from framework.store.verifying import verify
from tests.store_publications import frame, judgement, publication, publish_now, result


def values(engine, generation=None):
    with open_snapshot(engine, generation) as snapshot:
        return {(p.indicator, p.area, p.period): p.value for p in snapshot.points()}


def flags(engine):
    with open_snapshot(engine) as snapshot:
        return [point.flags for point in snapshot.points()]


def test_a_store_without_a_publication_says_what_to_do(store):
    with pytest.raises(StoreError, match="nothing has been published yet: run fingerpost refresh"):
        open_snapshot(store).__enter__()


def test_a_result_comes_back_with_its_judgement_and_period(store):
    row = result(value=62.5, numerator=5.0, denominator=8.0, lower=30.6, upper=86.3, flags=32)
    judged = judgement(row, "not rated", reason="the figure is provisional", short_change=-0.1)
    publish_now(store, publication([row], judgements=[judged]))
    with open_snapshot(store) as snapshot:
        [point] = snapshot.points()
    assert (point.value, point.numerator, point.denominator) == (62.5, 5.0, 8.0)
    assert (point.lower, point.upper, point.flags) == (30.6, 86.3, Flag.PROVISIONAL)
    assert (point.rating, point.reason) == (Rating.NOT_RATED, NotRated.PROVISIONAL)
    assert (point.rule, point.target_id, point.target) == ("target", "t1", None)
    assert (point.short_change, point.short_travel, point.short_real) == (-0.1, Travel.BETTER, True)
    assert (point.long_travel, point.long_real) == (Travel.CANNOT_SAY, None)
    assert point.period_start.isoformat() == "2026-10-01"


def test_a_result_without_a_judgement_is_read_all_the_same(store):
    publish_now(store, publication([result(value=None, flags=1)]))
    with open_snapshot(store) as snapshot:
        [point] = snapshot.points()
    assert (point.value, point.flags, point.rating) == (None, Flag.SUPPRESSED, None)


def test_comparisons_and_series_come_back(store):
    key = {"indicator": "first", "area": "E1", "breakdown": ""}
    compared = key | {"period": "2026-10", "comparator": "E92", "value": 48.0, "outcome": "better"}
    nothing = compared | {"comparator": "none", "value": None, "outcome": "not compared"}
    series = key | {"points": 1, "first_period": "2026-09", "last_period": "2026-10"}
    publish_now(store, publication([result()], comparisons=[nothing, compared], series=[series]))
    with open_snapshot(store) as snapshot:
        told = [(c.comparator, c.value, c.outcome) for c in snapshot.comparisons(["first"])]
        [fact] = snapshot.series(areas=["E1"])
    assert told == [("E92", 48.0, "better"), ("none", None, "not compared")]
    assert (fact.points, fact.first_period, fact.last_period) == (1, "2026-09", "2026-10")
    assert fact.typical_change is None


def test_points_are_chosen_by_name_and_come_in_order_of_time(store):
    periods = ["2026-10", "2026-09", "2026-02"]
    rows = [result("first", area, period) for area in ("E1", "E2") for period in periods]
    rows += [result("second"), result("first", breakdown="sex=Female")]
    publish_now(store, publication(rows))
    with open_snapshot(store) as snapshot:
        one = snapshot.points(["first"], ["E1"], breakdowns=[""])
        late = snapshot.points(["first"], ["E2"], since=one[1].period_start)
        october = snapshot.points(breakdowns=[""], periods=["2026-10"])
        women = snapshot.points(breakdowns=["sex=Female"])
        nobody = snapshot.points(["no such indicator"])
        of_the_area = snapshot.points(areas=["E1"], since=one[2].period_start)
        its_october = snapshot.points(areas=["E2"], breakdowns=[""], periods=["2026-10"])
    assert [p.period for p in one] == ["2026-02", "2026-09", "2026-10"]
    assert [p.period for p in late] == ["2026-09", "2026-10"]
    assert [(p.indicator, p.area) for p in october] == [
        ("first", "E1"),
        ("first", "E2"),
        ("second", "E1"),
    ]
    assert [p.indicator for p in women] == ["first"]
    assert [(p.indicator, p.area) for p in its_october] == [("first", "E2")]
    assert [p.indicator for p in of_the_area] == ["first", "first", "second"]
    assert nobody == []


def test_a_key_gone_within_the_scope_is_closed_and_others_are_left_alone(store):
    publish_now(store, publication([result("first"), result("first", "E2"), result("second")]))
    made = publish_now(store, publication([result("first")]))
    assert (made.generation, made.opened, made.closed, made.unchanged) == (2, 0, 1, 1)
    assert values(store).keys() == {("first", "E1", "2026-10"), ("second", "E1", "2026-10")}
    assert len(values(store, 1)) == 3


def test_a_scope_without_rows_closes_all_its_rows(store):
    publish_now(store, publication([result("first"), result("second")]))
    publish_now(store, publication([], scope=frozenset({"first"})))
    assert values(store).keys() == {("second", "E1", "2026-10")}
    assert generations(store)[0].indicators == 1


def test_a_retired_indicator_is_closed_in_every_table(store):
    row = result("first")
    publish_now(store, publication([row, result("second")], judgements=[judgement(row)]))
    made = publish_now(store, publication([result("second")], retired=frozenset({"first"})))
    assert (made.closed, made.unchanged) == (2, 1)
    with open_snapshot(store) as snapshot:
        assert snapshot.frame("judgements").is_empty()
        assert snapshot.points(["first"]) == []
    assert verify(store).problems == ()


def test_publishing_the_same_again_makes_no_generation(store):
    what = publication([result(), result("second", value=0.1 + 0.2)])
    first = publish_now(store, what)
    again = publish_now(store, what)
    assert first.is_new
    assert not again.is_new
    assert (again.generation, again.published_hash) == (1, first.published_hash)
    assert (again.opened, again.closed, again.unchanged) == (0, 0, 2)
    assert last_run(store).state is RunState.NOTHING_TO_DO
    assert len(generations(store)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"files": {"framework.yaml": b"framework: other\n"}},
        {"warnings": ("source 'episodes': 3 rows were left out",)},
        {"sources": (SourceState("episodes", "failed", reason="no such file"),)},
    ],
)
def test_other_words_around_the_same_figures_make_a_generation_with_the_same_hash(store, change):
    first = publish_now(store, publication([result()]))
    second = publish_now(store, publication([result()], **change))
    assert second.is_new
    assert second.published_hash == first.published_hash


def test_a_changed_figure_is_marked_revised_and_stays_so(store):
    publish_now(store, publication([result(value=50.0)]))
    publish_now(store, publication([result(value=51.0)]))
    assert flags(store) == [Flag.REVISED]
    again = publish_now(store, publication([result(value=51.0)]))
    assert not again.is_new
    publish_now(store, publication([result(value=51.0, flags=32)]))
    assert flags(store) == [Flag.REVISED | Flag.PROVISIONAL]


def test_a_first_figure_is_not_a_revision(store):
    publish_now(store, publication([result(value=None, flags=2)]))
    publish_now(store, publication([result(value=51.0)]))
    assert flags(store) == [Flag.NONE]


def test_a_changed_interval_alone_is_not_a_revision(store):
    publish_now(store, publication([result(lower=40.0)]))
    made = publish_now(store, publication([result(lower=41.0)]))
    assert made.opened == 1
    assert flags(store) == [Flag.NONE]


def test_a_snapshot_sees_one_generation_while_another_is_published(store):
    publish_now(store, publication([result(value=1.0), result("second", value=1.0)]))
    with open_snapshot(store) as old:
        publish_now(store, publication([result(value=2.0), result("second", value=2.0)]))
        assert [p.value for p in old.points()] == [1.0, 1.0]
        assert old.generation.number == 1
    assert set(values(store).values()) == {2.0}


def test_a_generation_tells_all_about_itself(store):
    odd = {"areas/areas.csv": b"code,name\nE1,Caf\xe9\n", "framework.yaml": "é: ✓\n".encode()}
    sources = (
        SourceState("episodes", "fresh", "31 October 2026", "abc", 120),
        SourceState("census", "kept", "March 2021", "def", 7, "the file is empty", "2026-11-01"),
    )
    what = publication(
        [result()],
        files=odd,
        sources=sources,
        warnings=("one",),
        plan="compute 1",
        definitions={"first": ("0" * 64, "a share")},
    )
    made = publish_now(store, what)
    with open_snapshot(store) as snapshot:
        told = snapshot.generation
        assert snapshot.framework_files() == odd
        assert set(snapshot.source_states()) == set(sources)
    assert (told.number, told.published_hash) == (1, made.published_hash)
    assert (told.published_at, told.duration_seconds) == (what.finished, 30.0)
    assert (told.results, told.indicators, told.warnings, told.plan) == (
        1,
        1,
        ("one",),
        "compute 1",
    )
    assert generations(store) == (told,)


def test_a_definition_is_kept_once_a_version(store):
    publish_now(store, publication([result()], definitions={"first": ("a" * 64, "old")}))
    for version, words in (("a" * 64, "old"), ("b" * 64, "new")):
        files = {"framework.yaml": words.encode()}
        publish_now(
            store, publication([result()], files=files, definitions={"first": (version, words)})
        )
    with store.connect() as connection:
        kept = connection.execute(
            text("SELECT text, first_generation FROM definition ORDER BY id")
        ).all()
    assert [tuple(row) for row in kept] == [("old", 1), ("new", 3)]


def test_every_kept_generation_can_be_read_and_an_unknown_one_is_refused(store):
    for value in (1.0, 2.0, 3.0):
        publish_now(store, publication([result(value=value)]))
    assert [set(values(store, n).values()) for n in (1, 2, 3)] == [{1.0}, {2.0}, {3.0}]
    with pytest.raises(StoreError, match="generation 9 is not kept: the newest is 3"):
        values(store, 9)


def test_frames_have_the_columns_of_the_contract(store):
    row = result(value=0.1 + 0.2, numerator=3.0)
    publish_now(store, publication([row], judgements=[judgement(row)]))
    with open_snapshot(store) as snapshot:
        kept = snapshot.frame()
        judged = snapshot.frame("judgements")
    assert kept.equals(frame(RESULT_COLUMNS, [row]))
    assert judged.select("rating", "short_travel", "short_real").row(0) == ("green", "better", True)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([result(), result()], "hold a row twice: 'first', 'E1', '', '2026-10'"),
        ([result(value=float("nan"))], "'first' hold a value that is not a finite number"),
        ([result(area=None)], "a row without indicator, area, breakdown or period"),
        ([result(area="E\x001")], "cannot be kept"),
    ],
)
def test_rows_that_cannot_be_kept_are_refused_and_nothing_changes(store, rows, says):
    before = publish_now(store, publication([result("before")]))
    with pytest.raises(StoreError, match=says):
        publish_now(store, publication(rows))
    with open_snapshot(store) as snapshot:
        assert snapshot.generation.published_hash == before.published_hash


def test_a_frame_without_a_column_or_outside_the_scope_is_refused(store):
    good = publication([result()])
    with pytest.raises(StoreError, match="lack the columns flags"):
        publish_now(store, replace(good, results=good.results.drop("flags")))
    with pytest.raises(StoreError, match="hold 'first', which this run did not compute"):
        publish_now(store, replace(good, scope=frozenset({"second"})))
    with pytest.raises(StoreError, match="a wrong kind of cell"):
        publish_now(store, replace(good, results=good.results.with_columns(value=pl.lit("many"))))


def test_minus_zero_is_zero(store):
    first = publish_now(store, publication([result(value=-0.0)]))
    again = publish_now(store, publication([result(value=0.0)]))
    assert not again.is_new
    assert verify(store).published_hash == first.published_hash
    assert str(values(store).popitem()[1]) == "0.0"


def test_verify_names_the_indicator_whose_rows_were_changed(store):
    publish_now(store, publication([result("first"), result("second")]))
    found = verify(store)
    assert (found.generation, found.indicators, found.problems) == (1, 2, ())
    with store.begin() as connection:
        connection.execute(
            text(
                "UPDATE result SET value = value + 1 WHERE indicator_id = "
                "(SELECT id FROM indicator WHERE key = 'second')"
            )
        )
    assert verify(store).problems == (
        "indicator 'second': its rows differ from what was published",
    )


def test_verify_of_a_store_without_a_publication_has_nothing_to_say(store):
    assert verify(store).generation is None
    assert verify(store).problems == ()


def test_an_area_gets_the_name_it_has_today(store):
    publish_now(store, publication([result()]))
    renamed = tuple(replace(area, name="New " + area.name) for area in publication([]).areas)
    publish_now(store, publication([result(value=1.0)], areas=renamed))
    with store.connect() as connection:
        names = connection.execute(text("SELECT name FROM area ORDER BY code")).scalars().all()
    assert names == ["New North", "New South"]


def test_what_readers_may_have_kept_is_given_by_generation_the_newest_first(store):
    """Only generations in which something of the asked indicators differs from the next."""
    publish_now(store, publication([result(value=50.0), result("other", value=1.0)]))
    publish_now(store, publication([result(value=60.0), result("other", value=1.0)]))
    publish_now(store, publication([result(value=60.0), result("other", value=2.0)]))
    publish_now(store, publication([result("other", value=2.0)], retired={"first"}))
    publish_now(store, publication([result(value=70.0), result("other", value=2.0)]))
    with open_snapshot(store) as snapshot:
        found = snapshot.earlier_results(["first"], most=9)
        few = snapshot.earlier_results(["first"], most=2)
        before = snapshot.at(3).earlier_results(["first"], most=9)
        nothing = snapshot.earlier_results(["nobody"], most=9)
    values = {number: frame["value"].to_list() for number, frame in found.items()}
    assert values == {5: [70.0], 4: [], 3: [60.0], 1: [50.0]}
    assert list(values) == [5, 4, 3, 1]
    assert list(few) == [5, 4]
    assert list(before) == [3, 1]
    assert nothing[5].is_empty()
