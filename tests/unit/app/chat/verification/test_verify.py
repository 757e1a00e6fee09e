"""What stands in the evidence passes; what does not is found, with the reason."""

import pytest

from app.chat.verification import Kind, Reason, Verification, Verifier, verify

from .evidence import SOURCES

RIGHT = (
    "LOCKED is bit 25 of CLK_CTLR [1].",
    "The lock flag `LOCKED` is **bit 25**, and PLLEN is bit 24.",
    "LOCKED and PLLEN are bits 25 and 24.",
    "Bit 25 (LOCKED) is read-only; bit 24 (PLLEN) is read/write.",
    "PLLEN 位于第24位，而 LOCKED 位于第二十五位。",
    "TRIMVAL takes bits 7:3 of CLK_CTLR; it resets to 16.",
    "CLK_CTLR 的位[7:3]是 TRIMVAL。",
    "CLK_CTLR is at 0x4002_1000, its offset is 0x00 and its reset value is 0x00000083 [1][2].",
    "寄存器 CLK_CFGR 的地址是 0x40021004，复位值为 20h[2]。",
    "The supply current at 48 MHz is typically 6.1 mA and at most 7200 µA [3].",
    "The supply current is 6.1 mA at 48 MHz and 2.1 mA at 8 MHz.",
    "The supply voltage ranges from 2.7 V to 5.5 V.",
    "供电电压最小 2.7 V，最大 5.5 V。",
    "输入漏电流最大为 500 nA[3]。",
    "The input leakage current is at most 0.5 µA (500 nA).",
    "The converter has eight external channels [4].",
    "The converter's clock must not exceed 24000 kHz.",
    "The flash memory has 16384 B.",
    "Setting PLLEN to 1 enables the PLL.",
    "The mask of PLLEN is 1 << 24 = 0x01000000.",
    "PLLEN is bit 24, not bit 25.",
    "The manual does not say what FOO_CTLR does.",
    "手册没有给出 FOO_CTLR 的复位值。",
    "| Field | Bits | Access |\n|---|---|---|\n| LOCKED | 25 | RO |\n| PLLEN | 24 | RW |\n",
    "```c\n#define CLK_CTLR_ADDR 0x40021000\nCLK->CTLR |= 1 << 24; // PLLEN\nHAL_Delay(10);\n```\n",
    "The register stands on page 17.",
    "48 MHz / 8 = 6 MHz.",
    "See section 3.4.1, Table 3-1 and V1.5 of the manual.",
)
WRONG = (
    ("LOCKED is bit 24 of CLK_CTLR [1].", Kind.BITS, Reason.CONTRADICTED, "bit 24"),
    ("LOCKED is bit 24 and PLLEN is bit 25.", Kind.BITS, Reason.CONTRADICTED, "bit 24"),
    ("LOCKED and PLLEN are bits 24 and 25.", Kind.BITS, Reason.CONTRADICTED, "bits 24"),
    ("PLLEN 位于第25位。", Kind.BITS, Reason.CONTRADICTED, "第25位"),
    ("TRIMVAL takes bits 4:0.", Kind.BITS, Reason.CONTRADICTED, "bits 4:0"),
    ("LOCKED is read/write.", Kind.ACCESS, Reason.CONTRADICTED, "read/write"),
    ("CLK_CTLR is at 0x40021004.", Kind.HEX, Reason.CONTRADICTED, "0x40021004"),
    ("The offset of CLK_CTLR is 0x04.", Kind.HEX, Reason.CONTRADICTED, "0x04"),
    ("The reset value of CLK_CTLR is 0x00000020.", Kind.HEX, Reason.CONTRADICTED, "0x00000020"),
    ("The supply current at 48 MHz is typically 2.1 mA.", Kind.QUANTITY, Reason.OTHER, "2.1 mA"),
    ("The supply current at 48 MHz is typically 7.2 mA.", Kind.QUANTITY, Reason.OTHER, "7.2 mA"),
    ("The supply current at 48 MHz is typically 6.1 µA.", Kind.QUANTITY, Reason.UNKNOWN, "6.1 µA"),
    ("The supply voltage ranges from 3.3 V to 5.5 V.", Kind.QUANTITY, Reason.OTHER, "3.3 V"),
    ("输入漏电流最大为 5 µA。", Kind.QUANTITY, Reason.UNKNOWN, "5 µA"),
    ("The converter has 16 external channels.", Kind.NUMBER, Reason.OTHER, "16"),
    ("The converter's clock must not exceed 48 MHz.", Kind.QUANTITY, Reason.OTHER, "48 MHz"),
    ("Setting PLLEN to 0 enables the PLL.", Kind.NUMBER, Reason.CONTRADICTED, "0"),
    ("The mask of PLLEN is 1 << 24 = 0x02000000.", Kind.ARITHMETIC, Reason.WRONG, "0x02000000"),
    ("48 MHz / 8 = 4 MHz.", Kind.ARITHMETIC, Reason.WRONG, "4 MHz"),
    ("PLLEN is not bit 24.", Kind.BITS, Reason.DENIED, "bit 24"),
    ("CLK_CTRL9 holds the flag.", Kind.NAME, Reason.UNKNOWN, "CLK_CTRL9"),
    ("LOCKED is bit 25 of CLK_CTLR [9].", Kind.CITATION, Reason.UNKNOWN, "[9]"),
    ("LOCKED is bit 25 of CLK_CTLR [3].", Kind.CITATION, Reason.UNCITED, "bit 25"),
    ("LOCKED is a field of CLK_CFGR.", Kind.NAME, Reason.OTHER, "LOCKED"),
    ("It stands on page 99.", Kind.PAGE, Reason.UNKNOWN, "page 99"),
    ("| Field | Bits |\n|---|---|\n| LOCKED | 24 |\n", Kind.BITS, Reason.CONTRADICTED, "24"),
    ("```c\nCLK->CTLR |= 1 << 25; // PLLEN\n```\n", Kind.BITS, Reason.CONTRADICTED, "1 << 25"),
    ("```c\nCLK->BOGUS |= 1;\n```\n", Kind.NAME, Reason.UNKNOWN, "CLK->BOGUS"),
    ("```c\n#define CLK_CTLR_ADDR 0x40021004\n```\n", Kind.HEX, Reason.CONTRADICTED, "0x40021004"),
)


@pytest.mark.parametrize("answer", RIGHT)
def test_what_stands_in_the_evidence_passes(answer: str) -> None:
    assert verify(answer, SOURCES).findings == ()


@pytest.mark.parametrize(("answer", "kind", "reason", "text"), WRONG)
def test_what_does_not_is_found(answer: str, kind: Kind, reason: Reason, text: str) -> None:
    found = verify(answer, SOURCES)
    assert not found.ok
    assert any(f.kind is kind and f.reason is reason and text in f.text for f in found.findings), found
    first = found.findings[0]
    assert first.sentence in answer.strip()
    assert answer[first.span[0] : first.span[1]].strip() == first.text


def test_a_sentence_without_a_name_speaks_of_the_one_before() -> None:
    assert verify("CLK_CTLR has a flag LOCKED. It is bit 25.", SOURCES).ok
    assert not verify("CLK_CTLR has a flag LOCKED. It is bit 24.", SOURCES).ok


def test_a_sentence_without_any_name_speaks_of_the_question() -> None:
    assert verify("It is bit 25.", SOURCES, question="Which bit is LOCKED in CLK_CTLR?").ok
    assert not verify("It is bit 24.", SOURCES, question="Which bit is LOCKED in CLK_CTLR?").ok


def test_a_value_of_the_question_is_no_evidence() -> None:
    question = "Is LOCKED bit 24? I read 0x1234 from CLK_CTLR."
    assert not verify("Yes, LOCKED is bit 24.", SOURCES, question=question).ok
    assert verify("With the value 0x1234 that you read, look at LOCKED.", SOURCES, question=question).ok


def test_what_the_reader_told_may_be_named() -> None:
    assert not verify("Then MY_LED_PORT is set.", SOURCES).ok
    assert verify("Then MY_LED_PORT is set.", SOURCES, told="#define MY_LED_PORT 3").ok


def test_a_verifier_can_start_again_over_the_same_evidence() -> None:
    verifier = Verifier(SOURCES)
    assert verifier.check("LOCKED is a flag. ").ok
    assert not verifier.check("It is bit 24.").ok
    again = verifier.again()
    assert again.check("PLLEN is a field. ").ok
    assert again.check("It is bit 24.").ok


def test_another_chips_passage_does_not_answer() -> None:
    from dataclasses import replace

    sources = tuple(replace(source, chips=("XY32A003",)) for source in SOURCES)
    assert verify("On the XY32A003, CLK_CTLR is at 0x40021000.", sources).ok
    assert not verify("On the XY32B203, CLK_CTLR is at 0x40021000.", sources).ok


def test_the_reply_carries_what_was_found() -> None:
    reply = verify("LOCKED is bit 24.", SOURCES).as_dict()
    assert reply["ok"] is False
    assert reply["findings"][0]["expected"]
    assert Verification(True).as_dict() == {"ok": True, "checked": 0, "findings": []}
