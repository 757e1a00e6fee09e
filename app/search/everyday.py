"""What people call things in haste, in the words that manuals print. Pure data and one function.

Only phrases that no manual uses, so that a careful question is never changed.
"""

import re

_CHIP = r"(?:it|(?:the|this|my) (?:chip|mcu|part|core|cpu))"
_PRINTED = tuple(
    (re.compile(said, re.IGNORECASE), printed)
    for said, printed in (
        (r"\b(?:feed|kick|pet|pat)(?:ing|s)? (?:the )?(?:watch)?dog\b", "reload the watchdog counter"),
        ("喂狗", "重装看门狗计数器"),
        (r"擦(?:除)?一?个?页", "页擦除"),
        (r"擦(?:除)?(?:整片|全片)", "整片擦除"),
        (
            rf"\bhow much (?:power |current |juice )?(?:does|will|can) {_CHIP}"
            r" (?:draw|pull|eat|use|need|take|burn)\b",
            "what is the supply current",
        ),
        (r"(?:吃|耗|费)多少(?:电流|电)?|(?:有)?多(?:耗|费|吃)电", "供电电流多少"),
        (rf"\bhow hot (?:can|may) {_CHIP} (?:get|run|go|be)\b", "what is the maximum ambient temperature"),
        (r"(?:能|可以)?(?:耐|扛|承受)(?:多少|几)度", "环境温度最大多少"),
        (rf"\bwhat voltage does {_CHIP} (?:run|work) (?:on|at|off)\b", "what is the supply voltage"),
        (r"(?:用|要|吃)(?:几|多少)伏(?:的)?(?:供?电)?", "供电电压多少"),
    )
)


def in_print(text: str) -> str:
    """A question with such phrases as manuals print them."""
    for said, printed in _PRINTED:
        text = said.sub(printed, text)
    return text
