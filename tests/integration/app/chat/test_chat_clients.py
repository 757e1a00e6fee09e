"""The chat API as the official client sees it, sync and async, streamed and not."""

from collections.abc import Iterator

import openai
import pytest

FIRST = 600
"""Readers of an IDE's chat see about so many characters first: the answer must stand in them."""


@pytest.fixture
def client(base: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{base}/v1", api_key="unused", max_retries=0) as client:
        yield client


def ask(client: openai.OpenAI, question: str, **extra: object) -> openai.types.chat.ChatCompletion:
    return client.chat.completions.create(
        model="chipcite", messages=[{"role": "user", "content": question}], extra_body=extra
    )


def test_register_question_is_answered_first_and_cited(client: openai.OpenAI, base: str) -> None:
    done = ask(client, "What is the reset value of CLK_CTLR on the ZX90A32?")
    text = done.choices[0].message.content or ""
    assert "0x00000083" in text[:FIRST]
    assert "CLK_CTLR" in text[:FIRST]
    ours = done.model_extra["chipcite"]
    assert (ours["intent"], ours["abstained"]) == ("register", False)
    first = ours["citations"][0]
    assert (first["document"], first["page"], first["revision"]) == ("ZX90_V1.5.pdf", 12, "V1.5")
    assert first["url"] == f"{base}/v1/versions/new/pages/12.png?highlight=72,100,500,120.5"
    assert text.partition("\n\n")[0].endswith(" [1]")
    assert text.endswith(f"\n\n[1]: {first['url']}")
    assert done.choices[0].finish_reason == "stop"
    assert done.usage
    assert done.usage.total_tokens == done.usage.prompt_tokens + done.usage.completion_tokens > 0


def test_current_revision_answers_and_an_older_one_when_asked(client: openai.OpenAI) -> None:
    question = "how is the ADC conversion time TCONV of the ZX90A32 computed?"
    assert "11 clock" in (ask(client, question).choices[0].message.content or "")[:FIRST]
    text = (
        ask(client, f"According to revision V1.2 of the manual, {question}").choices[0].message.content or ""
    )
    assert "12.5 clock" in text[:FIRST]
    pinned = ask(client, question, chipcite={"revision": "V1.2"})
    assert "12.5 clock" in (pinned.choices[0].message.content or "")[:FIRST]


def test_chinese_question_gets_the_chinese_manual(client: openai.OpenAI) -> None:
    done = ask(client, "ZX90A32的总转换时间怎么计算?")
    assert "11 个时钟周期" in (done.choices[0].message.content or "")[:FIRST]
    assert done.model_extra["chipcite"]["citations"][0]["document"] == "ZX90_zh.pdf"


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("What is the reset value of DMA_CFGR9 on the ZX90A32?", "DMA_CFGR9"),
        ("ZX90A32 的 DMA_CFGR9 的复位值是多少?", "没有"),
        ("What is the reset value of CLK_CTLR on the ZX90B77?", "ZX90B77"),
        ("In revision V9.9 of the ZX90A32 manual, what is CLK_CTLR?", "These revisions are: V1.2, V1.5."),
        ("Who won the football match yesterday evening?", "do not answer"),
    ],
)
def test_what_the_manuals_do_not_hold_is_not_answered(
    client: openai.OpenAI, question: str, says: str
) -> None:
    done = ask(client, question)
    assert done.model_extra["chipcite"]["abstained"] is True
    assert says in (done.choices[0].message.content or "")


def test_generic_document_answers_for_a_chip_that_it_names(client: openai.OpenAI) -> None:
    done = ask(client, "Does the ZX90-C3 support links?")
    text = done.choices[0].message.content or ""
    assert not done.model_extra["chipcite"]["abstained"]
    assert "](http://evil" not in text.replace("\\](", "")
    assert "\\<b>" in text


def test_small_talk_needs_no_manual(client: openai.OpenAI) -> None:
    done = ask(client, "Hello!")
    assert done.model_extra["chipcite"]["intent"] == "small_talk"
    assert done.model_extra["chipcite"]["citations"] == []


def test_chip_of_an_earlier_message_carries_over(client: openai.OpenAI) -> None:
    done = client.chat.completions.create(
        model="chipcite",
        messages=[
            {"role": "system", "content": "You are an IDE."},
            {"role": "user", "content": "Tell me of the ZX90A32."},
            {"role": "assistant", "content": "Yes?"},
            {
                "role": "user",
                "content": [{"type": "text", "text": "What is the reset value of CLK_CTLR?"}],
            },
        ],
    )
    assert done.model_extra["chipcite"]["state"]["chips"] == ["ZX90A32"]


def test_ide_markup_does_not_hide_the_question(client: openai.OpenAI) -> None:
    done = ask(
        client,
        '<user_input mode="act">reset value of CLK_CTLR on the ZX90A32?</user_input>\n'
        '<file_content path="a.c">\n#define DMA_CFGR9 1\n</file_content>',
    )
    assert "0x00000083" in (done.choices[0].message.content or "")[:FIRST]


def test_stream_is_the_same_answer(client: openai.OpenAI) -> None:
    question = "What is the reset value of CLK_CTLR on the ZX90A32?"
    whole = client.chat.completions.create(model="chipcite", messages=[{"role": "user", "content": question}])
    stream = client.chat.completions.create(
        model="chipcite",
        messages=[{"role": "user", "content": question}],
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list(stream)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == whole.choices[0].message.content
    assert chunks[-1].usage == whole.usage


async def test_async_client(base: str) -> None:
    async with openai.AsyncOpenAI(base_url=f"{base}/v1", api_key="unused", max_retries=0) as client:
        done = await client.chat.completions.create(
            model="chipcite", messages=[{"role": "user", "content": "reset value of CLK_CTLR on the ZX90A32"}]
        )
        stream = await client.chat.completions.create(
            model="chipcite",
            messages=[{"role": "user", "content": "reset value of CLK_CTLR on the ZX90A32"}],
            stream=True,
        )
        text = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])
    assert text == done.choices[0].message.content


def test_models(client: openai.OpenAI) -> None:
    (served,) = client.models.list().data
    assert served.id == "chipcite"
    assert served.model_extra["max_model_len"] > 0
    assert client.models.retrieve("chipcite").id == "chipcite"
    with pytest.raises(openai.NotFoundError, match="nothing"):
        client.models.retrieve("nothing")


def test_errors_are_openai_errors(client: openai.OpenAI) -> None:
    messages = [{"role": "user", "content": "hi"}]
    create = client.chat.completions.create
    with pytest.raises(openai.NotFoundError) as missing:
        create(model="gpt-none", messages=messages)
    assert missing.value.code == "model_not_found"
    with pytest.raises(openai.BadRequestError) as several:
        create(model="chipcite", messages=messages, n=2)
    assert several.value.param == "n"
    for stream in (False, True):
        with pytest.raises(openai.BadRequestError) as long:
            create(model="chipcite", messages=[{"role": "user", "content": "word " * 60_000}], stream=stream)
        assert long.value.code == "context_length_exceeded"
