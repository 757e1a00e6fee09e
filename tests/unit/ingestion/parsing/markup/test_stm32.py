"""Hardware as data: a chip file of our own making becomes the facts and connections that it states."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.facts.records import Source
from ingestion.errors import UnreadableDocument
from ingestion.extraction import extract
from ingestion.fence import Fence
from ingestion.hardware import connections
from ingestion.indexing import Places
from ingestion.parsing.formats import Format, detect
from ingestion.parsing.markup.stm32 import read_stm32
from ingestion.parsing.structure import structure
from ingestion.types import ConvertedDocument, StructuredDocument

CHIP = {
    "name": "STM32X100C8",
    "family": "STM32X1",
    "packages": [
        {
            "name": "STM32X100C8Tx",
            "package": "LQFP48",
            "pins": [{"position": "30", "signals": ["PA9"]}, {"position": "31", "signals": ["PA10"]}],
        }
    ],
    "memory": [[{"name": "SRAM", "kind": "ram", "address": 0x20000000, "size": 0x2000}]],
    "cores": [
        {
            "name": "cm3",
            "interrupts": [{"name": "USART1", "number": 37}, {"name": "SPI1", "number": 35}],
            "dma_channels": [{"name": "DMA1_CH4", "dma": "DMA1", "channel": 3}],
            "pins": [],
            "peripherals": [
                {
                    "name": "USART1",
                    "address": 0x40013800,
                    "rcc": {
                        "bus_clock": "PCLK2",
                        "kernel_clock": {"register": "CCIPR", "field": "USART1SEL"},
                        "enable": {"register": "APB2ENR", "field": "USART1EN"},
                        "reset": {"register": "APB2RSTR", "field": "USART1RST"},
                    },
                    "pins": [
                        {"pin": "PA9", "signal": "TX", "af": 7},
                        {"pin": "PA10", "signal": "RX", "af": 7},
                    ],
                    "interrupts": [{"signal": "GLOBAL", "interrupt": "USART1"}],
                    "dma_channels": [{"signal": "TX", "channel": "DMA1_CH4"}],
                },
                {"name": "SPI1", "address": 0x40013000},
            ],
        }
    ],
}
BLOCK = {
    "block/USART": {
        "items": [{"name": "CR1", "description": "Control register 1", "byte_offset": 12, "fieldset": "CR1"}]
    },
    "fieldset/CR1": {
        "fields": [
            {"name": "UE", "description": "USART enable", "bit_offset": 13, "bit_size": 1},
            {"name": "M", "description": "Word length", "bit_offset": 12, "bit_size": 1, "enum": "M"},
        ]
    },
    "enum/M": {"variants": [{"name": "Bit8", "value": 0}, {"name": "Bit9", "value": 1}]},
}


def _document(data: object) -> StructuredDocument:
    text = json.dumps(data, indent=2)
    assert detect(text.encode(), (), "data.json") is Format.STM32_DATA
    converted = ConvertedDocument((), blocks=read_stm32(text), metadata=(("format", "stm32-data"),))
    return structure(converted, "data.json", Fence())


def test_a_chip_file_states_facts_and_connections() -> None:
    document = _document(CHIP)
    assert (document.detected.chips, document.detected.kind) == (("STM32X100C8",), "stm32-data")
    facts = extract(document)
    assert {(one.name, one.base_address) for one in facts.peripherals} == {
        ("USART1", 0x40013800),
        ("SPI1", 0x40013000),
    }
    assert {(one.name, one.number) for one in facts.interrupts} == {("USART1", 37), ("SPI1", 35)}
    pins = {one.name: one for one in facts.pins}
    assert pins["PA9"].numbers == (("LQFP48", "30"),)
    assert pins["PA9"].functions == ("USART1_TX",)
    assert all(one.provenance.source is Source.SVD for one in facts.pins)
    joined = {
        (one.kind.value, one.source, one.target, one.value) for one in connections(document, Places([]))
    }
    assert ("enabled_by", "USART1", "RCC_APB2ENR.USART1EN", "") in joined
    assert ("served_by", "USART1", "DMA1_CH4", "TX") in joined
    assert ("routed_to", "USART1_TX", "PA9", "AF7") in joined
    assert ("interrupts_through", "USART1", "USART1", "37") in joined


def test_a_register_block_states_registers_and_fields() -> None:
    facts = extract(_document(BLOCK))
    assert {(one.name, one.offset) for one in facts.registers} == {("USART_CR1", 12)}
    assert {(one.name, one.msb, one.lsb) for one in facts.fields} == {("UE", 13, 13), ("M", 12, 12)}


@pytest.mark.parametrize("text", ['{"name":"X","family":', "[]", '{"cores": [{}], "name": "X"}'])
def test_a_broken_file_says_what_is_wrong(text: str) -> None:
    with pytest.raises(UnreadableDocument):
        read_stm32(text)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda one: (
            st.lists(one)
            | st.dictionaries(
                st.sampled_from(["cores", "name", "packages", "peripherals", "block/X", "items", "memory"]),
                one,
            )
        ),
    )
)
def test_any_json_is_read_or_refused(data: object) -> None:
    with suppress(UnreadableDocument):
        read_stm32(json.dumps(data))
