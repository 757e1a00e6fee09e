"""Vendors that were bought: a manual is filed under the name that it prints, and compared by its owner's."""

from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("vendors.tsv")


def owner(vendor: str) -> str:
    """Who publishes a vendor's documents today: Microchip for Atmel, and mostly the vendor itself."""
    return _owners().get(vendor.strip().casefold(), vendor)


@cache
def _owners() -> dict[str, str]:
    rows = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]
    return {vendor.casefold(): bought_by for vendor, bought_by in rows}
