"""What several places say of one register, merged."""

from app.facts.records import BitField, Provenance, Register, Source
from app.facts.repository import Located
from app.facts.views import register_view

ORDER = ["manual-en", "manual-zh", "svd"].index


def said(name: str, version: str = "manual-en", page: int = 1, **values: object) -> Located[Register]:
    place = Provenance(page, (0.0, 0.0, 1.0, 1.0))
    return Located(Register(name, place, **values), version, f"{version}-{page}", place)  # type: ignore[arg-type]  # values are the record's own


def bits(
    register: str, name: str, msb: int, lsb: int, version: str = "manual-en", source: Source = Source.TABLE
) -> Located[BitField]:
    place = Provenance(2, (0.0, 0.0, 1.0, 1.0), source)
    return Located(BitField(register, name, msb, lsb, place, description="d"), version, "p", place)


def test_each_attribute_comes_from_the_place_that_says_it() -> None:
    mentions = [said("R32_RCC_CTRL", address=0x40021000, reset="0x83"), said("RCC_CTRL", page=2, offset=0)]
    view = register_view("RCC_CTRL", mentions, [], ORDER)
    assert view is not None
    assert [one.value for one in view.addresses] == [0x40021000]
    assert (view.offsets[0].value, view.offsets[0].provenance.page) == (0, 2)
    assert view.width == 32


def test_values_that_differ_are_both_kept() -> None:
    mentions = [said("RCC_CFGR", reset="0x20"), said("RCC_CFGR", "svd", reset="0x0")]
    view = register_view("RCC_CFGR", mentions, [], ORDER)
    assert view is not None
    assert [one.value for one in view.resets] == ["0x20", "0x0"]


def test_open_digits_agree_with_any() -> None:
    mentions = [said("RCC_CTRL", reset="0x0000xx83"), said("RCC_CTRL", "svd", reset="0x00000083")]
    view = register_view("RCC_CTRL", mentions, [], ORDER)
    assert view is not None
    assert len(view.resets) == 1


def test_an_exact_name_wins_over_a_placeholder() -> None:
    mentions = [said("TIMx_CTRL", offset=0x10), said("TIM2_CTRL", offset=0x20)]
    view = register_view("TIM2_CTRL", mentions, [], ORDER)
    assert view is not None
    assert [one.value for one in view.offsets] == [0x20]


def test_the_address_of_a_placeholder_is_worked_out_from_its_formula() -> None:
    mentions = [said("DMA_CFGRx", offset=0x08, stride=20, instances=("1", "2", "3"))]
    view = register_view("DMA_CFGR3", mentions, [], ORDER)
    assert view is not None
    assert view.offsets[0].value == 0x08 + 2 * 20


def test_the_same_field_elsewhere_on_other_bits_is_a_conflict() -> None:
    fields = [bits("RCC_CFGR", "ADCPRE", 15, 11), bits("RCC_CFGR", "ADCPRE", 15, 14, "svd", Source.SVD)]
    view = register_view("RCC_CFGR", [], fields, ORDER)
    assert view is not None
    assert [one.value for one in view.fields[0].conflicts] == [(15, 14)]


def test_nothing_that_matches_is_no_register() -> None:
    assert register_view("USB_CTRL", [said("RCC_CTRL", offset=0)], [], ORDER) is None
