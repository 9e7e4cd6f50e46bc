"""The panel as a Streamlit script: a metric and a small line a card."""

import json
import sys
from pathlib import Path

import streamlit as st

panel = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
st.set_page_config(layout="wide")
st.title("Board panel")
st.write(panel["verdict"])
columns = st.columns(3)
for place, card in enumerate(panel["cards"]):
    with columns[place % 3].container(border=True):
        st.caption(card["rating"])
        st.metric(card["title"], card["text"], card["change"])
        st.caption(card["target"])
        st.line_chart(card["spark"], height=90)
st.html('<p id="the-end">The end</p>')
