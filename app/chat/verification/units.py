"""Units of measurement in both languages: what a unit measures and how large it is. Pure."""

import re
from functools import lru_cache

_PREFIXES = {"": 1.0, "f": 1e-15, "p": 1e-12, "n": 1e-9, "u": 1e-6, "µ": 1e-6, "m": 1e-3}
_LARGE = {"k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}
_BASES = {
    "V": "V", "Vpp": "V", "VDC": "V", "A": "A", "W": "W", "Hz": "Hz", "HZ": "Hz", "hz": "Hz", "F": "F",
    "Ω": "ohm", "ohm": "ohm", "Ohm": "ohm", "ohms": "ohm", "Ohms": "ohm", "R": "",
    "s": "s", "S": "s", "sec": "s", "J": "J", "C": "", "Wh": "Wh", "Ah": "Ah",
    "bps": "bps", "bit/s": "bps", "b/s": "bps", "bits/s": "bps", "baud": "bps", "Baud": "bps", "Bd": "bps",
    "sps": "sps", "SPS": "sps", "B": "B", "Byte": "B", "byte": "B", "Bytes": "B", "bytes": "B", "iB": "B",
    "bit": "bit", "bits": "bit", "b": "bit", "B/s": "Bps", "Bps": "Bps", "m": "m", "cycles": "cycle", "H": "H",  # noqa: E501 - one pattern or case, one line
}  # fmt: skip
_WHOLE: dict[str, tuple[str, tuple[float, ...]]] = {
    "°C": ("degC", (1.0,)), "℃": ("degC", (1.0,)), "° C": ("degC", (1.0,)), "degC": ("degC", (1.0,)),
    "摄氏度": ("degC", (1.0,)), "度": ("degC", (1.0,)), "°F": ("degF", (1.0,)), "%": ("%", (1.0,)),
    "‰": ("%", (0.1,)), "ppm": ("ppm", (1.0,)), "dBm": ("dBm", (1.0,)), "dB": ("dB", (1.0,)),
    "dBi": ("dBi", (1.0,)), "LSB": ("LSB", (1.0,)), "LSBs": ("LSB", (1.0,)), "cycle": ("cycle", (1.0,)),
    "cycles": ("cycle", (1.0,)), "years": ("s", (31557600.0,)), "year": ("s", (31557600.0,)),
    "Years": ("s", (31557600.0,)), "Year": ("s", (31557600.0,)),
    "min": ("s", (60.0,)), "hours": ("s", (3600.0,)), "hour": ("s", (3600.0,)), "minutes": ("s", (60.0,)),
    "mil": ("mil", (1.0,)), "mils": ("mil", (1.0,)), "inch": ("in", (1.0,)), "inches": ("in", (1.0,)),
    "seconds": ("s", (1.0,)), "second": ("s", (1.0,)), "milliseconds": ("s", (1e-3,)),
    "microseconds": ("s", (1e-6,)), "nanoseconds": ("s", (1e-9,)), "volts": ("V", (1.0,)),
    "volt": ("V", (1.0,)), "amps": ("A", (1.0,)), "milliamps": ("A", (1e-3,)), "microamps": ("A", (1e-6,)),
    "megahertz": ("Hz", (1e6,)), "kilohertz": ("Hz", (1e3,)), "hertz": ("Hz", (1.0,)),
    "kilobytes": ("B", (1e3, 1024.0)), "megabytes": ("B", (1e6, 1048576.0)), "words": ("word", (1.0,)),
    "kcycles": ("cycle", (1e3,)), "k cycles": ("cycle", (1e3,)), "h": ("s", (3600.0,)), "times": ("cycle", (1.0,)),  # noqa: E501 - one pattern or case, one line
    "kB": ("B", (1e3, 1024.0)), "KB": ("B", (1e3, 1024.0)), "K": ("B", (1e3, 1024.0)),
    "MB": ("B", (1e6, 1048576.0)), "GB": ("B", (1e9, 1073741824.0)), "KByte": ("B", (1e3, 1024.0)),
    "KBytes": ("B", (1e3, 1024.0)), "Kbytes": ("B", (1e3, 1024.0)), "kbytes": ("B", (1e3, 1024.0)),
    "Mbytes": ("B", (1e6, 1048576.0)), "MBytes": ("B", (1e6, 1048576.0)), "KiB": ("B", (1024.0,)),
    "MiB": ("B", (1048576.0,)), "Kbit": ("bit", (1e3, 1024.0)), "Kbits": ("bit", (1e3, 1024.0)),
    "Mbit": ("bit", (1e6, 1048576.0)), "kHZ": ("Hz", (1e3,)), "KHZ": ("Hz", (1e3,)), "MHZ": ("Hz", (1e6,)),
    "khz": ("Hz", (1e3,)), "mhz": ("Hz", (1e6,)), "ghz": ("Hz", (1e9,)), "Mhz": ("Hz", (1e6,)),
    "mA-s": ("As", (1e-3,)), "V/V": ("V/V", (1.0,)), "字节": ("B", (1.0,)), "位": ("bit", (1.0,)),
    "比特": ("bit", (1.0,)), "字": ("word", (1.0,)), "年": ("s", (31557600.0,)), "分钟": ("s", (60.0,)),
    "小时": ("s", (3600.0,)), "次": ("cycle", (1.0,)), "个周期": ("cycle", (1.0,)), "周期": ("cycle", (1.0,)),
    "千次": ("cycle", (1e3,)), "万次": ("cycle", (1e4,)), "十万次": ("cycle", (1e5,)),
    "千字节": ("B", (1e3, 1024.0)), "兆字节": ("B", (1e6, 1048576.0)), "波特": ("bps", (1.0,)),
}  # fmt: skip
_ZH_PREFIXES = {"": 1.0, "皮": 1e-12, "纳": 1e-9, "微": 1e-6, "毫": 1e-3, "千": 1e3, "兆": 1e6, "吉": 1e9}
_ZH_BASES = {
    "伏特": "V", "伏": "V", "安培": "A", "安": "A", "瓦特": "W", "瓦": "W", "赫兹": "Hz", "赫": "Hz",
    "法拉": "F", "法": "F", "欧姆": "ohm", "欧": "ohm", "秒": "s", "亨": "H", "米": "m",
}  # fmt: skip

_LETTER_ONLY = frozenset({"R", "C", "m"})


def _table() -> dict[str, tuple[str, tuple[float, ...]]]:
    """Every spelling of every unit."""
    table: dict[str, tuple[str, tuple[float, ...]]] = {}
    for base, dimension in _BASES.items():
        for prefix, factor in (_PREFIXES | _LARGE).items():
            if dimension and (prefix or base not in _LETTER_ONLY):
                table[f"{prefix}{base}"] = (dimension, (factor,))
    for base, dimension in _ZH_BASES.items():
        for prefix, factor in _ZH_PREFIXES.items():
            table[f"{prefix}{base}"] = (dimension, (factor,))
    for name in (
        "H",
        "fs",
        "fS",
        "Gs",
        "Ts",
        "TS",
        "GS",
        "fb",
        "pb",
        "nb",
        "ub",
        "µb",
        "mb",
        "fB",
        "pB",
        "T",
    ):
        table.pop(name, None)  # letters that mean something else far more often
    return table | _WHOLE


UNITS = _table()
"""Spelling to dimension and factors; several where a unit is ambiguous: 1 kB is 1000 or 1024 bytes."""
_names = sorted((name for name in UNITS), key=len, reverse=True)
_ONE = "|".join(map(re.escape, _names))
UNIT = rf"(?:{_ONE})(?:\s?/\s?(?:{_ONE}|h|d))?(?:\s?(?:rms|RMS|pp))?"
"""A unit, or one over another: mV/°C."""
_EXACT = re.compile(UNIT)


@lru_cache(maxsize=4096)
def unit_of(text: str) -> tuple[str, tuple[float, ...]] | None:
    """What a unit measures, and its size; None for what is no unit."""
    bare = re.sub(r"\s?(?:rms|RMS|pp)$", "", text.strip())
    if bare in UNITS:
        return UNITS[bare]
    above, slash, below = bare.partition("/")
    if slash and above.strip() in UNITS:
        dimension, factors = UNITS[above.strip()]
        other = UNITS.get(below.strip())
        if other is None:
            return f"{dimension}/{below.strip()}", factors
        return f"{dimension}/{other[0]}", tuple(one / other[1][0] for one in factors)
    return None


def is_unit(text: str) -> bool:
    """Whether a table cell is a unit and nothing else."""
    return bool(_EXACT.fullmatch(text.strip().strip("()[]")))
