"""How errata stand under an answer: which revisions of the chip they affect, and where they are printed."""

from app.chat.citations import Cited
from app.chat.composing import Draft
from app.chat.known_errata import _beside
from app.facts.records import Erratum, Provenance, Source
from app.facts.rows import Located
from app.library.catalogue import VersionRow
from app.models import State
from retrieval.types import Passage

BOX = (0.0, 0.0, 1.0, 1.0)
SHEET = VersionRow(
    "v", "d", "errata.pdf", "Errata", "V", "errata", "V1.7", "", "en", State.PUBLISHED, 9, True
)


def url(passage: Passage) -> str:
    return f"/{passage.version_id}/{passage.page}"


def test_an_erratum_under_an_answer() -> None:
    quote = "3.12 A duty overflow error can occur."
    place = Provenance(11, BOX, Source.TEXT, quote=quote)
    fact = Erratum("3.12", "A duty overflow error can occur.", place, ("VSK32",), ("0", "1"), ("LEDC",))
    passage = Passage("p", "m", "m1", "manual.pdf", "V2", "en", 3, BOX, "", "LEDC", "row")
    draft = Draft("The reset value is **0**. [1]", (Cited(1, passage, "LEDC"),))
    shown = _beside(draft, [Located(fact, "v", "", place)], {"v": SHEET}, "en", url)
    line = (
        "Known erratum: **3.12** A duty overflow error can occur. (affected revisions of the chip: 0, 1) [2]"
    )
    assert line in shown.text
    assert [(each.marker, each.passage.document, each.passage.page) for each in shown.cited] == [
        (1, "manual.pdf", 3),
        (2, "errata.pdf", 11),
    ]
