"""Numbers as people write them: digits with separators and powers, words, Chinese numerals. Pure."""

import re

NUMBER = r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d{1,3}|\s?[x×*]\s?10\s?\^\s?[-+]?\d{1,2})?"
"""After `plain`, which leaves ASCII signs."""
CHINESE = r"[零〇一二两三四五六七八九十百千万]+(?:点[零〇一二三四五六七八九]+)?"
_DIGITS = {**{c: i for i, c in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
WORDS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"thirty-two": 32, "sixty-four": 64, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "hundred": 100}


def number_of(text: str) -> float:
    """The value of something that `NUMBER` found."""
    bare = text.replace(",", "").replace(" ", "")
    power = re.fullmatch(r"(.+?)[x×*]10\^([-+]?\d+)", bare)
    return float(power[1]) * 10.0 ** int(power[2]) if power else float(bare)


def chinese_number(text: str) -> float:
    """`二十四` is 24, `一万` is 10000, `三点三` is 3.3."""
    whole, _, fraction = text.partition("点")
    digits = "".join(str(_DIGITS[character]) for character in fraction)
    return float(f"{_whole(whole)}.{digits}") if digits else float(_whole(whole))


def _whole(text: str) -> int:
    if "万" in text:
        above, _, below = text.partition("万")
        return (_whole(above) if above else 1) * 10_000 + (_whole(below) if below else 0)
    if not any(character in _TENS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text) or "0")
    total, digit = 0, 0
    for character in text:
        if character in _TENS:
            total += (digit or 1) * _TENS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit
