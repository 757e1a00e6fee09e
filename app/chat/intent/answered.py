"""The intent that a kind of exact fact shows a question to have. Data."""

from app.chat.intent.kinds import Intent
from app.facts.questions import Asked

_INTENTS = {
    Asked.PARAMETER: Intent.PARAMETER,
    Asked.ORDERING: Intent.PARAMETER,
    Asked.PIN: Intent.PIN,
    Asked.ERRATUM: Intent.ERRATA,
}


def intent_of(kind: Asked) -> Intent:
    """What a question is that such a fact answers: of a register, if of nothing else."""
    return _INTENTS.get(kind, Intent.REGISTER)
