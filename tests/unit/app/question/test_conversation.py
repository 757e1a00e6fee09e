"""Messages taken apart, the newest apart from those before."""

from app.question.conversation import END, MOST_NAMES, numbers_in, read, said


def test_digits_that_may_be_binary_are_both() -> None:
    assert numbers_in("ok n 010") == {2, 10}


def test_addresses_are_read_without_their_prefix() -> None:
    assert 0x40003403 in numbers_in("the next byte, 40003403")


def test_a_bit_named_in_one_word_is_a_number() -> None:
    assert 3 in numbers_in("FLASH_ACR的bit3")


def test_digits_of_a_name_are_none() -> None:
    assert numbers_in("USART1 and SPI2_CR1") == frozenset()


def test_older_messages_count_less_and_replies_less_than_their_questions() -> None:
    heard = read("and 5", [("user", "first"), ("assistant", "one"), ("user", "second"), ("assistant", "two")])
    (newer, second), (older, first) = heard.asked
    assert (second.text, first.text) == ("second", "first")
    assert newer > older
    assert heard.replied[0][0] < newer


def test_a_pasted_file_is_compared_by_its_ends_and_few_of_its_names() -> None:
    pasted = said(" ".join(f"REG{number}_CTRL" for number in range(3000)))
    assert len(pasted.names) == MOST_NAMES
    assert len(pasted.text) < 3 * END


def test_a_number_whose_digits_are_left_open_is_none() -> None:
    assert read("IAP iap_entry = (IAP) 0x________;", ()).newest.numbers == frozenset()
