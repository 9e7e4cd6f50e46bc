"""The one component of a page: it places markup that the server wrote. assets/page.js draws it.

The markup must come from our templates alone, which escape every text: the browser takes it as it
is. A tree of Dash components would say the same and take some ten times as long to appear.
"""

from dash.development.base_component import Component


class Served(Component):
    """`shown` is {address, title, html}, or the address alone of a page that the browser `has`.

    `asked` tells which chart somebody wants to explore.
    """

    _namespace = "fingerpost"
    _type = "Served"
    _children_props = []  # noqa: RUF012 (Dash reads it from the class)

    def __init__(self, id: str) -> None:
        self._prop_names = ["id", "shown", "has", "asked"]
        self._valid_wildcard_attributes = []
        self.available_properties = self._prop_names
        self.available_wildcard_properties = []
        super().__init__(id=id)  # type: ignore[no-untyped-call]
