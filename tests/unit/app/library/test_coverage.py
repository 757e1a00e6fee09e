"""Which documents may speak for a chip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.library.coverage import Coverage, Standing, Subject, cores_of, is_core, specific, standing, vendor_of

MANUAL = Subject(("STM32F103x8",), "STMicroelectronics", "datasheet", "A data sheet")
WIDE = Subject(("STM32",), "STMicroelectronics", "application-note", "Getting started")
CORE = Subject(("Cortex-M0+",), "Arm", "reference-manual", "Cortex-M0+ TRM")
STANDARD = Subject((), "RISC-V International", "specification", "RISC-V Debug Specification")
FAQ = Subject((), "Espressif", "faq", "Bluetooth")
BUS = Subject((), "USB-IF", "specification", "Universal Serial Bus")
NOBODY = Subject((), "Espressif", "other", "Something")
DECLARED = Subject((), "", "other", "House rules", fixed=True)
PRODUCT = Subject((), "Texas Instruments", "specification", "Product specification")


def test_what_a_document_may_answer_for() -> None:
    assert MANUAL.coverage is Coverage.CHIPS
    for general in (WIDE, CORE, STANDARD, FAQ, BUS, DECLARED):
        assert general.coverage is Coverage.GENERAL
    for unknown in (NOBODY, PRODUCT, Subject(kind="faq"), Subject(kind="datasheet", vendor="NXP")):
        assert unknown.coverage is Coverage.UNKNOWN


@pytest.mark.parametrize(
    ("document", "chip", "stands"),
    [
        (MANUAL, "STM32F103C8T6", Standing.COVERS),
        (MANUAL, "STM32F103", Standing.COVERS),
        (MANUAL, "STM32F103ZET6", Standing.NONE),
        (MANUAL, "GD32F103C8", Standing.NONE),
        (WIDE, "STM32F103C8T6", Standing.GENERAL),
        (WIDE, "CH32V003", Standing.NONE),
        (CORE, "RP2040", Standing.GENERAL),
        (CORE, "PY32F003", Standing.GENERAL),
        (CORE, "STM32F103C8", Standing.NONE),
        (CORE, "Cortex-M0+", Standing.COVERS),
        (CORE, "Cortex-M4", Standing.NONE),
        (STANDARD, "CH32V003F4P6", Standing.GENERAL),
        (STANDARD, "ESP32-C3", Standing.GENERAL),
        (STANDARD, "ESP32", Standing.NONE),
        (STANDARD, "A4988", Standing.NONE),
        (FAQ, "ESP32-S3", Standing.GENERAL),
        (FAQ, "CH32V003", Standing.NONE),
        (FAQ, "NEORV32", Standing.NONE),
        (BUS, "CH32V003", Standing.GENERAL),
        (NOBODY, "ESP32", Standing.NONE),
        (DECLARED, "ESP32", Standing.GENERAL),
        (PRODUCT, "CC2541", Standing.NONE),
    ],
)
def test_how_a_document_stands_to_a_chip(document: Subject, chip: str, stands: Standing) -> None:
    assert document.standing(chip) is stands


def test_the_best_of_several_chips_counts() -> None:
    assert standing(FAQ, ["CH32V003", "ESP32"]) is Standing.GENERAL
    assert standing(MANUAL, ["CH32V003", "STM32F103C8"]) is Standing.COVERS
    assert standing(MANUAL, []) is Standing.NONE


def test_cores_and_makers() -> None:
    assert is_core("Cortex-M0+")
    assert is_core("QingKeV2")
    assert not is_core("NEORV32")
    assert not is_core("ESP32")
    assert specific(("STM32", "Cortex-M0+", "ESP32")) == ("ESP32",)
    assert cores_of("CH32V003F4P6") == {"QingKeV2", "RISC-V"}
    assert cores_of("XYZ9000") == frozenset()
    assert vendor_of("CH32V307", [("ESP32", "Espressif")]) == "WCH"
    assert vendor_of("ZX90A32", [("ZX90A32", "Zed")]) == "Zed"
    assert vendor_of("ZX91", [("ZX90A32", "Zed")]) == ""


CHIPS = st.sampled_from(["ESP32", "CH32V003", "A4988", "STM32F103C8", "XYZ9000", "RP2040"])


@given(
    CHIPS,
    st.sampled_from(["faq", "application-note", "specification", "other", "datasheet", ""]),
    st.booleans(),
)
def test_without_its_name_no_document_covers_a_chip(chip: str, kind: str, fixed: bool) -> None:
    assert Subject((), "Espressif", kind, "Title", fixed).standing(chip) is not Standing.COVERS
