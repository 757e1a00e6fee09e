"""DMA maps of several shapes, and tables that are none."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from ingestion.extraction.dma import block_requests
from ingestion.types import Block, BlockKind, Cell, Row, Table

Grid = Callable[..., Block]
BOX = (0.0, 0.0, 1.0, 1.0)


def test_a_column_for_each_channel(grid: Grid) -> None:
    table = grid(
        [["Peripherals", "Channel1", "Channel 2", "Channel 3"]],
        [["SPI1", "", "SPI1_RX", "SPI1_TX"], ["TIM1", "TIM1_CH4\nTIM1_TRIG", "", ""]],
        caption="Table 8-2 DMA1 mapping for each channel",
    )
    found = block_requests(table)
    assert [(one.controller, one.channel, one.request, one.peripheral) for one in found] == [
        ("DMA1", "channel 2", "SPI1_RX", "SPI1"),
        ("DMA1", "channel 3", "SPI1_TX", "SPI1"),
        ("DMA1", "channel 1", "TIM1_CH4", "TIM1"),
        ("DMA1", "channel 1", "TIM1_TRIG", "TIM1"),
    ]
    assert found[0].provenance.quote == "SPI1 |  | SPI1_RX | SPI1_TX"


def test_chinese_headers(grid: Grid) -> None:
    table = grid(
        [["外设", "通道1", "通道2", "通道3"]], [["I2C1", "I2C1_TX", "", "I2C1_RX"]], path=["8.2 DMA请求映射"]
    )
    assert [(one.controller, one.channel) for one in block_requests(table)] == [
        ("DMA", "channel 1"),
        ("DMA", "channel 3"),
    ]


def test_streams_with_a_row_for_each_channel(grid: Grid) -> None:
    table = grid(
        [["Peripheral requests", "Stream 0", "Stream 1", "Stream 2"]],
        [["Channel 0", "SPI3_RX", "-", "SPI3_RX"], ["Channel 4", "UART5_RX", "USART3_RX", "Reserved"]],
        caption="Table 27. DMA1 request mapping",
    )
    found = [(one.channel, one.request, one.peripheral) for one in block_requests(table)]
    assert found == [
        ("stream 0, channel 0", "SPI3_RX", "SPI3"),
        ("stream 2, channel 0", "SPI3_RX", "SPI3"),
        ("stream 0, channel 4", "UART5_RX", "UART5"),
        ("stream 1, channel 4", "USART3_RX", "USART3"),
    ]


def test_a_row_for_each_request_of_a_multiplexer(grid: Grid) -> None:
    rows = [["4", "Reserved"], ["5", "ADC"], ["6", "AES_IN"], ["7", "AES_OUT"]]
    table = grid([["Request input", "Resource"]], rows, caption="Table 40. DMAMUX: multiplexer inputs")
    found = [(one.controller, one.channel, one.request) for one in block_requests(table)]
    assert found == [
        ("DMAMUX", "request 5", "ADC"),
        ("DMAMUX", "request 6", "AES_IN"),
        ("DMAMUX", "request 7", "AES_OUT"),
    ]


def test_registers_of_channels_are_no_map(grid: Grid) -> None:
    table = grid(
        [["Name", "Offset", "Description"]],
        [
            ["DMA_CCR1", "0x08", "Channel 1"],
            ["DMA_CCR2", "0x1C", "Channel 2"],
            ["DMA_CCR3", "0x30", "Channel 3"],
        ],
        caption="DMA registers",
    )
    assert block_requests(table) == []


def test_channels_of_another_peripheral_are_no_map(grid: Grid) -> None:
    table = grid(
        [["Pin", "Channel 1", "Channel 2", "Channel 3"]],
        [["PA0", "TIM2_CH1", "", ""]],
        caption="Timer channels",
    )
    assert block_requests(table) == []


REQUEST = st.from_regex(r"(USART|SPI|TIM|I2C)[1-9]_(TX|RX|UP|CH[1-4])", fullmatch=True)


@given(st.lists(st.lists(st.lists(REQUEST, max_size=3), min_size=4, max_size=4), min_size=1, max_size=6))
def test_every_request_comes_out_at_the_channel_of_its_column(cells: list[list[list[str]]]) -> None:
    rows = [["", *("\n".join(requests) for requests in row)] for row in cells]
    header = ["Peripheral", "Channel 0", "Channel 1", "Channel 2", "Channel 3"]
    table = Table(7, BOX, 5, (row_of(header),), tuple(map(row_of, rows)), caption="DMA2 requests")
    found = block_requests(Block(BlockKind.TABLE, "", 7, BOX, table=table))
    assert [(one.channel, one.request) for one in found] == [
        (f"channel {channel}", request)
        for row in cells
        for channel, requests in enumerate(row)
        for request in requests
    ]


def row_of(texts: list[str]) -> Row:
    return Row(7, BOX, tuple(Cell(text, BOX, column) for column, text in enumerate(texts)), tuple(texts))
