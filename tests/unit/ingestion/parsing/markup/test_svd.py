"""Register descriptions to blocks and on to facts."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.facts.records import Source
from ingestion.errors import UnreadableDocument
from ingestion.extraction import extract
from ingestion.parsing.detection.description import described
from ingestion.parsing.formats import Format, detect
from ingestion.parsing.markup.svd import read_svd
from ingestion.parsing.markup.svd_numbers import number
from ingestion.types import StructuredDocument

SVD = """<?xml version="1.0"?>
<device schemaVersion="1.3"><vendor>Veskarra</vendor><name>VSK32A1xx</name><version>1.2</version>
<peripherals>
 <peripheral><name>DMA1</name><description>DMA (first)</description><baseAddress>0x40020000</baseAddress>
  <interrupt><name>DMA1</name><value>11</value></interrupt>
  <registers>
   <cluster><dim>2</dim><dimIncrement>0x14</dimIncrement><dimIndex>1,2</dimIndex><name>CH%s</name>
    <addressOffset>0x8</addressOffset>
    <register><name>CTRL</name><description>Channel control</description><addressOffset>0x0</addressOffset>
     <resetValue>0x00000010</resetValue>
     <fields>
      <field><name>EN</name><bitOffset>0</bitOffset><bitWidth>1</bitWidth><access>read-write</access>
       <enumeratedValues><enumeratedValue><name>on</name><value>1</value></enumeratedValue></enumeratedValues></field>
      <field><name>PL</name><bitRange>[5:4]</bitRange></field>
      <field><dim>2</dim><dimIncrement>1</dimIncrement><name>IE%s</name><lsb>8</lsb><msb>8</msb></field>
     </fields></register>
   </cluster>
  </registers></peripheral>
 <peripheral derivedFrom="DMA1"><name>DMA2</name><baseAddress>00001073872896</baseAddress></peripheral>
 <peripheral><name>EMPTY</name><baseAddress>0x40030000</baseAddress></peripheral>
</peripherals></device>"""


def facts(text: str) -> tuple[dict[str, int | None], set[tuple[str, str, int, int]]]:
    blocks = read_svd(text)
    found = extract(StructuredDocument(blocks, described(blocks), 1))
    assert {fact.provenance.source for fact in (*found.registers, *found.fields)} == {Source.SVD}
    registers = {register.name: register.address for register in found.registers}
    return registers, {(field.register, field.name, field.msb, field.lsb) for field in found.fields}


def test_clusters_arrays_and_derived_peripherals_are_unrolled() -> None:
    registers, fields = facts(SVD)
    assert registers == {
        "DMA1_CH1_CTRL": 0x40020008,
        "DMA1_CH2_CTRL": 0x4002001C,
        "DMA2_CH1_CTRL": 1073872896 + 0x8,
        "DMA2_CH2_CTRL": 1073872896 + 0x1C,
    }
    assert {field[1:] for field in fields if field[0] == "DMA1_CH2_CTRL"} == {
        ("EN", 0, 0),
        ("PL", 5, 4),
        ("IE0", 8, 8),
        ("IE1", 9, 9),
    }


def test_what_the_file_says_it_is() -> None:
    said = described(read_svd(SVD))
    assert (said.vendor, said.revision, said.kind, said.chips) == ("Veskarra", "1.2", "svd", ("VSK32A1xx",))


def test_the_format_is_told_by_content() -> None:
    assert detect(SVD.encode(), (), "whatever.txt") is Format.SVD


@pytest.mark.parametrize("text", [SVD[:-40], '<device schemaVersion="1.3"><peripherals/></device>'])
def test_a_broken_file_says_what_to_do(text: str) -> None:
    with pytest.raises(UnreadableDocument, match="export"):
        read_svd(text)


def test_entities_are_not_followed() -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SVD.split("?>")[1].replace(
        "Channel control", "&a;"
    )
    assert all("root:" not in block.text for block in read_svd(bomb))


def test_riscv_register_xml() -> None:
    text = """<registers name="Debug bus"><register name="Status" short="dmstat" address="0x11">Text.
      <field name="0" bits="31:8" access="R" reset="0"/><field name="busy" bits="7:0" access="R" reset="0"/>
      </register></registers>"""
    blocks = read_svd(text)
    found = extract(StructuredDocument(blocks, described(blocks), 1))
    assert [(field.name, field.msb, field.lsb) for field in found.fields] == [
        ("Reserved", 31, 8),
        ("busy", 7, 0),
    ]


@pytest.mark.parametrize(
    ("text", "value"), [("#101", 5), ("0x1F", 31), ("00000010", 10), ("x", None), ("", None)]
)
def test_numbers(text: str, value: int | None) -> None:
    assert number(text) == value


@given(st.text(max_size=30))
def test_no_number_breaks_it(text: str) -> None:
    value = number(text)
    assert value is None or value >= 0


@pytest.mark.parametrize("name", ["CH32V003", "CH583", "STM32F103"])
def test_every_register_of_a_real_file_is_read(corpus: Path, name: str) -> None:
    text = (corpus / "svd" / f"{name}.svd").read_text(encoding="utf-8")
    registers, fields = facts(text)
    assert len(registers) > 200
    assert len(fields) > 900
