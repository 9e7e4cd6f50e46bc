"""The panel in Dash components of dash-mantine-components: a card and a sparkline each."""

import json
import sys
from pathlib import Path

import dash_mantine_components as dmc
from dash import Dash, Input, Output, dcc, html

panel = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
app = Dash(__name__, compress=True)
app.layout = dmc.MantineProvider([dcc.Location(id="where"), html.Div(id="page")])


def card_of(card):
    return dmc.Card(
        [
            dmc.Badge(card["rating"]),
            dmc.Text(card["title"], fw=600),
            dmc.Title(card["text"], order=3),
            dmc.Text(card["target"], size="sm"),
            dmc.Sparkline(data=[one or 0 for one in card["spark"]], w=240, h=60),
            dmc.Text(card["change"], size="sm"),
        ],
        withBorder=True,
    )


@app.callback(Output("page", "children"), Input("where", "pathname"))
def show(_path):
    cards = dmc.SimpleGrid([card_of(one) for one in panel["cards"]], cols=3)
    return [
        dmc.Title("Board panel"),
        dmc.Text(panel["verdict"]),
        cards,
        html.P("The end", id="the-end"),
    ]


app.run(host="127.0.0.1", port=sys.argv[1], debug=False)
