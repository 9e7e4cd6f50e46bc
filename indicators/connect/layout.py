"""Which headers a source needs, and which raw column stands for what."""

from dataclasses import dataclass

from framework.model.sources import Source

Headers = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The wanted columns of a source in one order: declared columns, then area columns, the period, the notes."""

    columns: tuple[Headers, ...]
    areas: tuple[Headers, ...]
    period: Headers | None
    notes: Headers | None = None

    @property
    def wanted(self) -> tuple[Headers, ...]:
        last = tuple(headers for headers in (self.period, self.notes) if headers is not None)
        return self.columns + self.areas + last

    @property
    def first_area(self) -> int:
        return len(self.columns)

    @property
    def period_place(self) -> int:
        return len(self.columns) + len(self.areas)

    @property
    def notes_place(self) -> int:
        return self.period_place + (self.period is not None)


def layout_of(source: Source) -> Layout:
    """Lay out what is wanted of each file of a source.

    Area, period and note columns are headers of the file. One that names a declared column instead
    means that column's headers.
    """
    declared = {column.name: column.headers for column in source.columns}
    areas = () if source.area_from.fixed is not None else source.area_from.columns
    period = source.period_from.column if source.period_from else None
    notes = source.notes.column if source.notes else None
    return Layout(
        tuple(column.headers for column in source.columns),
        tuple(_headers(name, declared) for name in areas),
        None if period is None else _headers(period, declared),
        None if notes is None else _headers(notes, declared),
    )


def _headers(name: str, declared: dict[str, Headers]) -> Headers:
    return (name, *(header for header in declared.get(name, ()) if header != name))
