"""Files that forms bring, and files that are sent to browsers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import quote

from flask import Response, request

from marketplace.accounts.policies import require
from marketplace.documents.errors import FileRefusedError
from marketplace.documents.operations import add_document
from marketplace.documents.queries import DocumentView
from marketplace.documents.receiving import receive
from marketplace.http.context import actor, bank, db
from marketplace.kernel.errors import NotFoundError
from marketplace.kernel.storage import chunks_of

View = TypeVar("View", bound=Callable[..., Any])

_MARK: Final = "takes_files"
#: How long browsers and shared caches keep what everybody may see; what it is never changes under its address.
_PUBLIC_SECONDS: Final = 30 * 24 * 3600
#: Nothing in a file runs, loads or frames anything, even if it is opened as a page.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What came of the files of a form: the documents that are kept, and the refusals of the others."""

    documents: tuple[DocumentView, ...]
    refusals: tuple[FileRefusedError, ...]


def takes_files(view: View) -> View:
    """Let a view's requests be as large as a file, and of a length that is not said beforehand, where they carry files."""
    setattr(view, _MARK, True)
    return view


def file_limit(view: Callable[..., Any] | None) -> int | None:
    """The largest request, in bytes, of a view that takes files; nothing for any other view."""
    settings = bank().settings
    return settings.max_file_bytes + settings.max_request_bytes if getattr(view, _MARK, False) else None


def uploaded(organization_id: int, name: str = "files", *, confidential: bool = False) -> Uploaded:
    """Keep the files that came under a name as documents of an organization; the caller commits.

    To be called before anything else is written: the session's transaction is given up meanwhile, so that nobody waits for
    SQLite's one writer while an image is decoded.
    """
    require(actor(), "document.add", organization_id)
    chosen = [each for each in request.files.getlist(name) if each.filename]
    if not chosen:
        return Uploaded((), ())
    db().rollback()
    received, refusals = [], []
    for file in chosen:
        most = bank().settings.max_file_bytes
        try:
            received.append(receive(bank().store, bank().clock.now(), file.stream, file.filename or "", most))
        except FileRefusedError as refusal:
            refusals.append(refusal)
    documents = tuple(
        add_document(db(), actor(), bank().clock, organization_id, each, confidential=confidential) for each in received
    )
    return Uploaded(documents, tuple(refusals))


def sent(document: DocumentView, *, public: bool, thumbnail: bool = False) -> Response:
    """A document, or the thumbnail of an image, as a response. Who may see it was asked before.

    Raises:
        NotFoundError: there is no thumbnail, or the store has lost the object.
    """
    key = document.thumbnail_key if thumbnail else document.object_key
    if key is None:
        raise NotFoundError
    pieces = _pieces(key)
    first = next(pieces, b"")  # a missing object is found out before the first header leaves
    response = Response(_joined(first, pieces), mimetype="image/webp" if thumbnail else document.media_type)
    response.set_etag(f"{document.digest[:32]}{'-small' * thumbnail}")
    response.make_conditional(request)
    if not thumbnail and response.status_code == 200:  # noqa: PLR2004 - the document itself, not word that it is the same
        response.content_length = document.size
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = _disposition(document)
    if public:
        response.cache_control.public, response.cache_control.max_age = True, _PUBLIC_SECONDS
        response.cache_control.immutable = True
    else:
        response.cache_control.private, response.cache_control.no_cache = True, True
    return response


def _disposition(document: DocumentView) -> str:
    """Images are shown, everything else is saved; the name as it is, and in ASCII for what is old."""
    plain = "".join(sign for sign in document.name if sign.isascii() and sign not in '"\\') or "document"
    kind = "inline" if document.image else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(document.name, safe='')}"


def _pieces(key: str) -> Iterator[bytes]:
    try:
        with bank().store.opened(key) as source:
            yield from chunks_of(source)
    except FileNotFoundError:
        raise NotFoundError from None


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
