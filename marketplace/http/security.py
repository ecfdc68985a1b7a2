"""Security headers on every response, and the length of every request."""

from flask import Flask, Response, request
from werkzeug.exceptions import LengthRequired

from marketplace.http.uploads import file_limit

_POLICY = "; ".join(  # noqa: FLY002 - one directive a line
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def secure(app: Flask, *, https: bool) -> None:
    """Send the headers, keep cookies from scripts and from plain connections, and refuse bodies of unknown length."""
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=https,
        REMEMBER_COOKIE_HTTPONLY=True,
    )

    @app.before_request
    def measure() -> None:
        # Of a body whose length is not said, what is beyond the limit would be cut off without a word. Files come as
        # a stream, which is cut off with one.
        most = file_limit(app.view_functions.get(request.endpoint or ""))
        if most is not None and request.mimetype == "multipart/form-data":
            request.max_content_length = most
        elif "Transfer-Encoding" in request.headers and request.content_length is None:
            raise LengthRequired

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", _POLICY)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if https:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        page = request.endpoint != "static" or response.status_code >= 400  # noqa: PLR2004 - what is said of a file
        if page and "Cache-Control" not in headers:
            # Pages differ by who looks, and by what the last publication changed.
            headers["Cache-Control"] = "private, no-cache"
        return response
