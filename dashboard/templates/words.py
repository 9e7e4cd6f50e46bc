"""Small turns of phrase that belong to a page's layout rather than to its figures."""

from datetime import date, datetime


def sentence_case(text: str) -> str:
    """Give the first letter a capital: 'since May' is 'Since May'."""
    return text[:1].upper() + text[1:]


def bare(text: str) -> str:
    """Give a figure without the words of its unit: '29 working days' is '29', 'No data' stays."""
    return text.partition(" ")[0] if any(sign.isdigit() for sign in text[:2]) else text


def unit_of(text: str) -> str:
    """Give the words behind a figure: '29 working days' is 'working days', '76.1%' has none."""
    return text[len(bare(text)) :].strip()


def count_change(change: int | None) -> str:
    """Say how a count moved since the month before: '2 more', '1 fewer', 'no change'."""
    if change is None:
        return ""
    if change == 0:
        return "no change on last month"
    return f"{abs(change)} {'more' if change > 0 else 'fewer'} than last month"


def moment(written: str) -> str:
    """Say a moment that is written for machines: '29 Nov 2026, 02:15 UTC'. Nothing stays nothing."""
    return f"{day(written)}, {datetime.fromisoformat(written):%H:%M} UTC" if written else ""


def day(written: str) -> str:
    """Say a day that is written for machines: '29 Nov 2026'. Nothing stays nothing."""
    if not written:
        return ""
    found = date.fromisoformat(written[:10])
    return f"{found.day} {found:%b %Y}"
