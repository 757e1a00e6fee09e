"""Which sentence or row answers a question, and whether any does: features, and weights learned for them."""

from app.chat.answering.features import NAMES, Asked, features, question_of
from app.chat.answering.learned import ALL, best_numbers, chance, first, orders, weights

__all__ = [
    "ALL",
    "NAMES",
    "Asked",
    "best_numbers",
    "chance",
    "features",
    "first",
    "orders",
    "question_of",
    "weights",
]
