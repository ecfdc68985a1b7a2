"""The page about the bank."""

from flask import render_template

from marketplace.web.blueprint import blueprint


@blueprint.get("/about")
def about() -> str:
    """What the bank is for, how it matches, and what its figures mean."""
    return render_template("web/about.html")
