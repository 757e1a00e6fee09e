"""Cases and answers that several tests of evaluation use."""

from finetune.evaluation.answering import Answer
from finetune.evaluation.suite import Case, case_of


def case(name: str, address: str, at: int = 1, **more: object) -> Case:
    """A register's address, asked over its passage."""
    passage = f"Name | Address\nR32_{name} | {address}"
    fenced = (
        f'Sources from the manuals:\n\n<source n="1" document="made.pdf" page="{at}">\n{passage}\n</source>'
    )
    question = f"At which address is R32_{name}?"
    messages = [
        {"role": "system", "content": "Answer from the sources."},
        {"role": "user", "content": f"{fenced}\n\nQuestion: {question}"},
    ]
    row = {
        "id": f"made-{name}",
        "question": question,
        "messages": messages,
        "evidence": [{"n": 1, "document": "made.pdf", "page": at, "text": passage}],
        "facts": [{"names": [f"R32_{name}"], "aspect": "address", "values": [address]}],
    }
    return case_of(row | more)


def answer(text: str, **more: object) -> Answer:
    """What a model said."""
    return Answer(text, 0.1, **more)  # type: ignore[arg-type]


CTLR, CFGR = case("CTLR", "0x40021000"), case("CFGR", "0x40021404", at=2)
