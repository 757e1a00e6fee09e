"""Texts out of the four forms in which OpenAI's calls take them. Pure."""

from collections.abc import Sequence

from app.core.errors import InvalidRequestError, TooLargeError

LONGEST = 131_072
"""Characters of one text: some 32,000 tokens, which is what a conversation may have."""


class TokensNotSupportedError(InvalidRequestError):
    code = "tokens_not_supported"
    sentence = (
        "Token ids are not understood: they are of a tokenizer that is not this service's. Send text "
        "(LangChain: check_embedding_ctx_length=False)."
    )


Given = str | Sequence[str] | Sequence[int] | Sequence[Sequence[int]]


def texts_of(given: Given, param: str, most: int) -> list[str]:
    """The texts, or what is wrong with them."""
    found = [given] if isinstance(given, str) else list(given)
    texts = [text for text in found if isinstance(text, str)]
    if len(texts) != len(found):
        raise TokensNotSupportedError(param=param)
    if not texts or not all(text.strip() for text in texts):
        raise InvalidRequestError(f"'{param}' holds no text, or an empty one.", param=param)
    if len(texts) > most:
        raise InvalidRequestError(
            f"'{param}' holds {len(texts)} texts; at most {most} are accepted.", param=param
        )
    longest = max(map(len, texts))
    if longest > LONGEST:
        raise TooLargeError(
            f"A text in '{param}' has {longest} characters; at most {LONGEST} are accepted.", param=param
        )
    return texts
