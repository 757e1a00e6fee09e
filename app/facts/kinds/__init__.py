"""The kinds of facts, a card each."""

from app.facts.kinds import bit_field, dma, limit, others, register, value
from app.facts.kinds.card import Aspect, Card, Statement

CARDS: dict[str, Card] = {
    card.name: card
    for card in (
        register.CARD,
        bit_field.CARD,
        bit_field.ENCODING_CARD,
        value.CARD,
        limit.CARD,
        dma.CARD,
        *others.CARDS,
    )
}

__all__ = ["CARDS", "Aspect", "Card", "Statement"]
