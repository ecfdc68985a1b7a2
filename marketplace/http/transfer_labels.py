"""What the codes of introductions and outcomes are called; `labels` has those of everything else."""

from typing import Final

from marketplace.kernel.errors import N_

TRANSFER_LABELS: Final[dict[str, dict[str, str]]] = {
    "party": {
        "agency": N_("Recipient agency"),
        "provider": N_("Technology provider"),
        "curator": N_("Curator"),
        "bank": N_("The bank"),
    },
    "stage": {
        "requested": N_("Introduction requested"),
        "declined": N_("Declined"),
        "withdrawn": N_("Withdrawn"),
        "in_discussion": N_("In discussion"),
        "confidentiality": N_("Confidentiality agreed"),
        "agreement": N_("Agreement signed"),
        "pilot": N_("Pilot running"),
        "deployed": N_("Deployed"),
        "closed": N_("Closed without a transfer"),
    },
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
    "reason": {
        "other_problem": N_("It solves another problem"),
        "site_conditions": N_("It does not suit the conditions at the site"),
        "not_mature": N_("It is not mature enough"),
        "too_expensive": N_("It is too expensive"),
        "terms": N_("The sides do not agree on rights or on the form of cooperation"),
        "no_time": N_("Nobody has time for it now"),
        "no_answer": N_("The other side no longer answers"),
        "served_elsewhere": N_("The need is served otherwise"),
    },
}
