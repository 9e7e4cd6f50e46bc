"""Counts with their nouns, as a person says them."""


def counted(count: int, noun: str) -> str:
    """Say '1 row' and '2,000 rows'."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
