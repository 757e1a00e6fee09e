"""What a question asks for: its intent, and the kind of value that would answer it.

`read_question` reads words alone and is pure; `route` asks a classifier where the words leave a doubt.
"""

from app.chat.intent.answered import intent_of
from app.chat.intent.kinds import UNSEARCHED, Intent, Reading, Routed, Want
from app.chat.intent.llm import LlmClassifier
from app.chat.intent.prototypes import PrototypeClassifier, prototype_classifier
from app.chat.intent.routing import Classifier, route
from app.chat.intent.rules import is_small_talk, read_question
from app.chat.intent.subject import is_of_hardware

__all__ = [
    "UNSEARCHED",
    "Classifier",
    "Intent",
    "LlmClassifier",
    "PrototypeClassifier",
    "Reading",
    "Routed",
    "Want",
    "intent_of",
    "is_of_hardware",
    "is_small_talk",
    "prototype_classifier",
    "read_question",
    "route",
]
