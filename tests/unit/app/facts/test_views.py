"""What several places say of one register, merged."""

from app.facts.records import BitField, Provenance, Register, Source
from app.facts.repository import Located
from tests.hardware import first_view

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
    view = first_view("RCC_CTRL", mentions, [], ORDER)
    assert view is not None
    assert [one.value for one in view.addresses] == [0x40021000]
    assert (view.offsets[0].value, view.offsets[0].provenance.page) == (0, 2)
    assert view.width == 32


def test_values_that_differ_are_both_kept() -> None:
    mentions = [said("RCC_CFGR", reset="0x20"), said("RCC_CFGR", "svd", reset="0x0")]
    view = first_view("RCC_CFGR", mentions, [], ORDER)
    assert view is not None
    assert [one.value for one in view.resets] == ["0x20", "0x0"]


def test_open_digits_agree_with_any() -> None:
    mentions = [said("RCC_CTRL", reset="0x0000xx83"), said("RCC_CTRL", "svd", reset="0x00000083")]
    view = first_view("RCC_CTRL", mentions, [], ORDER)
    assert view is not None
    assert len(view.resets) == 1


def test_an_exact_name_wins_over_a_placeholder() -> None:
    mentions = [said("TIMx_CTRL", offset=0x10), said("TIM2_CTRL", offset=0x20)]
    view = first_view("TIM2_CTRL", mentions, [], ORDER)
    assert view is not None
    assert [one.value for one in view.offsets] == [0x20]


def test_the_address_of_a_placeholder_is_worked_out_from_its_formula() -> None:
    mentions = [said("DMA_CFGRx", offset=0x08, stride=20, instances=("1", "2", "3"))]
    view = first_view("DMA_CFGR3", mentions, [], ORDER)
    assert view is not None
    assert view.offsets[0].value == 0x08 + 2 * 20


def test_the_same_field_elsewhere_on_other_bits_is_a_conflict() -> None:
    fields = [bits("RCC_CFGR", "ADCPRE", 15, 11), bits("RCC_CFGR", "ADCPRE", 15, 14, "svd", Source.SVD)]
    view = first_view("RCC_CFGR", [], fields, ORDER)
    assert view is not None
    assert [one.value for one in view.fields[0].conflicts] == [(15, 14)]


def test_a_field_on_several_ranges_is_no_conflict_with_itself() -> None:
    places = ((31, 16), (14, 14), (12, 12))
    fields = [bits("INT_ISR", "STA", *at, version) for version in ("manual-en", "manual-zh") for at in places]
    view = first_view("INT_ISR", [], fields, ORDER)
    assert view is not None
    assert [one.conflicts for one in view.fields] == [(), (), ()]


def test_a_place_that_states_fewer_ranges_only_says_less() -> None:
    fields = [bits("INT_ISR", "STA", 31, 16), bits("INT_ISR", "STA", 14, 14)]
    fields.append(bits("INT_ISR", "STA", 31, 16, "manual-zh"))
    view = first_view("INT_ISR", [], fields, ORDER)
    assert view is not None
    assert [one.conflicts for one in view.fields] == [(), ()]


def test_a_range_that_only_the_other_place_has_is_a_conflict() -> None:
    fields = [bits("INT_ISR", "STA", 31, 16), bits("INT_ISR", "STA", 14, 14)]
    fields += [bits("INT_ISR", "STA", 31, 16, "svd"), bits("INT_ISR", "STA", 13, 13, "svd")]
    view = first_view("INT_ISR", [], fields, ORDER)
    assert view is not None
    conflicts = [[other.value for other in one.conflicts] for one in view.fields]
    assert conflicts == [[], [(13, 13)]]


def test_of_two_placeholders_the_registers_own_moves_its_offset() -> None:
    mentions = [said("TIMGn_TxLO_REG", offset=0x04, stride=0x24, instances=("0", "1"))]
    offsets = {}
    for asked in ("TIMG0_T1LO", "TIMG1_T0LO"):
        view = first_view(asked, mentions, [], ORDER)
        assert view is not None
        offsets[asked] = [one.value for one in view.offsets]
    assert offsets == {"TIMG0_T1LO": [0x28], "TIMG1_T0LO": [0x04]}


def test_an_instance_is_known_where_the_peripherals_number_is_left_out() -> None:
    mentions = [said("I2C_COMDn_REG", offset=0x58, stride=4, instances=("0", "1", "2", "3"))]
    view = first_view("I2C0_COMD3", mentions, [], ORDER)
    assert view is not None
    assert [one.value for one in view.offsets] == [0x64]


def test_an_arrays_address_is_worked_out_with_the_distance_of_another_place() -> None:
    mentions = [
        said("R32_INT_PRIOx", address=0xE000E400),
        said("INT_PRIOx", page=9, stride=4, instances=("0", "1", "2", "3")),
    ]
    view = first_view("INT_PRIO3", mentions, [], ORDER)
    assert view is not None
    (found,) = view.addresses
    assert (found.value, found.provenance.page) == (0xE000E40C, 1)
    assert (found.working, [one.provenance.page for one in found.further]) == ("0xE000E400 + 3 × 4", [9])


def test_the_distance_that_another_document_gives_says_nothing() -> None:
    mentions = [
        said("R32_INT_PRIOx", address=0xE000E400),
        said("INT_PRIOx", "svd", stride=4, instances=("0", "1")),
    ]
    view = first_view("INT_PRIO1", mentions, [], ORDER)
    assert view is not None
    assert view.addresses == ()


def test_nothing_that_matches_is_no_register() -> None:
    assert first_view("USB_CTRL", [said("RCC_CTRL", offset=0)], [], ORDER) is None
