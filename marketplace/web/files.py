"""Images and documents: they have no language, and so an address without one."""

from typing import Final

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from marketplace.documents.queries import own_document
from marketplace.http.auth import identify
from marketplace.http.context import actor, db
from marketplace.http.uploads import sent
from marketplace.kernel.errors import NotFoundError
from marketplace.listings.queries import published_document

blueprint: Final = Blueprint("files", __name__, url_prefix="/files")


@blueprint.get("/<row:number>")
def own_file(number: int) -> ResponseReturnValue:
    """A document for those who work for its organization, attached to something or not; `small` asks for its thumbnail."""
    identify()
    return sent(own_document(db(), actor(), number), public=False, thumbnail="small" in request.args)


@blueprint.get("/listings/<row:listing>/<row:number>")
def listing_file(listing: int, number: int) -> ResponseReturnValue:
    """What is attached to a listing: for everybody where its public revision names it, else as `own_file`."""
    try:
        found = published_document(db(), listing, number)
    except NotFoundError:
        return own_file(number)
    return sent(found, public=True, thumbnail="small" in request.args)
