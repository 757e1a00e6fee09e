"""All tools, with the words by which a model chooses among them."""

from app.tools import schemas
from app.tools.comparing import compare
from app.tools.hardware import hardware
from app.tools.listing import documents
from app.tools.pages import page
from app.tools.registers import decode, registers
from app.tools.searching import search
from app.tools.types import Tool

TOOLS: tuple[Tool, ...] = (
    Tool(
        "search",
        "Search the manuals",
        "Find passages of the uploaded chip manuals (datasheets, reference manuals, errata) that answer a "
        "question, each with document, revision and page. Use it for how things work, electrical limits, "
        "timing, sequences, pins, and whenever no other tool fits. Cite what you use by its number.",
        schemas.SearchArguments,
        schemas.SearchResult,
        search,
    ),
    Tool(
        "registers",
        "Look registers up",
        "Exact facts about a chip's registers: address, offset, reset value, and every bit field with "
        "position, access and meaning, as the manuals print them. Without a name it lists the registers.",
        schemas.RegistersArguments,
        schemas.RegistersResult,
        registers,
    ),
    Tool(
        "decode",
        "Decode or compose a register's value",
        "Take a register's value apart into its bit fields with their meanings, or put field values together "
        "into a register's value. Use it instead of working bits out yourself.",
        schemas.DecodeArguments,
        schemas.DecodeResult,
        decode,
    ),
    Tool(
        "page",
        "Read a page",
        "One page of a manual, as text and as a picture: to read on around a passage, or to look at a table, "
        "a diagram or a curve.",
        schemas.PageArguments,
        schemas.PageResult,
        page,
    ),
    Tool(
        "compare",
        "Compare revisions or chips",
        "What differs between two revisions of one manual (facts and reworded passages), or between two "
        "chips in one register (address, reset value, bit fields).",
        schemas.CompareArguments,
        schemas.CompareResult,
        compare,
    ),
    Tool(
        "hardware",
        "See how parts are joined",
        "How a chip's hardware is joined, exact and cited: which bit enables or resets a peripheral, "
        "its bus, interrupts, DMA channels, pins and remaps; what a pin can be; what stands at an "
        "address; whether several peripherals collide; what two chips do not share.",
        schemas.HardwareArguments,
        schemas.HardwareResult,
        hardware,
    ),
    Tool(
        "documents",
        "List the manuals",
        "The manuals that are here, with their revisions, languages and ids, and the chips that they cover.",
        schemas.DocumentsArguments,
        schemas.DocumentsResult,
        documents,
    ),
)
BY_NAME = {tool.name: tool for tool in TOOLS}
