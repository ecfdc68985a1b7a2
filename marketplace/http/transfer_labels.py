"""What the codes of introductions and outcomes are called; `labels` has those of everything else."""

from typing import Final

from marketplace.introductions.terms import REASON_NAMES, STAGE_NAMES
from marketplace.kernel.errors import N_

TRANSFER_LABELS: Final[dict[str, dict[str, str]]] = {
    "party": {
        "agency": N_("Recipient agency"),
        "provider": N_("Technology provider"),
        "curator": N_("Curator"),
        "bank": N_("The bank"),
    },
    "stage": {str(code): name for code, name in STAGE_NAMES.items()},
    "step": {
        "asked": N_("Asked for an introduction"),
        "accepted": N_("Accepted the introduction"),
        "declined": N_("Declined the introduction"),
        "withdrawn": N_("Withdrew the request"),
        "moved": N_("Moved on to a new stage"),
        "proposed": N_("Proposed the next stage"),
        "confirmed": N_("Confirmed the new stage"),
        "refused": N_("Did not confirm the stage"),
        "taken_back": N_("Took the proposal back"),
        "closed": N_("Closed the introduction"),
        "next_step": N_("Wrote down the next step"),
        "next_step_done": N_("Marked the next step as done"),
        "taken_over": N_("Took an answer over into the listing"),
        "document_shared": N_("Shared a document"),
        "curator_called": N_("Called a curator"),
        "curator_left": N_("Left the room"),
        "reminded": N_("Reminded those whose turn it is"),
    },
    "result": {
        "deployed": N_("Deployed, no results yet"),
        "as_promised": N_("Works as promised"),
        "below": N_("Works, but below the promise"),
        "stopped": N_("No longer at work"),
        "not_deployed": N_("Ended without a transfer"),
    },
    "reason": {str(code): name for code, name in REASON_NAMES.items()},
}
