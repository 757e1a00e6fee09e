"""Items for tests, of made-up registers."""

from random import Random

from finetune.dataset.prompting import sft
from finetune.dataset.types import Item, Meta

NAMES = ("CTLR", "CFGR", "STAT", "MODE", "TRIM", "WAKE", "LOCK", "GAIN")
FORMS = (
    "What is the reset value of {name}{n} in the clock unit of the {chip}?",
    "After a power-on reset of the {chip}, which value does {name}{n} hold before firmware writes it?",
    "{chip}: does {name}{n} keep its contents in standby, and which bit of it says so?",
    "How do I configure {name}{n} of the {chip} for an external crystal of {n} MHz?",
)


def chance(seed: int) -> Random:
    """For choosing examples."""
    return Random(seed)  # noqa: S311 - no secret is made of it


def conversation(
    question: str, answer: str, document: str = "", talk: str = "", source: str = "library"
) -> Item:
    """A conversation with its answer."""
    messages = [{"role": "system", "content": "Rules."}, {"role": "user", "content": question}]
    documents = (document,) if document else ()
    return sft(
        messages, answer, Meta(source, task="register", documents=documents, conversation=talk), question
    )


def distinct(count: int, seed: int = 1) -> list[tuple[str, str]]:
    """So many questions and answers, each about something else."""
    draw = chance(seed)
    made: dict[str, str] = {}
    while len(made) < count:
        name, n, chip = draw.choice(NAMES), draw.randrange(400), f"ZX{draw.randrange(10, 60)}"
        question = draw.choice(FORMS).format(name=name, n=n, chip=chip)
        made[question] = f"`{name}{n}` of the {chip} is 0x{draw.randrange(1 << 32):08X} after a reset [1]."
    return list(made.items())
