"""The catalogue of everything that can be wrong with a declaration: code, title, help page.

A code stands in its group. Its number says nothing more: numbers are taken as they come.
"""

import sys
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from framework.errors import UserError
from framework.load.mistakes import suggestion

_GROUPS: Final[Mapping[str, Mapping[str, str]]] = {
    "The file cannot be read": {
        "F101": "This is not YAML",
        "F102": "The file is not plain UTF-8 text",
        "F103": "A tab stands where spaces belong",
        "F104": "Anchors, aliases and merge keys are not allowed",
        "F105": "Tags are not allowed",
        "F106": "A key or a column stands twice",
        "F107": "A second document begins",
        "F108": "The file is too large or too deep",
        "F109": "A key must be plain text",
        "F110": "YAML misreads this value: put quotes round it",
        "F111": "Nothing is declared in the file",
        "F112": "A row of a CSV file is broken",
        "F700": "A file of outlines that cannot be used",
        "F679": "A non-breaking space where a plain one belongs",
        "F113": "A needed file is missing",
    },
    "A value has the wrong shape": {
        "F201": "A key that is not known here",
        "F202": "Something needed is missing",
        "F203": "A word that is not allowed here",
        "F204": "A number is needed, or is out of range",
        "F205": "A date is needed",
        "F206": "A period is needed",
        "F207": "A name that cannot be an id",
        "F208": "A list, a table or one value is needed here",
        "F209": "A value that is not written in its form",
        "F210": "Too few or too many in a list",
        "F211": "An indicator has exactly one measure",
        "F212": "A path that is not safe",
        "F213": "A text that is too long",
        "F214": "A link that is not allowed",
        "F215": "The columns of a CSV file are wrong",
        "F590": "A pattern without its star",
        "F600": "An address that no file is fetched from",
        "F602": "A secret is named, not written",
        "F603": "A name is needed, not SQL",
        "F606": "A host that cannot be listed",
        "F620": "How long a file is left alone has its form",
        "F621": "The end of a marker file's name has its form",
        "F625": "A cron expression that cannot be used",
        "F626": "There is no such time zone",
        "F627": "Who is told is a role",
        "F628": "A delay is needed",
        "F629": "A step of lateness that is not known",
        "F630": "A day with a time is needed",
    },
    "What is named is not there": {
        "F301": "There is no such source",
        "F302": "The same is declared twice",
        "F303": "There is no such column",
        "F304": "There is no such indicator",
        "F305": "There is no such area",
        "F306": "There is no such level",
        "F307": "There is nothing of that name to compare with",
        "F308": "There is no such lookup or set of neighbours",
        "F309": "A rate needs a population",
        "F310": "A source and its file have different names",
        "F311": "An area cannot be part of that one",
        "F312": "Weights must be one together",
        "F313": "An area's code, dates or changes cannot be right",
        "F314": "Indicators are made of each other in a circle",
        "F675": "A table has no such column",
        "F676": "There is no such table",
        "F678": "Declarations are like each other in a circle",
        "F692": "A chain of declarations is too long",
        "F701": "No outline of any area",
        "F601": "A host that is not listed",
        "F604": "A kind of source that is offered twice",
        "F605": "A connector that cannot be used so",
        "F650": "An assessment needs one reference",
        "F651": "A form that two sources read",
    },
    "Expressions": {
        "F401": "An expression cannot be read",
        "F402": "An expression uses a name that the source does not have",
        "F403": "These do not fit together in an expression",
        "F404": "A value that the column never holds",
        "F405": "An expression is too large",
        "F406": "Terms go round in a circle",
        "F407": "A function is not known, or is used wrongly",
        "F408": "An expression was cut by YAML: put quotes round it",
        "F409": "period_end is known only in a stock",
        "F690": "A cell stands between quotes",
        "F691": "A filled text is too long",
    },
    "It makes no sense together": {
        "F501": "This measure cannot be made from these rows",
        "F502": "A date column is needed, or a column of another type",
        "F503": "Measure and basis do not fit together",
        "F504": "Two targets hold on the same day",
        "F505": "A target that cannot be reached",
        "F506": "The quarters of a target do not fit",
        "F507": "It cannot be broken down by this column",
        "F508": "Published rows are not told apart",
        "F509": "A secret in a declaration",
        "F510": "An owner is a role",
        "F511": "A source lacks what its rows need",
        "F512": "Unit and per do not fit together",
        "F513": "A setting that does not fit",
        "F514": "This interval is no method for this measure",
        "F515": "Grain, year or basis do not fit the source",
        "F560": "A window that cannot be looked through",
        "F561": "A standard population that cannot be used",
        "F562": "Bands of ages that do not fit",
        "F565": "Parts that do not fit together",
        "F566": "There is no such group",
        "F567": "The unit does not fit what it is made of",
        "F568": "Which way a part of an index counts is not said",
        "F569": "An indicator made of others has no rows",
        "F570": "This rule for ratings does not fit",
        "F571": "A rule that is never reached",
        "F572": "A target that contradicts itself",
        "F575": "This chart or trend cannot be made from this measure",
        "F576": "Periods that overlap",
        "F577": "A chart begins anew where it cannot",
        "F578": "A baseline is too short",
        "F580": "This method of comparison has nothing to work on",
        "F584": "Years have no season",
        "F585": "Boundaries of the time cannot be had",
        "F586": "A unit that the measure does not give",
        "F610": "A check has nothing to go by",
        "F611": "A check and its setting do not fit",
        "F660": "The engine cannot do this measure",
        "F661": "The engine cannot read these rows",
        "F662": "This needs rows that are read one by one",
    },
    "Warnings": {
        "F550": "A target for a time without figures",
        "F551": "A file that is not read",
        "F552": "A context indicator has a target",
        "F553": "An indicator is in no outcome",
        "F554": "An outcome has no indicator",
        "F555": "A source that no indicator uses",
        "F556": "The scale of a published percentage is not said",
        "F557": "A level is left out where it is needed",
        "F558": "A target where neither way is good",
        "F559": "Small counts are hidden but nothing is rounded",
        "F563": "A window that looks further than its rows were followed",
        "F573": "A percentage that looks like a share",
        "F574": "Nothing can ever be red",
        "F581": "A value made by age needs rounding",
        "F677": "Nothing uses a column",
        "F635": "A review is overdue",
        "F636": "The last target has ended",
        "F637": "There is nothing there to compare with",
        "F638": "A target for an area without figures",
        "F639": "An area that lies in no other",
        "F640": "Small counts of people are shown",
    },
}
"""Every code with its title, in the group under which it stands in the reference."""

CODES: Final[Mapping[str, str]] = {
    code: title for group in _GROUPS.values() for code, title in group.items()
}
"""Every code with its title. The numbers never change their meaning."""


def help_page(code: str) -> str:
    """Give the page of a code as Markdown: what it means, an example wrong, an example right.

    Raises:
        UserError: there is no such code.
    """
    known = code.strip().strip("[]").upper()
    if known not in CODES:
        near = suggestion(known, CODES)
        raise UserError(f"there is no code '{code:.20}'; codes look like F203{near}")
    page = files("framework.load").joinpath("help", f"{known}.md")
    return page.read_text(encoding="utf-8")


_HEAD: Final = """\
# What the messages mean

Every message about a declaration reads `file:line:column: what is wrong; what is allowed [code]`.
`fingerpost help CODE` prints the page of a code. All mistakes of all files are reported in one run.
Nothing is published while there is an error; warnings stop nothing.
"""


def reference() -> str:
    """Give docs/reference/errors.md: every page under its group."""
    parts = [_HEAD]
    for title, group in _GROUPS.items():
        parts.append(f"## {title}\n")
        for code in group:
            page = help_page(code).replace("## ", "#### ").replace(f"# {code}", f"### {code}", 1)
            parts.append(page)
    return "\n".join(parts)


if __name__ == "__main__":
    sys.stdout.write(reference())
