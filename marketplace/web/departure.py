"""Taking one's data along, and leaving the bank."""

import json
import zipfile
from io import BytesIO
from typing import Final

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import logout_user

from marketplace.departures.operations import remove_account
from marketplace.departures.queries import export, left_behind
from marketplace.http.context import actor, bank, db
from marketplace.http.forms import Typed, first, typed_values
from marketplace.http.routing import row_number
from marketplace.kernel.errors import BankError
from marketplace.web.blueprint import blueprint
from marketplace.web.small_forms import REFUSALS, form

_WITHDRAW: Final = "withdraw"


@blueprint.get("/account/export")
def download_account() -> Response:
    """Everything that the bank has of the person: a ZIP file with a JSON document for each table."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in export(db(), actor()).items():
            archive.writestr(f"{name}.json", json.dumps(rows, ensure_ascii=False, indent=2))
    headers = {"Content-Disposition": "attachment; filename=account.zip", "Cache-Control": "no-store"}
    return Response(packed.getvalue(), mimetype="application/zip", headers=headers)


@blueprint.get("/account/remove")
def leave_bank() -> ResponseReturnValue:
    """What leaving means, and what has to be said before."""
    return _page({})


@blueprint.post("/account/remove")
def remove_own_account() -> ResponseReturnValue:
    """Leave."""
    typed, held = typed_values(request.form), bank()
    try:
        remove_account(
            db(),
            actor(),
            held.clock,
            held.settings,
            held.bus,
            password=request.form.get("present", ""),
            heirs=_heirs(typed),
        )
    except REFUSALS as refusal:
        return _page(typed, refusal)
    db().commit()
    logout_user()
    flash(gettext("Your account is removed. Thank you for having been here."), "info")
    return redirect(url_for("web.home"), 303)


def _heirs(typed: Typed) -> dict[int, int | None]:
    """What was chosen for each organization; what is neither a member nor withdrawing was not chosen."""
    chosen: dict[int, int | None] = {}
    for name in typed:
        number = row_number(name.removeprefix("heir-")) if name.startswith("heir-") else None
        value = first(typed, name)
        if number and (value == _WITHDRAW or row_number(value)):
            chosen[number] = row_number(value)
    return chosen


def _page(typed: Typed, refusal: BankError | None = None) -> ResponseReturnValue:
    return form("web/account/remove.html", typed, refusal, leaving=left_behind(db(), actor()), withdraw=_WITHDRAW)
