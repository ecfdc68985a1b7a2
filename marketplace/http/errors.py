"""Refusals as pages: the right status, and the refusal's sentence in the visitor's language."""

from typing import Final

import structlog
from flask import Flask, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from marketplace.kernel import errors
from marketplace.kernel.errors import N_

log = structlog.get_logger()

STATUS: Final[dict[type[errors.BankError], int]] = {
    errors.NotFoundError: 404,
    errors.SignInRequiredError: 401,
    errors.ForbiddenError: 403,
    errors.ConflictError: 409,
    errors.InvalidError: 422,
    errors.TooManyError: 429,
}
_SENTENCES: Final[dict[int, str]] = {
    400: N_("The bank could not understand this request."),
    404: N_("This page does not exist, or is not public."),
    405: N_("This address does not accept what was sent."),
    413: N_("What you sent is too large: at most %(megabytes)s MB. Nothing of it was kept."),
    500: N_("Something went wrong on our side. It has been recorded; please try again later."),
}
_FORM_EXPIRED: Final = N_("This form was open for too long. Please go back, load the page again and send it once more.")


def sentence(refusal: errors.BankError) -> str:
    """What a refusal says, in the language of the page."""
    said = gettext(refusal.sentence)
    return said % refusal.params if refusal.params else said


def status(refusal: errors.BankError) -> int:
    """The HTTP status of a refusal: that of the nearest of its ancestors which has one."""
    return next((STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS), 400)


def handle_errors(app: Flask) -> None:
    """Answer every refusal and failure with a page of the bank."""

    @app.errorhandler(errors.BankError)
    def refused(refusal: errors.BankError) -> ResponseReturnValue:
        if isinstance(refusal, errors.SignInRequiredError) and request.method == "GET":
            return redirect(url_for("web.sign_in", next=request.full_path.rstrip("?")))
        return _page(status(refusal), sentence(refusal), refusal.code)

    @app.errorhandler(CSRFError)
    def expired(_failure: CSRFError) -> ResponseReturnValue:
        return _page(400, gettext(_FORM_EXPIRED), "form_expired")

    @app.errorhandler(HTTPException)
    def protocol(failure: HTTPException) -> ResponseReturnValue:
        code = failure.code or 500
        if code < 400:  # noqa: PLR2004 - redirects travel as exceptions too
            return failure
        said = gettext(_SENTENCES.get(code, _SENTENCES[400]))
        if code == 413:  # noqa: PLR2004 - the one that says a limit
            said %= {"megabytes": max(1, (request.max_content_length or 0) // 1_000_000)}
        response = make_response(_page(code, said, f"http_{code}"))
        if isinstance(failure, MethodNotAllowed) and failure.valid_methods:
            response.allow.update(failure.valid_methods)
        return response

    @app.errorhandler(Exception)
    def failed(failure: Exception) -> ResponseReturnValue:
        log.error("request failed", path=request.path, exc_info=failure)
        return _page(500, gettext(_SENTENCES[500]), "http_500")


def _page(code: int, said: str, name: str) -> ResponseReturnValue:
    return render_template("error.html", said=said, status=code, name=name), code
