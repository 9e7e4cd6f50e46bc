"""Pages as text: Jinja templates that place what a view says. Everything is escaped by default."""

from dashboard.templates.rendering import render

__all__ = ["render"]
