"""What is said of each kind of news. Sentences are translated where they are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from marketplace.kernel.errors import N_
from marketplace.notifications.terms import Topic


@dataclass(frozen=True, slots=True)
class Wording:
    """One kind of news: what it is about, its line in lists (and the subject of its mail), what it says, its button."""

    topic: Topic
    subject: str
    text: str
    button: str


_SEE_MATCH: Final = N_("See why they match")
_OPEN: Final = N_("Open my listings")
_NEW_PASSWORD: Final = N_("Set a new password")
_ACCOUNT: Final = N_("Open my account")
_MEMBERS: Final = N_("Open the members")
_ROOM: Final = N_("Open the introduction")
_OUTCOME: Final = N_("Read the outcome")
_WRITES: Final = N_("They write: %(words)s")
_REASON: Final = N_("The reason they give: %(reason)s")
_ABOUT: Final = N_("It is about “%(need)s” and “%(offering)s”.")

#: What the bank itself finds for somebody.
FOUND: Final = ("offering_matched", "need_matched", "search_found")

WORDINGS: Final[Mapping[str, Wording]] = {
    "shortlist_note": Wording(
        Topic.MATCHES,
        N_("A colleague wrote a note on the shortlist of “%(listing)s”"),
        _WRITES,
        N_("Open the shortlist"),
    ),
    "listing_published": Wording(
        Topic.LISTINGS,
        N_("“%(listing)s” is published"),
        N_("Everybody can read it now, until %(until)s. Its matches appear on its page within a minute."),
        N_("Open the listing"),
    ),
    "listing_changes_requested": Wording(
        Topic.LISTINGS,
        N_("A curator asks for changes to “%(listing)s”"),
        N_("The curator writes: %(reason)s"),
        _OPEN,
    ),
    "listing_rejected": Wording(
        Topic.LISTINGS,
        N_("“%(listing)s” was not accepted"),
        N_("The curator writes: %(reason)s"),
        _OPEN,
    ),
    "listing_expiring": Wording(
        Topic.LISTINGS,
        N_("“%(listing)s” expires on %(until)s"),
        N_("If it is still true, renew it. Otherwise it will no longer be shown, nor be matched."),
        _OPEN,
    ),
    "listing_expired": Wording(
        Topic.LISTINGS,
        N_("“%(listing)s” has expired"),
        N_("It is no longer shown, nor matched. If it is still true, renew it."),
        _OPEN,
    ),
    "offering_matched": Wording(
        Topic.MATCHES,
        N_("A technology that could serve “%(own)s”: %(other)s"),
        N_(
            "Offered by %(organization)s. The bank puts the chance of a good match at %(chance)s; its page says why, and what is still open."
        ),
        _SEE_MATCH,
    ),
    "need_matched": Wording(
        Topic.MATCHES,
        N_("A need that “%(own)s” could serve: %(other)s"),
        N_(
            "Described by %(organization)s. The bank puts the chance of a good match at %(chance)s; its page says why, and what is still open."
        ),
        _SEE_MATCH,
    ),
    "search_found": Wording(
        Topic.MATCHES,
        N_("New for a search that you saved: %(listing)s"),
        N_("Published by %(organization)s. Your search: %(search)s"),
        N_("Open the listing"),
    ),
    "address_given": Wording(
        Topic.ACCOUNT,
        N_("Please confirm your e-mail address"),
        N_(
            "Follow this link within seven days, signed in with the password that you have chosen. If it was not you who opened an account, do nothing."
        ),
        N_("Confirm my address"),
    ),
    "address_taken": Wording(
        Topic.ACCOUNT,
        N_("You have an account already"),
        N_(
            "Somebody, perhaps you, wanted to open an account with this address, which has one. If you have forgotten your password, or never chose one, set a new one within two hours; otherwise do nothing."
        ),
        _NEW_PASSWORD,
    ),
    "password_forgotten": Wording(
        Topic.ACCOUNT,
        N_("A new password for your account"),
        N_(
            "Somebody, perhaps you, has asked for a new password. The link is good for two hours and works once. If it was not you, do nothing: your password stays as it is."
        ),
        _NEW_PASSWORD,
    ),
    "password_changed": Wording(
        Topic.ACCOUNT,
        N_("Your password was changed"),
        N_("If it was not you, ask for a new password at once, and look at the devices that are signed in."),
        N_("Look at my devices"),
    ),
    "new_address_given": Wording(
        Topic.ACCOUNT,
        N_("Confirm your new e-mail address"),
        N_(
            "Follow this link within a day, signed in to your account, to use this address from now on. If it was not you who asked for it, do nothing."
        ),
        N_("Confirm my address"),
    ),
    "address_changed": Wording(
        Topic.ACCOUNT,
        N_("Your account has another e-mail address"),
        N_("It is %(address)s now. If it was not you who changed it, please write to the bank at once."),
        N_("About the bank"),
    ),
    "two_step_on": Wording(
        Topic.ACCOUNT,
        N_("Two-step sign-in is turned on"),
        N_(
            "From now on signing in asks for a code besides your password. Keep your recovery codes where you find them."
        ),
        _ACCOUNT,
    ),
    "two_step_off": Wording(
        Topic.ACCOUNT,
        N_("Two-step sign-in is turned off"),
        N_("Your password alone opens your account now. If it was not you who did this, change your password at once."),
        _ACCOUNT,
    ),
    "account_removed": Wording(
        Topic.ACCOUNT,
        N_("Your account is removed"),
        N_("Your name and address are deleted. This is the last mail that you receive from us."),
        N_("To the home page"),
    ),
    "member_invited": Wording(
        Topic.ACCOUNT,
        N_("Invitation to %(organization)s"),
        N_("%(inviter)s invites you to become a member. Your role: %(role)s. You can answer until %(until)s."),
        N_("Look at the invitation"),
    ),
    "invitation_accepted": Wording(
        Topic.ACCOUNT,
        N_("%(person)s has become a member of %(organization)s"),
        N_("Your invitation was accepted. The role: %(role)s."),
        _MEMBERS,
    ),
    "member_role_changed": Wording(
        Topic.ACCOUNT,
        N_("You have another role in %(organization)s"),
        N_("Your role now: %(role)s."),
        N_("Open the organization"),
    ),
    "member_removed": Wording(
        Topic.ACCOUNT,
        N_("You are no longer a member of %(organization)s"),
        N_("An owner has ended your membership. What you wrote for the organization stays with it."),
        N_("Open the organization"),
    ),
    "member_left": Wording(
        Topic.ACCOUNT,
        N_("%(person)s has left %(organization)s"),
        N_("Drafts and listings stay with the organization."),
        _MEMBERS,
    ),
    "introduction_requested": Wording(
        Topic.INTRODUCTIONS,
        N_("%(organization)s asks for an introduction"),
        _WRITES,
        _ROOM,
    ),
    "introduction_accepted": Wording(
        Topic.INTRODUCTIONS,
        N_("%(organization)s accepts the introduction"),
        N_("Both of you share a room now, and see whom to write to."),
        _ROOM,
    ),
    "introduction_declined": Wording(
        Topic.INTRODUCTIONS,
        N_("%(organization)s declines the introduction"),
        _REASON,
        _ROOM,
    ),
    "introduction_withdrawn": Wording(
        Topic.INTRODUCTIONS,
        N_("%(organization)s has withdrawn its request"),
        _ABOUT,
        _ROOM,
    ),
    "message_written": Wording(
        Topic.INTRODUCTIONS,
        N_("%(organization)s has written to you"),
        _WRITES,
        _ROOM,
    ),
    "question_asked": Wording(
        Topic.INTRODUCTIONS,
        N_("%(organization)s asks you something"),
        _ABOUT,
        _ROOM,
    ),
    "documents_shared": Wording(
        Topic.INTRODUCTIONS,
        N_("%(organization)s has shared documents"),
        N_("In the room: %(names)s"),
        _ROOM,
    ),
    "stage_proposed": Wording(
        Topic.INTRODUCTIONS,
        N_("%(organization)s proposes a new stage: %(stage)s"),
        N_("It counts as reached when your side confirms it."),
        _ROOM,
    ),
    "stage_refused": Wording(
        Topic.INTRODUCTIONS,
        N_("%(organization)s does not confirm the stage yet: %(stage)s"),
        _WRITES,
        _ROOM,
    ),
    "proposal_taken_back": Wording(
        Topic.INTRODUCTIONS,
        N_("%(organization)s has taken its proposal back: %(stage)s"),
        _ABOUT,
        _ROOM,
    ),
    "stage_reached": Wording(
        Topic.INTRODUCTIONS,
        N_("A new stage is reached: %(stage)s"),
        _ABOUT,
        _ROOM,
    ),
    "introduction_closed": Wording(
        Topic.INTRODUCTIONS,
        N_("%(organization)s has closed the introduction"),
        _REASON,
        _ROOM,
    ),
    "next_step_agreed": Wording(
        Topic.INTRODUCTIONS,
        N_("%(organization)s has written down the next step"),
        N_("By %(day)s: %(words)s"),
        _ROOM,
    ),
    "next_step_due": Wording(
        Topic.INTRODUCTIONS,
        N_("The next step is due"),
        N_("By %(day)s: %(words)s"),
        _ROOM,
    ),
    "introduction_quiet": Wording(
        Topic.INTRODUCTIONS,
        N_("An introduction waits for you"),
        N_("Nothing has happened since %(day)s, and it is your turn: “%(need)s” and “%(offering)s”."),
        _ROOM,
    ),
    "curator_wanted": Wording(
        Topic.INTRODUCTIONS,
        N_("%(organization)s calls a curator"),
        _WRITES,
        _ROOM,
    ),
    "curator_called": Wording(
        Topic.INTRODUCTIONS,
        N_("%(organization)s has called a curator"),
        N_("The curator can read the whole room until leaving it."),
        _ROOM,
    ),
    "answer_taken_over": Wording(
        Topic.INTRODUCTIONS,
        N_("%(organization)s has put an answer into its listing"),
        N_("It counts in all matches as soon as a curator has read it."),
        _ROOM,
    ),
    "results_asked": Wording(
        Topic.OUTCOMES,
        N_("How does the technology do, %(months)s months after deployment?"),
        N_(
            "Please compare the results with what was promised. A few minutes are enough: “%(offering)s” for “%(need)s”."
        ),
        N_("Answer on one page"),
    ),
    "results_reported": Wording(
        Topic.OUTCOMES,
        N_("%(organization)s has reported results"),
        _ABOUT,
        _OUTCOME,
    ),
    "outcome_written": Wording(
        Topic.OUTCOMES,
        N_("%(organization)s has written what came of the introduction"),
        N_("Please read it, and say whether it may be published."),
        _OUTCOME,
    ),
    "outcome_published": Wording(
        Topic.OUTCOMES,
        N_("The outcome is published"),
        _ABOUT,
        _OUTCOME,
    ),
    "outcome_taken_back": Wording(
        Topic.OUTCOMES,
        N_("The outcome is no longer public"),
        N_("%(organization)s has changed the text, or taken its consent back."),
        _OUTCOME,
    ),
}
