"""Peripherals that want the same pin, and a choice of remaps under which none do."""

from hypothesis import given
from hypothesis import strategies as st

from app.graph.conflicts import collisions, plan
from app.graph.queries import Connection, Relation


def _pin(peripheral: str, signal: str, pin: str, value: str = "") -> Connection:
    return Connection(Relation.PIN, peripheral, pin, f"{peripheral}_{signal}", value)


def test_the_default_collides_and_a_remap_does_not() -> None:
    uart = [_pin("UART1", "TX", "PA4", "0"), _pin("UART1", "TX", "PA6", "1"), _pin("UART1", "RX", "PA5", "0")]
    spi = [_pin("SPI1", "SCK", "PA4"), _pin("SPI1", "MISO", "PA7")]
    found = plan({"UART1": uart, "SPI1": spi}, {}, {})
    assert [one.name for one in found.pins] == ["PA4"]
    assert found.remaps == (("UART1", "1"), ("SPI1", ""))


def test_pins_with_multiplexers_are_chosen_one_by_one() -> None:
    uart = [_pin("UART1", "TX", "PA2", "AF1"), _pin("UART1", "TX", "PA9", "AF1")]
    timer = [_pin("TIM1", "CH1", "PA2", "AF3")]
    found = plan({"UART1": uart, "TIM1": timer}, {}, {})
    assert found.remaps == (("UART1", "UART1_TX: PA9 AF1"), ("TIM1", "TIM1_CH1: PA2 AF3"))
    stuck = plan({"UART1": uart[:1], "TIM1": timer}, {}, {})
    assert stuck.remaps is None


def test_channels_and_vectors_are_compared_too() -> None:
    channels = {name: [Connection(Relation.DMA, name, "DMA1_CH7")] for name in ("TIM2", "USART2")}
    found = plan({}, channels, channels)
    assert [len(one.wanted) for one in (*found.channels, *found.vectors)] == [2, 2]


NAMES = st.sampled_from(["A", "B", "C"])
WANTED = st.lists(
    st.builds(
        _pin, NAMES, st.just("S"), st.sampled_from(["P1", "P2", "P3"]), st.sampled_from(["", "0", "1"])
    ),
    max_size=8,
)


@given(st.dictionaries(NAMES, WANTED, max_size=3))
def test_a_choice_that_is_offered_is_free(pins: dict[str, list[Connection]]) -> None:
    found = plan(pins, {}, {})
    wanted: dict[str, list[Connection]] = {}
    for name, label in found.remaps or ():
        valued = any(one.value for one in pins[name])
        _, _, pin = label.partition(": ")
        wanted.setdefault(name, []).extend(
            one
            for one in pins[name]
            if (one.name == pin if pin else one.value == label or not (one.value or valued))
        )
    assert not collisions(wanted)
