"""The dossier of a match: all that is known of it as one document, to read, to print, to send by mail, or as a PDF."""

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Final

import segno
from flask import Response, current_app, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from marketplace.http.context import actor, bank, db, locale
from marketplace.kernel.errors import N_, NotFoundError
from marketplace.localization.locales import is_right_to_left
from marketplace.matching.policies import LIKELY
from marketplace.matching.queries import PairView
from marketplace.shortlists.queries import compared
from marketplace.translation.queries import with_machine_texts
from marketplace.web.blueprint import blueprint
from marketplace.web.directions import steadied
from marketplace.web.reasons import Explained, Reason, explained, outcome_counts, reasons_of

_ADDRESS: Final = "/matches/<row:need>/<row:offering>/dossier"
_PAGE, _ONE_FILE, _PDF = _ADDRESS, f"{_ADDRESS}.html", f"{_ADDRESS}.pdf"
#: From which estimate on it means what; below the last one it means `_UNLIKELY`.
_MEANINGS: Final = (
    (0.8, N_("Experts would very likely call this pair a good fit.")),
    (0.5, N_("Experts would more likely than not call this pair a good fit.")),
    (LIKELY, N_("This pair may be a good fit: it is worth a closer look.")),
)
_UNLIKELY: Final = N_("Experts would probably not call this pair a good fit.")


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the document shows: a match with both sides in the reader's language as far as there are such texts.

    `open` are the open questions by who could settle them ("need", "offering", "both"); `meaning` says in words what the
    score means; `qr` is the address as a drawing.
    """

    pair: PairView
    reasons: tuple[Reason, ...]
    explained: Explained
    open: dict[str, tuple[Reason, ...]]
    counts: dict[str, int]
    meaning: str
    address: str
    qr: Markup
    made_at: datetime


@blueprint.get(_PAGE)
def dossier(need: int, offering: int) -> ResponseReturnValue:
    """The document in the browser, with a style sheet for paper."""
    response = make_response(_document(need, offering, hint=not bank().typesetter.ready))
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return response


@blueprint.get(_ONE_FILE)
def dossier_file(need: int, offering: int) -> ResponseReturnValue:
    """The document as one file that asks for nothing else, small enough for any mail."""
    return _attached(_document(need, offering).encode(), "html", "text/html; charset=utf-8", need, offering)


@blueprint.get(_PDF)
def dossier_pdf(need: int, offering: int) -> ResponseReturnValue:
    """The document as a PDF; where this machine cannot make any, the document itself, to print."""
    if not bank().typesetter.ready:
        return redirect(url_for("web.dossier", need=need, offering=offering))
    made = bank().typesetter.pdf(_document(need, offering))
    return _attached(made, "pdf", "application/pdf", need, offering)


def pair_of(need: int, offering: int) -> PairView:
    """A public need with a public offering: the match as it is kept, or judged now if it is not among those kept any more.

    So an address that was printed, mailed or put on a shortlist stays good as long as both sides are public.

    Raises:
        NotFoundError: a side is not public, or the match is hidden from the actor.
    """
    found = compared(db(), bank().matcher(), need, [offering], with_hidden=actor().staff)
    if not found:
        raise NotFoundError
    return found[0]


def meaning(score: float) -> str:
    """What an estimate means, in words."""
    return gettext(next((words for least, words in _MEANINGS if score >= least), _UNLIKELY))


def _document(need: int, offering: int, *, hint: bool = False) -> str:
    style = Markup(_style())  # noqa: S704 - our own file
    page = render_template("web/dossier.html", dossier=_dossier(need, offering), style=style, hint=hint)
    return steadied(page) if is_right_to_left(locale()) else page


def _dossier(need: int, offering: int) -> Dossier:
    kept = pair_of(need, offering)
    need_side, offering_side = with_machine_texts(db(), [kept.need, kept.offering], locale())
    reasons = reasons_of(kept.match)
    address = bank().settings.public_url.rstrip("/") + url_for("web.match", need=need, offering=offering)
    return Dossier(
        pair=replace(kept, need=need_side, offering=offering_side),
        reasons=reasons,
        explained=explained(kept.match),
        open={
            side: tuple(each for each in reasons if each.outcome == "unknown" and each.ask == side)
            for side in ("need", "offering", "both")
        },
        counts=outcome_counts(reasons),
        meaning=meaning(kept.match.score),
        address=address,
        qr=Markup(segno.make(address, error="m", micro=False).svg_inline(omitsize=True, svgclass=None, lineclass=None)),  # noqa: S704 - drawn by the library
        made_at=bank().clock.now(),
    )


def _attached(content: bytes, ending: str, content_type: str, need: int, offering: int) -> Response:
    response = make_response(content)
    response.content_type = content_type
    response.headers["Content-Disposition"] = f'attachment; filename="match-{need}-{offering}-{locale()}.{ending}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@cache
def _style() -> str:
    """The style sheet, which goes into the document itself."""
    source, *_rest = current_app.jinja_env.loader.get_source(current_app.jinja_env, "web/dossier.css")  # type: ignore[union-attr]
    return source
