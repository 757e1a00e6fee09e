"""The Unigram tokenizer of multilingual-e5-small, from the pieces that come with its weights."""

from collections.abc import Sequence

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

BOS, EOS, PAD, UNKNOWN = 0, 2, 1, 3
MOST_TOKENS = 512


def build_tokenizer(pieces: Sequence[tuple[str, float]]) -> Tokenizer:
    """NFKC, runs of white space to one space, a leading space mark, `<s> … </s>`, at most 512 tokens."""
    tokenizer = Tokenizer(models.Unigram(list(pieces), unk_id=UNKNOWN, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", BOS), ("</s>", EOS)]
    )
    tokenizer.enable_truncation(MOST_TOKENS)
    return tokenizer
