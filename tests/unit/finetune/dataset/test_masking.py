"""Planted personal data and keys are masked, 98 % of them; what manuals print stays."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finetune.dataset.masking import masked, masked_beside_evidence
from tests.unit.finetune.dataset.making import chance as seeded

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
FRAMES = {
    "en": (
        "My board fails, see {}",
        "{} is what I use, does PA3 still work?",
        "Ask {} about CTLR bit 3.",
        "({})",
    ),
    "zh": ("板子不工作,请看 {}", "{} 是我用的,PA3 还能用吗?", "关于 CTLR 第 3 位请问 {}。", "({})"),
}


def digits(chance: Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def letters(chance: Random, count: int) -> str:
    return "".join(
        chance.choice("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(count)
    )


def identity(chance: Random) -> str:
    """A number as Chinese identity cards have them, with its check digit."""
    birthday = f"19{chance.randrange(50, 99)}{chance.randrange(10, 13)}{chance.randrange(10, 28)}"
    body = f"{chance.choice('13456')}{digits(chance, 5)}{birthday}{digits(chance, 3)}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def card(chance: Random) -> str:
    """A number with the check digit of bank cards."""
    body = f"6{digits(chance, 14)}"
    doubled = [int(d) if at % 2 else sum(divmod(2 * int(d), 10)) for at, d in enumerate(reversed(body))]
    return body + str(-sum(doubled) % 10)


def secrets(chance: Random) -> list[tuple[str, str]]:
    """What is planted: the secret, and how it is written."""
    key, word = letters(chance, 32), letters(chance, 12)
    mobile = f"1{chance.choice('3578')}{digits(chance, 9)}"
    person = chance.choice(["Maria Lindqvist", "Tom Baker", "Ada Okafor"])
    han = chance.choice(["张伟", "李晓明", "王芳", "陈建国"])
    return [
        (f"{word.lower()}@mail.{letters(chance, 6).lower()}.com", "{}"),
        (mobile, "{}"),
        (f"{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}", "{}"),
        (f"+86 {mobile}", "{}"),
        (f"+49 {digits(chance, 3).replace('0', '1')} {digits(chance, 7)}", "{}"),
        (f"021-{chance.choice('56')}{digits(chance, 7)}", "电话 {}"),
        (f"555-{digits(chance, 4)}", "call me at 212-{}"),
        (identity(chance), "{}"),
        (card(chance), "{}"),
        (f"sk-{key}", "{}"),
        (f"ghp_{key}", "{}"),
        (f"AKIA{letters(chance, 16).upper()}", "{}"),
        (f"eyJ{letters(chance, 12)}.{key}.{key}", "{}"),
        (word, "password: {}"),
        (word, "密码是{}"),
        (key, 'API_KEY="{}"'),
        (key, "Authorization: Bearer {}"),
        (word, "mqtt://device:{}@broker"),
        (person, "My name is {}"),
        (person, "Regards, {}"),
        (han, "我叫{}"),
        (han, "联系人:{}"),
        (han, "{}先生"),
    ]


def test_planted_personal_data_and_keys_are_masked() -> None:
    draw = seeded(3)
    planted, left = 0, []
    for _ in range(60):
        for secret, form in secrets(draw):
            frame = draw.choice(FRAMES[draw.choice(("en", "zh"))])
            text = frame.format(form.format(secret))
            planted += 1
            if secret in masked(text).text:
                left.append(text)
    assert 1 - len(left) / planted >= 0.98, left[:20]


@pytest.mark.parametrize(
    "text",
    [
        "The reset value of CTLR is 0x00000083, its address 0x40021000 - 0x400213FF.",
        "1.8 V to 3.6 V, 20 mA at 25 °C; tSU 100 ns; 115200 baud; 32768 Hz; 2024-11-30 12:30:15",
        "`USART1->BRR = 0x1D4C;` and `SCB->VTOR = 0x08000000`",
        "STM32F103C8T6, part number 595-TPS62840DLCR, DS5319 Rev 17, page 1234",
        "复位值是 0x83,地址 0x40010000,最大 20 mA,见第 12 页 表 3-4。",
        "The data token is 0xFE; the CRC is 0x1021. Bits 31:16 are reserved.",
        "Hi, how do I set PLLMUL to 9?",
    ],
)
def test_what_manuals_print_stays(text: str) -> None:
    assert masked(text).text == text


def test_evidence_keeps_its_numbers() -> None:
    evidence = '<source n="1" page="3">\nPID token: 0x69 | sales@vendor.com\n</source>'
    text = f"Sources:\n\n{evidence}\n\nQuestion: my token: hunter22?"
    found = masked_beside_evidence(text)
    assert "PID token: 0x69" in found.text
    assert "sales@vendor.com" not in found.text
    assert "hunter22" not in found.text
    assert found.counts == {"EMAIL": 1, "KEY": 1}


@given(st.text(max_size=300))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = masked(text).text
    assert masked(once).text == once
