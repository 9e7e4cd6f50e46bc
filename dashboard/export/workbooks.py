"""Tables as a workbook with native charts and sparklines, and as CSV. No cell is ever a formula."""

import io
import re
from typing import TYPE_CHECKING, Any, Final

from dashboard.export.csv_text import csv_text, safe_text
from dashboard.export.view_tables import Cell, Chart, Table, Tables
from framework.model.results import Rating

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_PLAIN: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_COLOURS: Final = {
    Rating.RED: {"bg_color": "#A4122B", "font_color": "#FFFFFF"},
    Rating.AMBER: {"bg_color": "#FFB61E", "font_color": "#0B0C0C"},
    Rating.GREEN: {"bg_color": "#E0F2F0", "font_color": "#07544F"},
    Rating.NOT_RATED: {"font_color": "#48525C"},
}
_SERIES: Final = "Series"
_WIDEST: Final = 60
_FIRST_VALUE: Final = 3  # of a series, after its indicator and its first and last period
_LINES: Final = ("#12436D", "#0B0C0C")


def as_workbook(view: Tables) -> bytes:
    """Give an .xlsx file: a sheet a table, the series of its sparklines last."""
    from xlsxwriter import Workbook

    written = io.BytesIO()
    with Workbook(written, _PLAIN) as book:
        for table in view.tables:
            _write(book, table, view.lines)
        for table in view.tables:
            if table.sparks:
                _write_series(book, table)
    return written.getvalue()


def as_csv(view: Tables) -> str:
    """Give the main table as CSV; what it is stands below it, after an empty row."""
    table = view.tables[0]
    below: list[tuple[Cell, ...]] = [(), *((line,) for line in view.lines)]
    return csv_text(table.heads, [*table.rows, *below])


def _write(book: "Workbook", table: Table, lines: tuple[str, ...]) -> None:
    sheet = book.add_worksheet(table.name)
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    colours = {
        rating: book.add_format({**look, "text_wrap": True, "valign": "top"})
        for rating, look in _COLOURS.items()
    }
    rated = {(row, column): rating for row, column, rating in table.ratings}
    for at, line in enumerate(lines):
        sheet.write_string(at, 0, safe_text(line), book.add_format({"bold": at == 0}))
    top = len(lines) + 1
    drawn = "Trend" if table.spark_kind == "line" else "Beside one another"
    heads = (*table.heads, drawn) if table.sparks else table.heads
    for column, head in enumerate(heads):
        sheet.write_string(top, column, safe_text(head), bold)
    for at, row in enumerate(table.rows):
        for column, cell in enumerate(row):
            look = colours[rated[at, column]] if (at, column) in rated else wrapped
            _write_cell(sheet, top + 1 + at, column, cell, look)
    _fit(sheet, table, top)
    _add_sparklines(sheet, table, top)
    if table.chart:
        _add_chart(book, sheet, table, table.chart, top)


def _write_cell(sheet: "Worksheet", row: int, column: int, cell: Cell, look: Any) -> None:
    if cell is None:
        sheet.write_blank(row, column, None, look)
    elif isinstance(cell, str):
        sheet.write_string(row, column, safe_text(cell), look)
    else:
        sheet.write_number(row, column, cell, look)


def _fit(sheet: "Worksheet", table: Table, top: int) -> None:
    sheet.freeze_panes(top + 1, 0)
    for column, head in enumerate(table.heads):
        texts = [head, *(str(row[column]) for row in table.rows if isinstance(row[column], str))]
        sheet.set_column(column, column, min(max(map(len, texts)) + 2, _WIDEST))
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)


def _add_sparklines(sheet: "Worksheet", table: Table, top: int) -> None:
    for at, spark in enumerate(table.sparks):
        if any(value is not None for value in spark.values):
            area = f"{_SERIES}!{_span(at + 1, len(spark.values))}"
            line = table.spark_kind == "line"
            look = {"range": area, "type": table.spark_kind, "last_point": line}
            look["series_color"] = _LINES[0]
            sheet.add_sparkline(top + 1 + at, len(table.heads), look)
    if table.sparks:
        sheet.set_column(len(table.heads), len(table.heads), 24)


def _span(row: int, length: int) -> str:
    from xlsxwriter.utility import xl_range_abs

    return str(xl_range_abs(row, _FIRST_VALUE, row, _FIRST_VALUE + length - 1))


def _write_series(book: "Workbook", table: Table) -> None:
    """Keep the values that sparklines draw: a workbook draws cells only."""
    sheet = book.add_worksheet(_SERIES)
    title = table.heads.index("Indicator")
    for column, head in enumerate(("Indicator", "First", "Last", "Values, the first on the left")):
        sheet.write_string(0, column, head)
    for at, spark in enumerate(table.sparks, start=1):
        for column, text in enumerate((str(table.rows[at - 1][title]), spark.first, spark.last)):
            sheet.write_string(at, column, safe_text(text))
        for column, value in enumerate(spark.values, start=_FIRST_VALUE):
            if value is not None:
                sheet.write_number(at, column, value)
    sheet.set_column(0, 0, _WIDEST)


def _plain_name(text: str) -> str:
    """Give a name that a chart shows: XlsxWriter takes 'Help!A1' for a cell, even behind an apostrophe."""
    return re.sub(r"!(?=\S)", "! ", safe_text(text))


def _add_chart(book: "Workbook", sheet: "Worksheet", table: Table, chart: Chart, top: int) -> None:
    first, last = top + 1, top + len(table.rows)
    drawn = book.add_chart({"type": chart.kind})
    for colour, column in zip(_LINES, chart.values, strict=False):
        if all(row[column] is None for row in table.rows):
            continue
        drawn.add_series(
            {
                "name": [table.name, top, column],
                "categories": [table.name, first, chart.labels, last, chart.labels],
                "values": [table.name, first, column, last, column],
                "line": {
                    "color": colour,
                    "dash_type": "dash" if column != chart.values[0] else "solid",
                },
                "fill": {"color": colour},
            }
        )
    drawn.set_title({"name": _plain_name(chart.title), "name_font": {"size": 12}})
    if chart.kind == "bar":
        drawn.set_y_axis({"reverse": True})
        drawn.set_legend({"none": True})
    drawn.show_blanks_as("gap")
    drawn.set_size({"width": 760, "height": 380})
    sheet.insert_chart(top, len(table.heads) + 1, drawn)
