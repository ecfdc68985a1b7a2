"""What introductions refuse."""

from marketplace.kernel.errors import N_, ConflictError, InvalidError, TooManyError


class OwnListingError(ConflictError):
    """Both listings are the same organization's, or the asking person acts for both organizations."""

    code = "own_listing"
    sentence = N_("Both listings belong to organizations that you act for: they need no introduction.")


class AlreadyOpenError(ConflictError):
    """The two listings have an introduction that has not ended."""

    code = "introduction_open"
    sentence = N_("There is an introduction between these two already. You find it under “Introductions”.")


class AskedRecentlyError(ConflictError):
    """The same was declined, withdrawn or closed not long ago."""

    code = "asked_recently"
    sentence = N_("An introduction between these two ended not long ago. It can be asked for again from %(day)s on.")


class TooManyRequestsError(TooManyError):
    """An organization has as many unanswered requests as it may have."""

    code = "too_many_requests"
    sentence = N_(
        "Your organization has %(number)s unanswered requests, as many as it may have at one time. Please wait for answers, "
        "or withdraw some."
    )


class WordsInvalidError(InvalidError):
    """Words that are needed are missing, or there are more than anybody will read."""

    code = "words_invalid"
    sentence = N_("Please write a few words here (at most %(number)s characters).")


class ReasonUnknownError(InvalidError):
    """The reason is not one of those that may be given here."""

    code = "reason_unknown"
    sentence = N_("Please choose one of the reasons.")


class QuestionUnknownError(InvalidError):
    """The question is not one that this introduction has, or says nothing."""

    code = "question_unknown"
    sentence = N_("This question is empty, or there is no such question here.")


class TooManyQuestionsError(InvalidError):
    """More questions than a request or a room may hold."""

    code = "too_many_questions"
    sentence = N_("There are too many questions: at most %(number)s.")


class TooManyDocumentsError(InvalidError):
    """More documents than a room may hold."""

    code = "too_many_documents"
    sentence = N_("This room cannot hold more than %(number)s documents.")


class StepInvalidError(InvalidError):
    """A next step lacks what it is, who does it, or a day that is still to come."""

    code = "step_invalid"
    sentence = N_("A next step needs a few words, who does it, and a day from today on within two years.")


class MoveError(ConflictError):
    """The introduction does not lead from its present stage to the one asked for."""

    code = "move"
    sentence = N_("From the present stage of this introduction that step is not possible.")


class NotYourTurnError(ConflictError):
    """The step is one that only the other side may take."""

    code = "not_your_turn"
    sentence = N_("This is for the other side to do.")


class RoomChangedError(ConflictError):
    """Somebody took a step after the page was loaded on which this one was chosen."""

    code = "room_changed"
    sentence = N_("Somebody has taken a step here in the meantime. Please look at the room as it is now.")


class RoomClosedError(ConflictError):
    """The two sides have not met, or not any more."""

    code = "room_closed"
    sentence = N_("Nothing can be written here: the request is not accepted yet, or the introduction has ended.")
