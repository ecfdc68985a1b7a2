"""Static files: addressed by their content, so that browsers keep them for a year and never show an old one."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

_YEAR = 365 * 24 * 3600
#: A file, a part of it, or word that the browser's copy is still right; never the page that says there is none.
_FOUND = frozenset({200, 206, 304})


def fingerprint(app: Flask) -> None:
    """Add the digest of a static file to its address, and let browsers keep what was asked for with it."""
    folder = Path(app.static_folder or "")

    @cache
    def digest(name: str) -> str:
        path = folder / name
        return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""

    @app.url_defaults
    def add_digest(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and (version := digest(values.get("filename", ""))):
            values["v"] = version

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and "v" in request.args and response.status_code in _FOUND:
            response.cache_control.public, response.cache_control.max_age = True, _YEAR
            response.cache_control.no_cache = None
        return response
