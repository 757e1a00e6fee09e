"""Parameters: rows of every shape of electrical table."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.facts.records import Parameter
from ingestion.extraction.parameters import block_parameters
from ingestion.types import Block

FULL = [["Symbol", "Parameter", "Conditions", "Min", "Typ", "Max", "Unit"]]
Grid = Callable[..., Block]


def limits(found: Parameter) -> tuple[str, str, str, str]:
    return found.minimum, found.typical, found.maximum, found.unit


def test_a_row_is_one_unit(grid: Grid) -> None:
    block = grid(
        FULL,
        [["fHCLK", "AHB clock", "–", "0", "–", "72", "MHz"]],
        caption="Table 5-1. General operating conditions",
        path=("5 Electrical", "5.2 Operating conditions"),
    )
    (found,) = block_parameters(block)
    assert (found.symbol, found.name, found.condition) == ("fHCLK", "AHB clock", "")
    assert limits(found) == ("0", "", "72", "MHz")
    assert found.section == "General operating conditions"
    assert found.provenance.page == 7
    assert found.provenance.quote == "fHCLK | AHB clock | – | 0 | – | 72 | MHz"


def test_chinese_headers(grid: Grid) -> None:
    block = grid(
        [["符号", "参数", "条件", "最小值", "典型值", "最大值", "单位"]],
        [["TSTG", "储存温度", "–", "–65", "–", "+150", "°C"]],
    )
    assert limits(block_parameters(block)[0]) == ("-65", "", "+150", "°C")


def test_conditions_in_the_header_make_a_parameter_each(grid: Grid) -> None:
    block = grid(
        [
            ["Symbol", "Parameter", "fHCLK", "Max", "Max", "Unit"],
            ["Symbol", "Parameter", "fHCLK", "TA = 85 °C", "TA = 105 °C", "Unit"],
        ],
        [["IDD", "Supply current", "72 MHz", "50", "50.3", "mA"]],
    )
    cold, hot = block_parameters(block)
    assert (cold.condition, limits(cold)) == ("fHCLK = 72 MHz, TA = 85°C", ("", "", "50", "mA"))
    assert (hot.condition, limits(hot)) == ("fHCLK = 72 MHz, TA = 105°C", ("", "", "50.3", "mA"))


def test_modes_over_limits(grid: Grid) -> None:
    block = grid(
        [
            ["Symbol", "Parameter", "Standard mode", "Standard mode", "Fast mode", "Fast mode", "Unit"],
            ["Symbol", "Parameter", "Min", "Max", "Min", "Max", "Unit"],
        ],
        [["tw(SCLL)", "SCL low time", "4.7", "–", "1.3", "900", "µs"]],
    )
    standard, fast = block_parameters(block)
    assert (standard.condition, limits(standard)) == ("Standard mode", ("4.7", "", "", "µs"))
    assert (fast.condition, limits(fast)) == ("Fast mode", ("1.3", "", "900", "µs"))


def test_a_header_over_all_limits_is_no_condition(grid: Grid) -> None:
    block = grid(
        [["Symbol", "Parameter", "Value", "Value", "Unit"], ["Symbol", "Parameter", "Min", "Max", "Unit"]],
        [["fPLL", "Clock", "1", "25", "MHz"]],
    )
    assert block_parameters(block)[0].condition == ""


def test_ratings_are_maxima_and_ranges_both(grid: Grid) -> None:
    block = grid(
        [["Characteristic", "Symbol", "Notes", "Rating", "Units"]],
        [
            ["Output current", "IOUT", "", "±2", "A"],
            ["Ambient temperature", "TA", "Range S", "–20 to 85", "ºC"],
        ],
        path=("Absolute Maximum Ratings",),
    )
    current, ambient = block_parameters(block)
    assert limits(current) == ("", "", "±2", "A")
    assert limits(ambient) == ("-20", "", "85", "°C")
    assert ambient.condition == "Range S"


def test_a_value_column_under_no_ratings_is_typical(grid: Grid) -> None:
    block = grid([["Symbol", "Parameter", "Value", "Unit"]], [["RθJA", "Thermal resistance", "44", "°C/W"]])
    assert limits(block_parameters(block)[0]) == ("", "44", "", "°C/W")


def test_headings_inside_a_table_go_to_the_section(grid: Grid) -> None:
    block = grid(
        [FULL[0], ["Output Drivers"] * 7],
        [
            ["VBB", "Load supply", "", "8", "–", "35", "V"],
            ["Control Logic"] * 7,
            ["tBLANK", "Blank time", "", "0.7", "1", "1.3", "µs"],
        ],
        caption="Characteristics",
    )
    assert [found.section for found in block_parameters(block)] == [
        "Characteristics: Output Drivers",
        "Characteristics: Control Logic",
    ]


def test_footnotes_are_attached_and_leave_the_numbers(grid: Grid) -> None:
    block = grid(
        FULL,
        [["Vhys (1)", "Hysteresis", "–", "–", "200 (2)", "–", "mV"]],
        footnotes=["1. Design data.", "2. At 25 °C."],
    )
    (found,) = block_parameters(block)
    assert (found.symbol, found.typical) == ("Vhys", "200")
    assert found.footnotes == ("Design data.", "At 25 °C.")


def test_rows_stacked_in_one_are_parted(grid: Grid) -> None:
    block = grid(FULL, [["VDDA", "Analog supply", "ADC off\nADC on", "2.0\n2.4", "–\n–", "3.6\n3.6", "V\nV"]])
    off, on = block_parameters(block)
    assert (off.condition, off.minimum, off.name) == ("ADC off", "2.0", "Analog supply")
    assert (on.condition, on.minimum, on.unit) == ("ADC on", "2.4", "V")


def test_a_wrapped_formula_is_one_value(grid: Grid) -> None:
    block = grid(FULL, [["VIL", "Input low", "–", "-0.3", "–", "0.28 VDD\n+ 0.1", "V"]])
    assert block_parameters(block)[0].maximum == "0.28 VDD + 0.1"


def test_a_blank_unit_under_the_same_symbol_is_that_ones(grid: Grid) -> None:
    rows = [["VIN", "FT pins", "", "", "", "5.5", "V"], ["VIN", "Other pins", "", "", "", "4.0", ""]]
    assert [found.unit for found in block_parameters(grid(FULL, rows))] == ["V", "V"]


def test_each_limit_has_the_unit_beside_it(grid: Grid) -> None:
    block = grid([["Prescaler", "Min", "Unit", "Max", "Unit"]], [["1/1", "68.27", "µs", "4.37", "ms"]])
    low, high = block_parameters(block)
    assert (limits(low), limits(high)) == (("68.27", "", "", "µs"), ("", "", "4.37", "ms"))


@pytest.mark.parametrize(
    "header",
    [
        ["Bit", "Name", "Access", "Description", "Reset value"],
        ["Name", "Address", "Description", "Reset value"],
        ["Date", "Revision", "Changes"],
        ["位", "名称", "访问", "描述", "复位值"],
    ],
)
def test_other_tables_hold_no_parameters(grid: Grid, header: list[str]) -> None:
    assert block_parameters(grid([header], [["5", "0x10", "RW", "7", "0"][: len(header)]])) == []


@given(
    low=st.integers(-999, 999),
    high=st.integers(-999, 999),
    named=st.sampled_from(["V", "mA", "MHz", "°C"]),
    minus=st.sampled_from(["-", "–", "−"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_limits_never_part_from_their_unit(grid: Grid, low: int, high: int, named: str, minus: str) -> None:
    printed = [str(number).replace("-", minus) for number in (low, high)]
    (found,) = block_parameters(grid(FULL, [["X1", "Thing", "", printed[0], "", printed[1], named]]))
    assert limits(found) == (str(low), "", str(high), named)


def test_rows_without_a_limit_say_nothing(grid: Grid) -> None:
    assert block_parameters(grid(FULL, [["VDD", "Supply", "–", "–", "–", "–", "V"]])) == []


def test_one_value_over_several_limits_is_none_of_them(grid: Grid) -> None:
    header = [["Symbol", "Parameter", "Min", "Typ", "Max", "Unit"]]
    rows = [["VIL", "Low level", "0.5", "0.5", "0.5", "V"], ["VIH", "High level", "2", "", "3.6", "V"]]
    found = block_parameters(grid(header, rows))
    assert [(one.symbol, one.minimum, one.maximum) for one in found] == [("VIH", "2", "3.6")]


def test_a_header_of_several_limits_over_one_column_states_none(grid: Grid) -> None:
    header = [["Symbol", "Parameter", "Min Typ Max", "Unit"]]
    assert (
        block_parameters(grid(header, [["VIL", "Low level", "0.5", "V"], ["VIH", "High level", "2 3", "V"]]))
        == []
    )


def test_modes_with_their_consumption_are_parameters(grid: Grid) -> None:
    rows = [["Idle", "WFI", "1.6mA"], ["Sleep", "WFI", "0.7uA~2.8uA"], ["Radio on", "-", "See Table 14"]]
    found = block_parameters(grid([["Mode", "Entry", "Power consumption"]], rows))
    values = [(one.name, one.minimum, one.typical, one.maximum, one.unit) for one in found]
    assert values == [("Idle", "", "1.6", "", "mA"), ("Sleep", "0.7", "", "2.8", "uA")]


def test_a_range_that_print_has_cut_in_two_states_nothing(grid: Grid) -> None:
    rows = [["Idle", "1.6mA"], ["Off", "0.2uA~"], ["Off", "2.3uA"]]
    assert block_parameters(grid([["Mode", "Power consumption"]], rows)) == []


def test_columns_without_a_header_before_the_limits_are_symbol_and_name(grid: Grid) -> None:
    rows = [["tsu", "Set-up time", "10", "", "ns"], ["th", "Hold time", "5", "20", "ns"]]
    found = block_parameters(grid([["", "", "MIN", "MAX", "UNIT"]], rows))
    assert [(one.symbol, one.name, one.minimum) for one in found] == [
        ("tsu", "Set-up time", "10"),
        ("th", "Hold time", "5"),
    ]


def test_numbers_one_below_the_other_are_no_value(grid: Grid) -> None:
    rows = [["Bias", "On X\nOn Z", "-150\n-250", "mg"], ["Noise", "", "3", "LSB"]]
    found = block_parameters(grid([["Parameter", "Condition", "Max", "Unit"]], rows))
    assert [(one.name, one.maximum) for one in found] == [("Noise", "3")]


def test_between_rulings_a_row_without_words_is_a_second_range(grid: Grid) -> None:
    table = grid(
        [["Parameter", "Min", "Max", "Unit", "Condition"]],
        [["Band", "300", "348", "MHz", ""], ["", "387", "464", "MHz", ""], ["Rate", "1", "5", "Bd", ""]],
    )
    found = block_parameters(table)
    assert [(one.name, one.minimum) for one in found] == [("Band", "300"), ("Band", "387"), ("Rate", "1")]


def test_a_header_below_the_conditions_of_the_whole_table(grid: Grid) -> None:
    block = grid(
        [],
        [
            ["DC limits", "DC limits", "TA = -40 to 85 °C", "TA = -40 to 85 °C", "TA = -40 to 85 °C"],
            ["Sym", "Characteristic", "Min", "Max", "Units"],
            ["VDD", "Supply voltage", "2.7", "5.5", "V"],
        ],
    )
    (found,) = block_parameters(block)
    assert (found.symbol, found.condition, limits(found)) == (
        "VDD",
        "TA = -40 to 85°C",
        ("2.7", "", "5.5", "V"),
    )


def test_a_condition_whose_sentence_began_elsewhere_is_none(grid: Grid) -> None:
    head = ["Parameter", "Symbol", "Min", "Typ", "Max", "Units"]
    row = ["Supply current", "ICC", "", "", "200", "µA"]
    block = grid([], [["TA = +25°C, unless noted.)", "", "", "", "", ""], head, row])
    assert block_parameters(block)[0].condition == ""


def test_a_header_moves_only_over_values(grid: Grid) -> None:
    head = [["", "VIO = 1.8 V", "VIO = 1.8 V", "Unit"], ["", "Min", "Max", "Unit"]]
    (found,) = block_parameters(grid(head, [["td delay time", "", "20", "ns"]]))
    assert (found.name, found.condition, limits(found)) == (
        "td delay time",
        "VIO = 1.8 V",
        ("", "", "20", "ns"),
    )


def test_a_column_of_units_tells_columns_of_values(grid: Grid) -> None:
    rows = [["RJA Junction to ambient", "111.3", "135.4", "°C/W"], ["RJB to board", "52", "48.9", "°C/W"]]
    found = block_parameters(grid([["Thermal metric", "D (SOIC)", "DCN (SOT)", "Unit"]], rows))
    assert [(one.condition, one.typical) for one in found] == [
        ("D (SOIC)", "111.3"),
        ("DCN (SOT)", "135.4"),
        ("D (SOIC)", "52"),
        ("DCN (SOT)", "48.9"),
    ]


def test_rows_with_values_that_cannot_be_told_apart_state_nothing(grid: Grid) -> None:
    row = ["VDD", "Supply", "4.0\n4.5", "5.5\n5.6\nVBOR", "V\nV\nV"]
    assert block_parameters(grid([["Symbol", "Parameter", "Min", "Max", "Unit"]], [row])) == []


def test_lines_of_a_row_may_lack_a_kind_of_limit(grid: Grid) -> None:
    row = ["VDD", "Supply", "4.0\nVBOR", "—", "5.5\n5.6", "V\nV"]
    found = block_parameters(grid([["Symbol", "Parameter", "Min", "Typ", "Max", "Unit"]], [row]))
    assert [limits(one) for one in found] == [("4.0", "", "5.5", "V"), ("VBOR", "", "5.6", "V")]


def test_symbols_below_each_other_beside_several_values_state_nothing(grid: Grid) -> None:
    row = ["EP\nVPR\nTPEW", "Endurance\nread\ntime", "1000\nVMIN\n4", "5.5", "V"]
    assert block_parameters(grid([["Symbol", "Parameter", "Min", "Max", "Unit"]], [row])) == []


def test_a_sum_that_wraps_is_one_value(grid: Grid) -> None:
    row = ["VIH", "Input high", "0.7 x\nVCC", "VCC\n+0.3", "V"]
    (found,) = block_parameters(grid([["Symbol", "Parameter", "Min", "Max", "Unit"]], [row]))
    assert (found.minimum, found.maximum) == ("0.7 x VCC", "VCC +0.3")


def test_a_dagger_behind_a_header_is_a_mark(grid: Grid) -> None:
    row = ["IPD", "Power-down", "1.5", "30", "µA"]
    (found,) = block_parameters(grid([["Symbol", "Parameter", "Typ†", "Max", "Unit"]], [row]))
    assert limits(found) == ("", "1.5", "30", "µA")
