"""Sentences for facts other than registers: parameters, pins, vectors, addresses, parts, errata. Pure.

Stands beside `answers`, which words registers and fields.
"""

from collections.abc import Sequence

from app.facts.addresses import address_text, hexadecimal
from app.facts.answers import Language
from app.facts.markdown_escape import safe
from app.facts.questions import Asked
from app.facts.records import Erratum, Interrupt, MemoryRegion, OrderingOption, Parameter, Peripheral, Pin
from app.facts.repository import Located
from app.facts.results import FactAnswer, Sentence, place
from retrieval.identifiers import canonical

_MOST_FUNCTIONS = 24
_MOST_ATTRIBUTES = 12
_LONGEST_PROSE = 700
"""Characters of an erratum's description or workaround; the citation shows the rest."""


def parameter_answer(found: Sequence[Located[Parameter]], language: Language) -> FactAnswer:
    """Rows of an electrical table, limits never without condition and unit."""
    sectioned = len({located.fact.section for located in found}) > 1
    sentences = tuple(_parameter(located, language, sectioned) for located in found)
    return FactAnswer(Asked.PARAMETER, sentences)


def interrupt_answer(found: Sequence[Located[Interrupt]], language: Language) -> FactAnswer:
    """Number, priority and vector address of interrupts."""
    return FactAnswer(Asked.INTERRUPT, tuple(_interrupt(located, language) for located in found))


def pin_answer(found: Sequence[Located[Pin]], language: Language) -> FactAnswer:
    """Pins with their numbers and functions."""
    return FactAnswer(Asked.PIN, tuple(_pin(located, language) for located in found))


def base_answer(found: Sequence[Located[Peripheral]], language: Language) -> FactAnswer:
    """Where peripherals begin."""
    texts = {
        "en": "The base address of `{name}` is **{value}**{more}.",
        "zh": "`{name}` 的基地址是 **{value}**{more}。",
    }
    sentences = []
    for located in found:
        fact = safe(located.fact)
        more = "" if not fact.bus else f" ({fact.bus})" if language == "en" else f"({fact.bus})"
        base = fact.base_address or 0
        value = address_text(base, located.fact.provenance.quote)
        text = texts[language].format(name=fact.name, value=value, more=more)
        stated = ((f"{canonical(fact.name)} base", hexadecimal(base)),)
        sentences.append(Sentence(text, (place(located),), stated))
    return FactAnswer(Asked.MEMORY, tuple(sentences))


def region_answer(found: Sequence[Located[MemoryRegion]], language: Language) -> FactAnswer:
    """What ranges of the address map are for."""
    dash, stop = (" – ", ".") if language == "en" else ("～", "。")
    sentences = []
    for located in found:
        fact = safe(located.fact)
        about = f": {fact.description}" if fact.description and fact.description != fact.name else ""
        start, end = (address_text(one, located.fact.provenance.quote) for one in (fact.start, fact.end))
        text = f"**{start}{dash}{end}**: {fact.name}{about}{stop}"
        span = f"{hexadecimal(fact.start)}-{hexadecimal(fact.end)}"
        sentences.append(Sentence(text, (place(located),), ((f"{canonical(fact.name)} range", span),)))
    return FactAnswer(Asked.MEMORY, tuple(sentences))


def ordering_answer(found: Sequence[Located[OrderingOption]], language: Language) -> FactAnswer:
    """Orderable parts with what the table says of them."""
    joint, stop = (", ", ".") if language == "en" else (",", "。")
    sentences = []
    for located in found:
        fact = safe(located.fact)
        said = joint.join(f"{label} **{text}**" for label, text in fact.attributes[:_MOST_ATTRIBUTES])
        sentences.append(Sentence(f"`{fact.part}`: {said}{stop}", (place(located),)))
    return FactAnswer(Asked.ORDERING, tuple(sentences))


def erratum_answer(found: Sequence[Located[Erratum]], language: Language) -> FactAnswer:
    """Known faults with the revisions that have them and their workarounds."""
    return FactAnswer(
        Asked.ERRATUM, tuple(sentence for located in found for sentence in _erratum(located, language))
    )


def _parameter(located: Located[Parameter], language: Language, sectioned: bool) -> Sentence:
    """One row; the section only where rows of several sections stand side by side."""
    fact = safe(located.fact)
    english = language == "en"
    labels = ("min", "typ", "max") if english else ("最小", "典型", "最大")
    values = (fact.minimum, fact.typical, fact.maximum)
    limits = [
        f"{label} **{f'{value} {fact.unit}'.strip()}**"
        for label, value in zip(labels, values, strict=True)
        if value
    ]
    symbol = f"(`{fact.symbol}`)" if fact.symbol and fact.symbol != fact.name else ""
    name = " ".join(part for part in (fact.name, symbol) if part) or fact.section
    if sectioned and fact.section:
        name = f"{name}, {fact.section}" if english else f"{name}({fact.section})"
    condition = f" ({'condition' if english else '条件'}: {fact.condition})" if fact.condition else ""
    notes = "".join(f" {note}" for note in fact.footnotes)
    body = (", " if english else ",").join(limits)
    # A symbol has other limits in another table, and a name without a symbol is no name of one parameter.
    known = (fact.section, fact.name) if fact.symbol else (f"{fact.section} {fact.name}",)
    stated = tuple(
        (f"{fact.symbol} {where} ({fact.condition}) {limit}", f"{value} {fact.unit}")
        for where in known
        for limit, value in zip(("min", "typ", "max"), values, strict=True)
        if value
    )
    return Sentence(f"{name}{condition}: {body}{'.' if english else '。'}{notes}", (place(located),), stated)


def _interrupt(located: Located[Interrupt], language: Language) -> Sentence:
    fact = safe(located.fact)
    english = language == "en"
    parts = [f"{'number' if english else '编号'} **{fact.number}**"] if fact.number is not None else []
    if fact.position is not None and fact.position != fact.number:
        parts.append(f"{'position' if english else '位置'} {fact.position}")
    if fact.address is not None:
        shown = address_text(fact.address, located.fact.provenance.quote)
        parts.append(f"{'vector address' if english else '向量地址'} {shown}")
    if fact.priority:
        parts.append(f"{'priority' if english else '优先级'} {fact.priority}")
    body = (", " if english else ",").join(parts)
    about = f" ({fact.description})" if fact.description and fact.description != fact.name else ""
    lead = f"Interrupt `{fact.name}`{about}: {body}." if english else f"中断 `{fact.name}`{about}:{body}。"
    values = ((f"{canonical(fact.name)} number", str(fact.number)),) if fact.number is not None else ()
    return Sentence(lead, (place(located),), values)


def _pin(located: Located[Pin], language: Language) -> Sentence:
    fact = safe(located.fact)
    english = language == "en"
    numbers = ", ".join(
        f"{package} {'pin' if english else '脚'} **{number}**".strip() for package, number in fact.numbers
    )
    functions = ", ".join(f"`{name}`" for name in fact.functions[:_MOST_FUNCTIONS])
    label = "functions" if english else "功能"
    parts = [part for part in (numbers, fact.kind, f"{label} {functions}" if functions else "") if part]
    if fact.reset_function and fact.reset_function not in fact.functions:
        parts.insert(1 if numbers else 0, f"{'after reset' if english else '复位后'} `{fact.reset_function}`")
    if fact.description:
        parts.append(fact.description.rstrip(" .。"))
    body = ("; " if english else "；").join(parts)
    values = tuple((f"{canonical(fact.name)} {package}", number) for package, number in fact.numbers)
    return Sentence(f"`{fact.name}`: {body}{'.' if english else '。'}", (place(located),), values)


def _erratum(located: Located[Erratum], language: Language) -> list[Sentence]:
    """What is wrong and where, then what to do about it."""
    fact = safe(located.fact)
    english = language == "en"
    head = f"**{fact.number}**: {fact.title}" if fact.number else fact.title
    if fact.steppings:
        label = "affected revisions" if english else "受影响的版本"
        head += f" ({label}: {', '.join(fact.steppings)})"
    stop = "." if english else "。"
    where = (place(located),)
    said = [Sentence(f"{head.rstrip('.。')}{stop}", where)]
    if fact.description:
        said.append(Sentence(_shortened(fact.description), where))
    if fact.workaround:
        label = "Workaround: " if english else "解决方法:"
        said.append(Sentence(f"{label}{_shortened(fact.workaround)}", where))
    if fact.status and fact.status not in fact.description:
        said.append(Sentence(_shortened(fact.status), where))
    return said


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_PROSE else text[:_LONGEST_PROSE].rsplit(" ", 1)[0] + " …"
