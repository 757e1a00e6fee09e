"""The Unigram tokenizer of multilingual-e5-small, from the pieces that come with its weights.

SentencePiece keeps the quarter of a million pieces in 50 MB. A tokenizer of Hugging Face takes 270 MB for the
same tokens, up to the order of pieces that score alike (`F` `FF` or `FF` `F`).
"""

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sentencepiece import SentencePieceProcessor

BOS, EOS, PAD, UNKNOWN = 0, 2, 1, 3
MOST_TOKENS = 512


def write_tokenizer(pieces: Sequence[tuple[str, float]], path: Path) -> None:
    """SentencePiece's model of these pieces, in the order of their ids. It normalises nothing itself."""
    from sentencepiece import sentencepiece_model_pb2

    schema: Any = sentencepiece_model_pb2  # its classes are made at run time
    model = schema.ModelProto()
    control, unknown = schema.ModelProto.SentencePiece.CONTROL, schema.ModelProto.SentencePiece.UNKNOWN
    special = {BOS: control, EOS: control, PAD: control, UNKNOWN: unknown}
    for number, (text, score) in enumerate(pieces):
        normal = schema.ModelProto.SentencePiece.NORMAL
        model.pieces.add(piece=text, score=score, type=special.get(number, normal))
    training, normalizer = model.trainer_spec, model.normalizer_spec
    training.model_type = schema.TrainerSpec.UNIGRAM
    training.bos_id, training.eos_id, training.pad_id, training.unk_id = BOS, EOS, PAD, UNKNOWN
    normalizer.name, normalizer.remove_extra_whitespaces = "identity", False
    path.write_bytes(model.SerializeToString())


class Tokenizer:
    """NFKC, runs of white space to one space, a leading space mark, `<s> … </s>`, at most 512 tokens."""

    def __init__(self, path: Path) -> None:
        self._pieces = SentencePieceProcessor(model_file=str(path))

    def encode(self, text: str) -> list[int]:
        """A text's token ids."""
        plain = " ".join(unicodedata.normalize("NFKC", text).split())
        return [BOS, *self._pieces.encode(plain)[: MOST_TOKENS - 2], EOS]


def build_tokenizer(pieces: Sequence[tuple[str, float]]) -> Tokenizer:
    """The tokenizer of some pieces, for those who train: a service reads the one that was written."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "pieces.model"
        write_tokenizer(pieces, path)
        return Tokenizer(path)
