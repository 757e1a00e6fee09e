"""Which sentence or row answers a question, and whether any does: features, and weights learned for them."""

from app.chat.answering.features import NAMES, Asked, features, question_of
from app.chat.answering.learned import best_numbers, chance, orders, weights

__all__ = ["NAMES", "Asked", "best_numbers", "chance", "features", "orders", "question_of", "weights"]
