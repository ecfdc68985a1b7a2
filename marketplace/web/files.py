"""Images and documents: they have no language, and so an address without one."""

from typing import Final

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from marketplace.documents.queries import own_document
from marketplace.http.context import actor, db
from marketplace.http.uploads import sent

blueprint: Final = Blueprint("files", __name__, url_prefix="/files")


@blueprint.get("/<row:number>")
def own_file(number: int) -> ResponseReturnValue:
    """A document for those who work for its organization, attached to something or not; `small` asks for its thumbnail."""
    return sent(own_document(db(), actor(), number), public=False, thumbnail="small" in request.args)
