"""Names of one register in all the ways in which manuals, drivers and people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.identifiers import (
    DROPPED,
    EXACT,
    FAMILY,
    WILDCARD,
    canonical,
    family,
    forms,
    identifiers_in,
    is_identifier,
    is_part_number,
    matches,
    normal_hex,
    numbers_in,
    parts,
)

upper_part = st.from_regex(r"[A-Z]{2,5}[0-9]?", fullmatch=True).filter(lambda part: part != "REG")
names = st.lists(upper_part, min_size=2, max_size=3).map("_".join)


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("RCC->CTLR", "RCC_CTLR"),
        ("RCC.CTLR", "RCC_CTLR"),
        ("rcc_ctlr", "RCC_CTLR"),
        ("R32_RCC_CTLR", "RCC_CTLR"),
        ("R8_UEP0_CTRL", "UEP0_CTRL"),
        ("HPRE[3:0]", "HPRE"),
        ("DUTY_HSCHn[24..4]", "DUTY_HSCH*"),
        ("AES_START_REG", "AES_START"),
        ("GPIOx_CFGLR", "GPIO*_CFGLR"),
        ("TIMGn_Tx_INT_RAW_REG", "TIMG*_T*_INT_RAW"),
        ("RMT_CHnCONF0_REG", "RMT_CH*CONF0"),
        ("AES_KEY_n_REG", "AES_KEY_*"),
        ("IO_x_MCU_DRV", "IO_*_MCU_DRV"),
        ("GPIOxx_FUNC_DRV", "GPIO*_FUNC_DRV"),
        ("CCxOF", "CC*OF"),
        ("tx_mem_cnt", "TX_MEM_CNT"),
        ("nRST", "NRST"),
        ("STK_CTLR_", "STK_CTLR"),
    ],
)
def test_spellings_share_one_canonical_name(written: str, same: str) -> None:
    assert canonical(written) == same


@given(names)
def test_canonical_is_stable_and_blind_to_case_prefix_and_separators(name: str) -> None:
    once = canonical(name)
    assert canonical(once) == once
    for spelling in (name.lower(), f"R32_{name}", f"{name}_REG", name.replace("_", "->", 1), f"{name}[7:0]"):
        assert canonical(spelling) == once


@given(names)
def test_a_name_matches_itself_exactly(name: str) -> None:
    assert matches(name.lower(), name) == EXACT
    assert forms(name)[0] == canonical(name)


@pytest.mark.parametrize(
    ("asked", "printed", "score"),
    [
        ("TIM2_CTLR1", "TIMx_CTLR1", WILDCARD),
        ("GPIOA_CFGLR", "GPIOx_CFGLR", WILDCARD),
        ("TIMG0_T1UPDATE_REG", "TIMGn_T1UPDATE_REG", WILDCARD),
        ("RMT_CH7CONF0_REG", "RMT_CHnCONF0_REG", WILDCARD),
        ("SHA_1_LOAD", "SHA_x_LOAD", WILDCARD),
        ("I2C1_CTLR1", "R16_I2C_CTLR1", DROPPED),
        ("SPI_CTLR1", "SPIx_CTLR1", DROPPED),
        ("GPIOx_CFGLR", "GPIOA_CFGLR", FAMILY),
        ("gpiox_cfglr", "GPIOB_CFGLR", FAMILY),
        ("I2C_CTLR1", "I2C1_CTLR1", FAMILY),
        ("R8_UEP1_CTRL__R8_UH_SETUP", "R8_UH_SETUP", EXACT),
        ("GPIOB_CFGLR", "GPIOA_CFGLR", 0.0),
        ("TIM1_CCER", "TIM2_CCER", 0.0),
        ("RCC_CTLR", "RCC_CFGR0", 0.0),
        ("", "RCC_CTLR", 0.0),
    ],
)
def test_how_far_a_printed_name_answers_for_an_asked_one(asked: str, printed: str, score: float) -> None:
    assert matches(asked, printed) == score


def test_a_name_with_many_digits_has_no_wildcard_forms() -> None:
    assert forms("A1_B2_C3_D4_E5_F6_G7") == ("A1_B2_C3_D4_E5_F6_G7",)


def test_family_and_parts() -> None:
    assert family("GPIOA_CFGLR") == family("GPIOB_CFGLR")
    assert parts("R32_RCC_CFGR0.PLLMUL") == ("RCC", "CFGR0", "PLLMUL")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("读RCC->CTLR的HSION位，地址0x4002_1000。", ("RCC->CTLR", "HSION")),
        ("PFIC_SCTLR寄存器中,SLEEPDEEP字段", ("PFIC_SCTLR", "SLEEPDEEP")),
        ("What is the IO_MUX of the ESP32?", ("IO_MUX", "ESP32")),
        ("Both FIFOs of UART1 are full.", ("FIFO", "UART1")),
        ("End of DMA.The next one", ("DMA",)),
        ("see main.c and V1.5, Rev1.2", ()),
        ("48MHz, 4KBytes, 20 kHz, 3 mA, 10 MHz", ()),
        ("set dmcontrol.ndmreset first", ("dmcontrol.ndmreset",)),
        ("AES_ENDIAN_REG[2]/[4]", ("AES_ENDIAN_REG",)),
        ("the R32_PA/PB_DIR register", ("R32_PA_DIR", "R32_PB_DIR")),
        ("PA10/PA13-SWD", ("PA10", "PA13", "SWD")),
        ("WHAT IS THE RESET VALUE OF IT", ("RESET", "VALUE")),
        ("tSU(STO) and nWRP2", ("tSU", "STO", "nWRP2")),
        ("TRST* and SPI_*_DONE", ("TRST", "SPI_*_DONE")),
        ("the clock is enabled by software", ()),
    ],
)
def test_names_in_running_text(text: str, found: tuple[str, ...]) -> None:
    assert identifiers_in(text) == found


@given(names, st.sampled_from(["的", "寄存器", " ", "，", "(", "\n", "："]))
def test_a_name_is_found_whatever_stands_around_it(name: str, around: str) -> None:
    assert name in identifiers_in(f"{around}{name}{around}")


@given(st.text(max_size=60))
def test_any_text_can_be_searched_for_names(text: str) -> None:
    for name in identifiers_in(text):
        assert canonical(name) is not None
        assert len(forms(name)) <= 64


def test_numbers_in_one_form() -> None:
    assert numbers_in("0x4002_1000, 0X40021000, 40021000h and 0x0") == ("0x40021000", "0x0")
    assert numbers_in("width 16h, in 0x1FFFF7E0") == ("0x16", "0x1ffff7e0")
    assert identifiers_in("at 0xE000_E000 and 1FFFh") == ()


@given(st.integers(0, 2**32 - 1))
def test_hex_spellings_are_one_number(number: int) -> None:
    plain = f"{number:08X}"
    spellings = {f"0x{plain}", f"0x{plain[:4]}_{plain[4:]}", f"{plain}h", f"0x{number:x}"}
    assert {normal_hex(spelling) for spelling in spellings} == {f"0x{number:x}"}


def test_part_numbers_are_told_from_registers() -> None:
    assert all(is_part_number(name) for name in ("CH32V003", "STM32F103C8T6", "A4988", "GD32F303"))
    assert not any(is_part_number(name) for name in ("GPIO12", "PA10", "TIM1_CCER", "RCC", "USART1"))


def test_what_looks_like_a_name() -> None:
    assert all(is_identifier(word) for word in ("RCC_CTLR", "DMA", "CC4E", "tx_cnt", "GPIOx", "nRST"))
    assert not any(is_identifier(word) for word in ("The", "clock", "MHz", "A", "_", "AND", "Section3"))


@pytest.mark.parametrize("spelled", ["I2C1_ER_IRQn", "I2C1_ER_IRQHandler", "i2c1_er_irqn", "I2C1_ER"])
def test_cmsis_spells_interrupts_with_a_suffix(spelled: str) -> None:
    assert canonical(spelled) == "I2C1_ER"
