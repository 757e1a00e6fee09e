"""What a conversation has established: chip, project, names in focus, values and errors."""

import json

import pytest

from app.chat.dialogue import ReportedValue
from app.chat.dialogue.reading import statement
from app.chat.schemas import ChipciteRequest
from tests.unit.app.chat.dialogue.conversations import talk


@pytest.mark.parametrize(
    ("lines", "chip", "source"),
    [
        (("What is RCC_CTLR on the CH32V003?",), "CH32V003", "question"),
        (("I use the CH32V003.", "How do I start the ADC?"), "CH32V003", "conversation"),
        (("I use the CH32V003.", "And on the CH583?"), "CH583", "question"),
        (("On the CH32V003?", "no, the V203"), "CH32V203", "question"),
        (("On the CH583?", "No, I meant the V003"), "CH32V003", "question"),
        (("不是 CH32V003,是 CH583",), "CH583", "question"),
        (("CH32V003 换成 CH583 会怎样?",), "CH583", "question"),
        (("We moved from the STM32F103 to the GD32F303.",), "GD32F303", "question"),
        (("I use the CH583 instead of the CH32V003.",), "CH583", "question"),
        (("Is the F103 5V tolerant?",), "STM32F103", "question"),
        (("Which pins has the STM32F103C8T6?",), "STM32F103C8T6", "question"),
        (("I use the CH32V003.", "It talks to an SSD1306. Which pins?"), "CH32V003", "conversation"),
        (("How fast is the SPI to a W25Q64?",), "", ""),
        (("Set the prescaler to 103.",), "", ""),
        (("RCC_CTLR on the STM32H7?",), "STM32H7", "question"),
        (("Compare the CH583 and the ESP32.",), "", "question"),
        (("I use the CH583.", "No, not the CH583."), "", ""),
        (("S:You help with the CH32V003.", "RCC_CTLR?"), "CH32V003", "conversation"),
        (("S:You help with the CH32V003.", "RCC_CTLR on the CH583?"), "CH583", "question"),
        (("S:Examples: CH32V003, ESP32, CH583.", "RCC_CTLR?"), "", ""),
        (("RCC_CTLR?", "A:Which one is it: CH32V003, CH583?", "the first"), "CH32V003", "question"),
        (("GD32F303 flash endurance 100k", "erase current?"), "GD32F303", "conversation"),
        (("wait states at 100MHz?",), "", ""),
        (("F103 FLASH_ACR reset value", "and RCC_CFGR?"), "STM32F103", "conversation"),
        (("m0+ cycles of MULS", "and of LDR?"), "Quark-M0+", "conversation"),
        (("set M0 in TMOD",), "", ""),
        (("BMP180 sleep current", "and its address?"), "BMP180", "conversation"),
        (("SHT31 supply voltage", "accuracy?"), "SHT31", "conversation"),
        (("BMP180 sleep current", "on the CH583?"), "CH583", "question"),
        (("I use the CH583.", "of the nRF52840?"), "nRF52840", "question"),
        (("CH583 的供电电压", "那 nRF52840 呢?"), "nRF52840", "question"),
        (("I use the CH583.", "I2C address of the BMP180?"), "CH583", "conversation"),
        (("I use the CH583.", "sleep current of the nRF52840?"), "nRF52840", "question"),
        (("I use the CH583.", "can it talk to an nRF52840?"), "CH583", "conversation"),
        (("pm0075 FLASH_ACR latency 001 is", "ok n 010"), "", ""),  # the number of a document
        (("Cortex-M4 cycles of a division?", "and of a square root?"), "", ""),  # of many chips
        (("S:You help with the CH583.", "BMP180 pins?"), "CH583", "conversation"),
        (("S:You help with the CH583.", "nRF52840 pins?"), "nRF52840", "question"),
        (("RCC_CTLR?", "A:On the CH583 it is at 0x40001000.", "and its offset?"), "", ""),
    ],
)
def test_the_newest_statement_of_the_user_names_the_chip(
    lines: tuple[str, ...], chip: str, source: str
) -> None:
    state = talk(*lines).state
    assert (state.chip, state.chip_source) == (chip, source)


def test_a_number_that_several_chips_have_means_each_of_them() -> None:
    state = talk("003 adc sample rate at 6 MHz", "12?").state
    assert (state.chip, state.chips) == ("", ("CH32V003", "PY32F003"))
    assert talk("on the PY32F003?", "003 adc").state.chip == "PY32F003"


@pytest.mark.parametrize(
    ("file", "chip"),
    [
        ("```ch32v003.ld\nMEMORY { FLASH (rx) : ORIGIN = 0, LENGTH = 16K }\n```", "CH32V003"),
        ("```link.ld\n/* for the CH583 */\nMEMORY\n{\n RAM : ORIGIN = 1\n}\n```", "CH583"),
        ("```demo.ioc\nMcu.Family=STM32F1\nMcu.Name=STM32F103C(8-B)Tx\n```", "STM32F103C"),
        ('```board.dts\n/ { compatible = "wch,ch32v003f4p6"; };\n```', "CH32V003"),
        ('```sdkconfig\nCONFIG_IDF_TARGET="esp32"\n```', "ESP32"),
        ('```sdkconfig\nCONFIG_IDF_TARGET="esp32s3"\n```', "ESP32S3"),
        ('```main.c\n#include "ch32v00x.h"\n```', "CH32V003"),
        ("```main.c\n#include <CH58x_common.h>\n```", "CH58x"),
        ("```platformio.ini\nboard = genericCH32V003F4P6\n```", "CH32V003"),
        ("```platformio.ini\nboard = bluepill_f103c8\n```", "STM32F103C8"),
        ('```Cargo.toml\nch32-hal = { features = ["ch32v003f4u6"] }\n```', "CH32V003"),
        ("```Makefile\nCFLAGS += -DGD32F303\n```", "GD32F303"),
        ('```main.c\n// ported from STM32F103xB code\n#include "gd32f303.h"\n```', "GD32F303"),
        ("```readme.md\nNothing here names a chip of 2026.\n```", ""),
    ],
)
def test_files_name_the_chip_where_the_user_does_not(file: str, chip: str) -> None:
    state = talk(f"{file}\nHow do I start the ADC?").state
    assert (state.chip, state.chip_source) == (chip, "file" if chip else "")
    assert talk(f"{file}\nHow do I start the ADC on the NEORV32?").state.chip == "NEORV32"


def test_a_tool_that_returned_a_file_counts_as_one() -> None:
    state = talk("Which pins are free?", 'T:#include "ch32v00x.h"', "And which timers?").state
    assert (state.chip, state.chip_source) == ("CH32V003", "file")


def test_the_request_wins() -> None:
    pins = ChipciteRequest(
        chip="ch583", revision="1.2", debug_stage="selection", board="X", rtos="Zephyr", toolchain="IAR"
    )
    state = talk("On the CH32V003 with Keil, manual V1.0, FreeRTOS: RCC_CTLR?", pins=pins).state
    assert (state.chip, state.chips, state.chip_source) == ("CH583", ("CH583",), "request")
    assert (state.revision, state.debug_stage, state.board) == ("1.2", "selection", "X")
    assert (state.rtos, state.toolchain) == ("Zephyr", "IAR")


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("I have the CH32V003F4P6-EVT-R0 here", "board", "CH32V003F4P6-EVT-R0"),
        ("on my Blue Pill", "board", "Blue Pill"),
        ("an ESP32-DevKitC-32E board", "board", "ESP32-DevKitC-32E"),
        ("NUCLEO-F103RB", "board", "NUCLEO-F103RB"),
        ("我用 CH32V003 开发板", "board", "CH32V003 开发板"),
        ("自己画的板子", "board", "自己画的板子"),
        ("it is stepping B", "stepping", "B"),
        ("ESP32 ECO3", "stepping", "ECO3"),
        ("STM32F103 rev Y", "stepping", "Y"),
        ("chip revision v3.0", "stepping", "v3.0"),
        ("芯片版本 A", "stepping", "A"),
        ("the reference manual, revision A", "stepping", ""),
        ("according to revision 1.4 of the manual", "revision", "1.4"),
        ("手册 V1.2 里", "revision", "1.2"),
        ("esp-idf v5.1 with chip revision v3.0", "revision", ""),
        ("I build with MounRiver Studio", "toolchain", "MounRiver"),
        ("riscv-none-elf-gcc 12", "toolchain", "GCC"),
        ("not Keil, IAR", "toolchain", "IAR"),
        ("in Rust with embassy", "toolchain", "Rust"),
        ("用 PlatformIO 编译", "toolchain", "PlatformIO"),
        ("xTaskCreate fails", "rtos", "FreeRTOS"),
        ("RT-Thread 线程", "rtos", "RT-Thread"),
        ("裸机程序", "rtos", "bare metal"),
        ("Which MCU should I choose for this?", "debug_stage", "selection"),
        ("画原理图时", "debug_stage", "schematic"),
        ("our first board does not boot", "debug_stage", "bring-up"),
        ("第一次上电", "debug_stage", "bring-up"),
        ("the HSE crystal does not start", "debug_stage", "clock-and-power"),
        ("我在写 SPI 驱动", "debug_stage", "driver"),
        ("porting to FreeRTOS", "debug_stage", "integration"),
        ("units fail in the field", "debug_stage", "field-failure"),
        ("客户反馈死机", "debug_stage", "field-failure"),
        ("What is the reset value of RCC_CTLR?", "debug_stage", ""),
    ],
)
def test_the_project_is_read_from_words(text: str, name: str, value: str) -> None:
    assert getattr(talk(text).state, name) == value
    assert getattr(talk(text, "And the offset of RCC_CTLR?").state, name) == value, "it carries over"


def test_another_chip_has_other_documents_and_other_silicon() -> None:
    state = talk("CH32V003 rev A, manual V1.2", "and on the CH583?").state
    assert (state.revision, state.stepping) == ("", "")
    assert talk("manual V1.2 of the CH32V003: RCC_CTLR?", "and in the latest one?").state.revision == ""


@pytest.mark.parametrize(
    ("text", "register", "value"),
    [
        ("RCC_CTLR = 0x03000083", "RCC_CTLR", "0x03000083"),
        ("RCC->CTLR reads 0x83", "RCC->CTLR", "0x83"),
        ("CTLR reads back as 0x83", "CTLR", "0x83"),
        ("the value of USART1_STATR is 0x00C0", "USART1_STATR", "0x00C0"),
        ("I read 0x83 from RCC_CTLR", "RCC_CTLR", "0x83"),
        ("RCC_CTLR 读到 0x83", "RCC_CTLR", "0x83"),
        ("RCC_CTLR 寄存器的值是 0x83", "RCC_CTLR", "0x83"),
        ("RCC_CTLR 一直是 0x83", "RCC_CTLR", "0x83"),
        ("```\n(gdb) p/x RCC->CTLR\n$1 = 0x3000083\n```\nWhy?", "RCC->CTLR", "0x3000083"),
        (
            "```\n0x40021000:\t0x03000083\t0x00000002\n```\nWhy?",
            "0x40021000",
            "0x03000083\t0x00000002",
        ),
        ("```\n0x40021000 <RCC>: 0x00000083\n```\nWhy?", "0x40021000", "0x00000083"),
        ("STATR = 0b1010", "STATR", "0b1010"),
    ],
)
def test_values_are_kept_verbatim(text: str, register: str, value: str) -> None:
    assert talk(text).state.values == (ReportedValue(register, value),)


def test_a_lone_value_belongs_to_the_register_in_focus() -> None:
    state = talk("What is RCC_CTLR on the CH32V003?", "A:x", "I get 0x83 there").state
    assert state.values == (ReportedValue("RCC_CTLR", "0x83"),)


@pytest.mark.parametrize(
    "text", ["What is the register at address 0x40021000?", "Is its offset 0x04?", "baud rate = 115200"]
)
def test_addresses_and_settings_are_no_reported_values(text: str) -> None:
    assert talk(text).state.values == ()


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (
            "```\nE (123) spi: txdata transfer > host maximum\n```\nWhy?",
            "E (123) spi: txdata transfer > host maximum",
        ),
        ("```\nmain.c:3:5: error: 'X' undeclared\n```\nWhy?", "main.c:3:5: error: 'X' undeclared"),
        ("```\nerror[E0308]: mismatched types\n```\nWhy?", "error[E0308]: mismatched types"),
        (
            "```\nError: timed out while waiting for target halted\n```",
            "Error: timed out while waiting for target halted",
        ),
        ("```\nmain.o: undefined reference to `foo'\n```", "main.o: undefined reference to `foo'"),
        ("It runs into HardFault_Handler.", "HardFault_Handler"),
        ("程序进了 HardFault", "HardFault"),
        ("编译报错:region FLASH overflowed", "region FLASH overflowed"),
        ('It says "No device found".', "No device found"),
        ("spi_bus_add_device returns ESP_ERR_INVALID_ARG", "ESP_ERR_INVALID_ARG"),
    ],
)
def test_errors_are_kept_verbatim(text: str, error: str) -> None:
    assert talk(text).state.errors == (error,)
    assert talk(text, "And now?").state.errors == (error,)


def test_errors_in_files_are_not_reported() -> None:
    assert talk('```main.c\nprintf("Error: no clock");\n```\nWhy?').state.errors == ()


def test_names_in_focus_are_most_recent_first() -> None:
    state = talk("RCC_CTLR?", "A:`RCC_CTLR` ...", "And USART1_BRR, bit UE of USART1_CTLR1?").state
    assert state.registers == ("USART1_BRR", "USART1_CTLR1", "RCC_CTLR")
    assert state.fields == ("UE",)
    assert state.peripherals[:2] == ("USART1", "RCC")


def test_pins_clocks_and_chips_are_no_registers() -> None:
    state = talk("PA9 of the ESP32-C3-WROOM as USART1_TX with HSE at VDD, LQFP48, in RT-Thread?").state
    assert (state.registers, state.fields, state.peripherals) == ((), (), ("USART1",))


def test_names_of_a_reply_come_into_focus() -> None:
    state = talk("Which register has the PLLON bit?", "A:`PLLON` is bit 24 of `RCC_CTLR`.", "ok").state
    assert (state.registers, state.fields) == (("RCC_CTLR",), ("PLLON",))


def test_a_citation_in_a_reply_is_no_bit() -> None:
    asked, said = "Which bit is PLLON of RCC_CTLR?", "It is bit **24**."
    assert talk(asked, f"A:{said} [1]\n\n[1]: http://h/v1/2.png", "it?") == talk(asked, f"A:{said}", "it?")
    assert statement(f"{said} [1]\n\n- [1] [a.pdf](http://h)\n\n[1]: http://h") == said


def test_the_state_is_json() -> None:
    plain = talk("RCC_CTLR = 0x83 on the CH32V003").state.as_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["values"] == [{"register": "RCC_CTLR", "value": "0x83"}]
    assert (plain["chip_source"], plain["board"], plain["errors"]) == ("question", "", [])
