"""Interrupt vectors."""

from collections.abc import Callable

from ingestion.extraction.interrupts import block_interrupts
from ingestion.types import Block

Grid = Callable[..., Block]
HEADER = [["No.", "Priority", "Name", "Description", "Vector address"]]


def test_a_vector(grid: Grid) -> None:
    rows = [
        ["2", "-2", "NMI", "Clock security", "0x00000008"],
        ["31", "0–15", "USART1", "USART1", "0x0000_007C"],
    ]
    nmi, usart = block_interrupts(grid(HEADER, rows))
    assert (nmi.name, nmi.number, nmi.priority, nmi.address) == ("NMI", 2, "-2", 8)
    assert (usart.number, usart.priority, usart.address) == (31, "0–15", 0x7C)
    assert usart.provenance.quote == "31 | 0–15 | USART1 | 0x0000_007C"


def test_position_beside_number(grid: Grid) -> None:
    header = [["Position", "IRQ", "Acronym", "Description"]]
    rows = [["16", "0", "WWDG", "Window watchdog"], ["17", "1", "PVD", "Supply"]]
    found = block_interrupts(grid(header, rows, caption="Interrupt vectors"))
    assert [(one.position, one.number) for one in found] == [(16, 0), (17, 1)]


def test_a_position_alone_is_the_number(grid: Grid) -> None:
    header = [["Position", "Priority", "Acronym", "Address"]]
    rows = [["0", "7", "WWDG", "0x40"], ["-", "-1", "HardFault", "0x0C"], ["1", "8", "PVD", "0x44"]]
    found = block_interrupts(grid(header, rows, caption="Vector table"))
    assert [(one.name, one.number) for one in found] == [("WWDG", 0), ("HardFault", None), ("PVD", 1)]


def test_reserved_vectors_are_left_out(grid: Grid) -> None:
    rows = [
        ["4", "-", "-", "Reserved", "0x10"],
        ["5", "1", "Reserved", "", "0x14"],
        ["6", "1", "EXTI_0", "", "0x18"],
    ]
    assert [one.name for one in block_interrupts(grid(HEADER, rows))] == ["EXTI_0"]


def test_chinese(grid: Grid) -> None:
    rows = [["31", "可编程", "USART1", "串口中断", "0x7C"], ["32", "可编程", "SPI1", "SPI", "0x80"]]
    found = block_interrupts(
        grid([["编号", "优先级", "名称", "描述", "入口地址"]], rows, caption="中断向量表")
    )
    assert [(one.name, one.number, one.description) for one in found] == [
        ("USART1", 31, "串口中断"),
        ("SPI1", 32, "SPI"),
    ]


def test_a_list_of_other_things_is_none(grid: Grid) -> None:
    rows = [["1", "high", "Full", "x", "0x1"], ["2", "low", "Half", "y", "0x2"]]
    assert (
        block_interrupts(grid([["No.", "Level", "Name", "Remark", "Code"]], rows, caption="Step modes")) == []
    )


def test_the_lowest_header_row_may_stand_among_the_rows(grid: Grid) -> None:
    header = [["CPU 0", "CPU 0", "CPU 0", "CPU 0"]]
    rows = [
        ["Status Register", "Status Register", "No.", "Name"],
        ["INTR_STATUS", "0", "0", "MAC_INTR"],
        ["INTR_STATUS", "1", "1", "BB_INT"],
    ]
    rows[0][0] = "Name"
    found = block_interrupts(grid(header, rows, caption="Peripheral Interrupt Configuration"))
    assert [(one.name, one.number) for one in found][-1][1] == 1
    assert len(found) == 2


def test_chinese_headers_that_wrapped(grid: Grid) -> None:
    rows = [["1", "-3", "Reset", "复位"], ["2", "-2", "NMI", "不可屏蔽"]]
    found = block_interrupts(grid([["编号", "优先\n级", "名称", "描述"]], rows, caption="中断向量表"))
    assert [one.priority for one in found] == ["-3", "-2"]


def test_a_list_in_two_groups_of_columns(grid: Grid) -> None:
    header = [["Source", "Vector Address", "Vector Number"] * 2]
    rows = [
        ["Reset", "0000H", "-", "SPI interrupt", "004BH", "9"],
        ["Pin interrupt", "003BH", "7", "WDT", "0053H", "10"],
    ]
    found = block_interrupts(grid(header, rows, caption="Interrupt Vectors"))
    assert [(one.name, one.number, one.address) for one in found] == [
        ("Reset", None, 0),
        ("Pin interrupt", 7, 0x3B),
        ("SPI interrupt", 9, 0x4B),
        ("WDT", 10, 0x53),
    ]


def test_vectors_by_their_addresses_alone_say_what_stands_beside_them(grid: Grid) -> None:
    header = [["Interrupt Source", "Vector Address", "Interrupt Flag", "Enable Bit", "Natural Priority"]]
    rows = [["SPI", "004BH", "SPIF (SPSR.7)", "ESPI", "12"], ["ADC", "005BH", "ADCF", "EADC", "-"]]
    spi, adc = block_interrupts(grid(header, rows, path=["Interrupt Priorities"]))
    assert (spi.name, spi.address, spi.priority) == ("SPI", 0x4B, "12")
    assert spi.description == "Interrupt Flag: SPIF (SPSR.7); Enable Bit: ESPI"
    assert (adc.address, adc.priority) == (0x5B, "")


def test_registers_of_an_interrupt_controller_are_no_vectors(grid: Grid) -> None:
    rows = [["ISEL", "0x000", "Pin interrupt mode"], ["IENR", "0x004", "Pin interrupt enable"]]
    block = grid([["Name", "Address offset", "Description"]], rows, caption="Pin interrupt registers")
    assert block_interrupts(block) == []


def test_numbers_that_rise_beside_names_need_no_headers(grid: Grid) -> None:
    rows = [[str(number), name] for number, name in enumerate(["TMR0", "TMR1", "WDT", "CMP", "GPIO0"])]
    found = block_interrupts(grid([["中断(IRQ 编号) 描述"] * 2], rows, caption="中断编号"))
    assert [(one.name, one.number) for one in found][-1] == ("GPIO0", 4)
    levels = [[str(number), "Level"] for number in range(5)]
    assert block_interrupts(grid([["CPU 中断 优先级"] * 2], levels, caption="中断")) == []


def test_codes_of_traps(grid: Grid) -> None:
    header = [["Prio.", "mcause", "ID", "Cause"]]
    names = ["CODE_NMI", "CODE_MEI", "CODE_FIRQ_0", "CODE_FIRQ_1", "CODE_FIRQ_2 fast\nrequest"]
    rows = [[str(i), f"0x8000000{i}", name, "fast request"] for i, name in enumerate(names)]
    *_, last = block_interrupts(grid(header, rows, caption="Trap listing"))
    assert (last.name, last.number, last.priority) == ("CODE_FIRQ_2", None, "4")
    assert last.description == "mcause: 0x80000004; Cause: fast request"
