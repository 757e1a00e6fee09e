"""Words that answer a question back, or ask nothing. Data: patterns, no logic."""

import re

CHOICES = re.compile(
    r"(?:which (?:one|chip|register|revision|of (?:them|these)|do you mean)[^:?\n]*|请问是哪[^::??\n]*"
    r"|您?指的是哪[^::??\n]*|是哪一?[个款颗][^::??\n]*)[::]\s*(?P<list>[^??\n]+)[??]",
    re.IGNORECASE,
)
"""A question back to the user that lists what can be chosen."""
REVISIONS = re.compile(r"\bwhich revision\b[^:?\n]*:|是哪一?版[^::??\n]*[::]", re.IGNORECASE)
"""The same where the choices are revisions of a document."""
SPLIT = re.compile(r"\s*(?:,|,|、|;|;|\bor\b|或者?|还是)\s*")
ORDINALS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (
        0,
        re.compile(
            r"(?:the )?(?:first|1st|former)(?: one| chip| option)?|(?:第一|头一)[个款颗种]?|前者|1|#1|a\)"
            r"|option 1|(?:the )?former",
            re.IGNORECASE,
        ),
    ),
    (
        1,
        re.compile(
            r"(?:the )?(?:second|2nd)(?: one| chip| option)?|第二[个款颗种]?|2|#2|b\)|option 2", re.IGNORECASE
        ),
    ),
    (
        2,
        re.compile(
            r"(?:the )?(?:third|3rd)(?: one| chip| option)?|第三[个款颗种]?|3|#3|c\)|option 3", re.IGNORECASE
        ),
    ),
    (
        3,
        re.compile(
            r"(?:the )?(?:fourth|4th)(?: one| chip| option)?|第四[个款颗种]?|4|#4|d\)|option 4", re.IGNORECASE
        ),
    ),
    (
        -1,
        re.compile(
            r"(?:the )?(?:last|latter)(?: one| chip| option)?|最后一?[个款颗种]?|后者|后一?个", re.IGNORECASE
        ),
    ),
)
POLITE = re.compile(
    r"^\s*(?:it's|it is|i(?:'m| am) (?:using|on)|i use|we use|please|use|take|the answer is|是|我用的?是?|用"
    r"|选|就)?\s*|\s*(?:please|thanks|thank you|吧|的|那个|谢谢)?[\s.!,。!]*$",
    re.IGNORECASE,
)
ALL = re.compile(
    r"(?:both|all|all of them|each|either|两个都要|都要|两者都?|全部|都|两款都?)(?: of them| please| chips)?",
    re.IGNORECASE,
)
THANKS = re.compile(
    r"\W*(?:(?:ok(?:ay)?|great|thanks?(?: you)?(?: (?:very|so) much| a lot)?|thx|perfect|got it|i see|nice"
    r"|cool|good|fine|understood"
    r"|yes|no|hi|hello|hey|(?:it )?works?(?: now| fine)?|bye|goodbye|no problem|done|再见|拜拜|没问题|搞定"
    r"|可以了|谢谢(?:你|您)?|多谢|好的?|明白了?|知道了|了解|收到|你好|您好|嗯|对|是的"
    r"|可以)\W*)+",
    re.IGNORECASE,
)
"""Words that ask nothing: the question before stays the one that is leaned on."""
