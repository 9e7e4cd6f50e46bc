"""Charts as inline SVG: values in, markup out. Colours and fonts come from the page's stylesheet."""
