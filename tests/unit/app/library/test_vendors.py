"""Vendors that were bought publish the same documents under another name."""

from app.library.coverage import Standing, Subject
from app.library.identity import Identity, same_document
from app.library.vendors import owner


def test_owners() -> None:
    assert owner("Atmel") == owner("atmel ") == "Microchip"
    assert owner("Espressif") == "Espressif"


def test_a_document_that_changed_hands_is_one_document() -> None:
    old = Identity("Atmel", "2586", "ATtiny85 Datasheet", "datasheet", ("ATtiny85",))
    new = Identity("Microchip", "2586", "ATtiny85 Data Sheet", "datasheet", ("ATtiny85",))
    assert same_document(old, new)
    assert not same_document(old, Identity("NXP", "2586", "ATtiny85 Datasheet", "datasheet", ("ATtiny85",)))


def test_an_application_note_of_the_former_maker_applies() -> None:
    note = Subject(vendor="Atmel", kind="application-note", title="AVR fuses")
    assert note.standing("ATtiny85") is Standing.GENERAL
    assert note.standing("LPC812") is Standing.NONE
