"""The language that a message asks the answer to be in: `please in English`, `请用中文回答`. Pure.

A clause at either end of a message that names a language and what to do with it, and nothing else; a language
that says which manual is meant (`in the English edition`) asks for none.
"""

import re

_NAMES = {"english": "en", "英文": "en", "英语": "en", "chinese": "zh", "中文": "zh", "汉语": "zh"}
_POLITE = r"(?:please|pls|kindly|thanks?|thank you|请|谢谢)"
_ANSWER = r"(?:answer|reply|respond|explain|write|say)(?:\s+(?:it|this|me|to me))?"
_HAN_ANSWER = r"(?:来?(?:回答|回复|答复|作答|说明|解释|说|答|写)(?:我|一下|吧)?)"
_CLAUSE = (
    rf"(?:{_POLITE}[\s,，]*)?(?:{_ANSWER}\s+)?in\s+(?P<en>English|Chinese)(?:[\s,，]*{_POLITE})?"
    rf"|(?:{_POLITE}\s*)?(?:麻烦)?(?:用|以)\s*(?P<zh>英文|英语|中文|汉语|English|Chinese)\s*{_HAN_ANSWER}?"
    rf"|(?:{_POLITE}\s*)?(?P<bare>英文|英语|中文|汉语)\s*{_HAN_ANSWER}"
    rf"|(?P<alone>English|Chinese|英文|英语|中文|汉语)[\s,，]*{_POLITE}"
)
_BREAK = r"[\s,，.。;；:：?？!！()（）]"
_LAST = re.compile(rf"(?:^|(?<={_BREAK})|(?<=[\u3400-\u9fff]))(?:{_CLAUSE}){_BREAK}*$", re.IGNORECASE)
_FIRST = re.compile(
    rf"^{_BREAK}*(?:{_CLAUSE})(?:{_BREAK}*[,，:：。.\n]|$|(?<=回答|回复|说明|解释))", re.IGNORECASE
)


def reply_language(text: str) -> tuple[str, str]:
    """The language that is asked for (zh or en; none if no clause asks), and the text without the clause."""
    for clause in (_LAST, _FIRST):
        if match := clause.search(text):
            name = next(filter(None, (match["en"], match["zh"], match["bare"], match["alone"])))
            rest = f"{text[: match.start()]}{text[match.end() :]}".strip()
            return _NAMES[name.lower()], rest.rstrip(",，;；(（ ")
    return "", text
