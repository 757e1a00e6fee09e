"""A language model behind the gateway: fenced, degraded, given tools of ours. Its server is the double."""

import json
import re
from dataclasses import replace
from typing import Any

import httpx
import pytest

from app.llm.double import Answer, Script, call
from app.llm.errors import LlmContextError, LlmRejectedError, LlmTimeoutError, LlmUnavailableError
from app.llm.speed import Speed
from app.llm.types import ServedLlm
from tests.integration.app.chat.asking import (
    RIGHT,
    STOP,
    UNSURE,
    WRONG,
    Behind,
    ask,
    content,
    stream,
    written,
)


async def test_a_models_words_are_cited_and_verified(base: str, behind: Behind) -> None:
    llm = behind.put([RIGHT])
    done = await ask(base)
    text, ours = done["choices"][0]["message"]["content"], done["chipcite"]
    assert written(text).startswith("Set the SLEEPDEEP bit and execute the wait instruction [1].\n\n- [1] [")
    assert text.endswith(f"\n\n[1]: {ours['citations'][0]['url']}")
    assert "ZX90_V1.5.pdf, V1.5, p. 44" in text
    assert [one["page"] for one in ours["citations"]] == [44]
    assert ours["intent"] == "procedure"
    assert ours["verification"]["removed"] == 0
    assert not ours["abstained"]
    system, user = llm.requests[0].messages
    assert "procedure" in system["content"] or "numbered steps" in system["content"]
    assert '<source n="1" document="ZX90_V1.5.pdf"' in user["content"]
    assert user["content"].endswith(STOP)
    assert done["usage"]["prompt_tokens"] > 100


async def test_nothing_wrong_is_ever_in_a_stream(base: str, behind: Behind) -> None:
    llm = behind.put([f"All clocks stop [1]. {WRONG}", RIGHT])
    chunks = await stream(base)
    text = content(chunks)
    assert "17" not in text.split("\n- [1]")[0]
    assert written(text).startswith("All clocks stop [1].")
    assert "\n\n[1]: http" in text
    assert RIGHT.removesuffix(" [1].") in text
    ours = next(chunk["chipcite"] for chunk in chunks if "chipcite" in chunk)
    assert ours["verification"]["regenerated"] is True
    assert len(llm.requests) == 2


async def test_a_model_that_is_only_wrong_leaves_the_manuals_words(base: str, behind: Behind) -> None:
    behind.put([WRONG, WRONG])
    done = await ask(base)
    text, ours = done["choices"][0]["message"]["content"], done["chipcite"]
    assert "bit 17" not in text
    assert "set the SLEEPDEEP bit and execute the wait instruction" in text
    assert ours["verification"]["removed"] == 1
    assert done["choices"][0]["finish_reason"] == "stop"


CONVERSION = "What is the total conversion time TCONV of the ADC on the ZX90A32?"


async def test_what_the_manuals_answer_stands_before_the_models_words(base: str, behind: Behind) -> None:
    llm = behind.put(["Add the sampling time and 11 clock cycles [1]."])
    done = await ask(base, CONVERSION)
    text, ours = done["choices"][0]["message"]["content"], done["chipcite"]
    opening, _, written = text.partition(
        "\n\nIn the language model's words, checked against the manuals:\n\n"
    )
    assert "TCONV = sampling time + 11 clock cycles" in opening
    assert written.startswith("Add the sampling time and 11 clock cycles [1].")
    assert [one["marker"] for one in ours["citations"]] == sorted(
        {one["marker"] for one in ours["citations"]}
    )
    first = ours["citations"][0]
    assert (
        f'<source n="{first["marker"]}" document="{first["document"]}"'
        in llm.requests[0].messages[1]["content"]
    )


@pytest.mark.parametrize(
    "script", [["It takes 99 cycles [1].", "It takes 99 cycles [1]."], [LlmUnavailableError()]]
)
async def test_a_model_that_fails_leaves_the_whole_answer_once(
    base: str, behind: Behind, script: Script
) -> None:
    alone = (await ask(base, CONVERSION))["choices"][0]["message"]["content"]
    behind.put(script)
    text = (await ask(base, CONVERSION))["choices"][0]["message"]["content"]
    assert "99" not in text
    assert text == alone


async def test_without_its_server_answers_are_quoted_and_say_so(base: str, behind: Behind) -> None:
    behind.put([LlmUnavailableError()])
    done = await ask(base)
    assert "SLEEPDEEP" in done["choices"][0]["message"]["content"]
    assert "llm" in done["chipcite"]["degraded"]


async def test_a_server_that_dies_in_mid_stream_is_an_error_object(base: str, behind: Behind) -> None:
    behind.put([Answer(f"{RIGHT} And then", error=LlmTimeoutError())])
    chunks = await stream(base)
    assert chunks[-1]["error"]["code"] == "llm_timeout"
    assert "SLEEPDEEP" in content(chunks)
    assert not any(c.get("choices") and c["choices"][0]["finish_reason"] for c in chunks)


async def test_facts_and_small_talk_need_no_model(base: str, behind: Behind) -> None:
    llm = behind.put([])
    await ask(base, "hello")
    await ask(base, "Who won the football match yesterday evening?")
    done = await ask(base, "What is the reset value of CLK_NOPE on the ZX90A32?")
    assert done["chipcite"]["abstained"]
    assert llm.requests == []


async def test_adapters_are_models_of_their_own(base: str, behind: Behind) -> None:
    adapters = [ServedLlm("tiny", max_model_len=2048), ServedLlm("electrical", parent="tiny")]
    llm = behind.put([RIGHT], models=adapters)
    async with httpx.AsyncClient() as client:
        listed = (await client.get(f"{base}/v1/models")).json()["data"]
        one = (await client.get(f"{base}/v1/models/chipcite-electrical")).json()
    assert [each["id"] for each in listed] == ["chipcite", "chipcite-electrical"]
    assert listed[0]["max_model_len"] == 2048
    assert one["parent"] == "chipcite"
    done = await ask(base, model="chipcite-electrical")
    assert done["model"] == "chipcite-electrical"
    assert llm.requests[0].model == "electrical"
    unknown = await ask(base, model="chipcite-nope")
    assert unknown["error"]["code"] == "model_not_found"


async def test_what_a_client_asks_of_sampling_goes_on(base: str, behind: Behind) -> None:
    llm = behind.put([RIGHT])
    await ask(base, temperature=0.7, top_p=0.9, max_tokens=64, seed=3, logit_bias=None)
    sent = llm.requests[0]
    assert sent.temperature == 0.7
    assert dict(sent.extra) == {"top_p": 0.9, "max_tokens": 64, "seed": 3}


async def test_a_model_may_search_on_and_cite_what_it_finds(base: str, behind: Behind) -> None:
    search = call("search", {"query": "ADC total conversion time", "chip": "ZX90A32"}, id="call_a")
    nothing = call("no_such_tool", {}, id="call_b")

    def script(request: Any) -> Answer:
        if len(request.messages) == 2:
            return Answer(tool_calls=(search, nothing))
        results = {one["tool_call_id"]: one["content"] for one in request.messages if one["role"] == "tool"}
        assert "no such tool" in results["call_b"]
        number = re.search(r"\[(\d+)\][^\[]*ADC › Conversion time", results["call_a"])
        assert number is not None
        return Answer(
            f"{RIGHT} The total conversion time is TCONV = sampling time + 11 clock cycles [{number[1]}]."
        )

    llm = behind.put(script)
    chunks = await stream(base)
    assert "11 clock cycles" in content(chunks)
    ours = next(chunk["chipcite"] for chunk in chunks if "chipcite" in chunk)
    assert {one["page"] for one in ours["citations"]} == {44, 30}
    assert not any("tool_calls" in c["choices"][0]["delta"] for c in chunks), "our tools are ours"
    assert {tool["function"]["name"] for tool in llm.requests[0].tools} >= {"search", "registers", "decode"}


async def test_a_model_that_never_stops_calling_is_stopped(base: str, behind: Behind) -> None:
    again = call("search", {"query": "stop mode"})
    llm = behind.put(lambda request: Answer(tool_calls=(again,)) if request.tools else Answer(RIGHT))
    done = await ask(base)
    assert written(done["choices"][0]["message"]["content"]).startswith("Set the SLEEPDEEP bit")
    assert len(llm.requests) == 4


async def test_a_server_without_tools_is_asked_without(base: str, behind: Behind) -> None:
    behind.put(lambda request: LlmRejectedError() if request.tools else Answer(RIGHT))
    done = await ask(base)
    assert written(done["choices"][0]["message"]["content"]).startswith("Set the SLEEPDEEP bit")
    assert done["chipcite"]["degraded"] == ["dense"]


async def test_a_prompt_that_is_too_long_after_all_is_made_shorter(base: str, behind: Behind) -> None:
    llm = behind.put([LlmContextError(), RIGHT])
    done = await ask(base)
    assert written(done["choices"][0]["message"]["content"]).startswith("Set the SLEEPDEEP bit")
    long, short = (len(request.messages[-1]["content"]) for request in llm.requests)
    assert short <= long


async def test_what_an_expert_would_add_is_asked_for_and_then_listed(base: str, behind: Behind) -> None:
    llm = behind.put([RIGHT])
    question = "How do I receive data by DMA into a buffer in stop mode of the ZX90A32?"
    done = await ask(base, question)
    text, ours = done["choices"][0]["message"]["content"], done["chipcite"]
    assert "dma-buffer" in ours["verification"]["unaddressed"]
    assert "General checklist, not from the manuals" in text
    assert "buffer must stay valid" in text
    assert "buffer must stay valid" in llm.requests[0].messages[-1]["content"]


JSON_ANSWER = {"type": "json_schema", "json_schema": {"name": "a", "schema": {"type": "object"}}}


async def test_json_comes_whole_verified_and_without_links(base: str, behind: Behind) -> None:
    llm = behind.put(['{"how": "Set the SLEEPDEEP bit", "sources": [1]}'])
    done = await ask(base, response_format=JSON_ANSWER)
    assert json.loads(done["choices"][0]["message"]["content"])["sources"] == [1]
    assert llm.requests[0].extra["response_format"] == JSON_ANSWER
    behind.put([WRONG, WRONG])
    refused = await ask(base, response_format=JSON_ANSWER)
    assert refused["error"]["code"] == "unverified"


async def test_json_without_a_model_is_refused_with_the_reason(base: str) -> None:
    refused = await ask(base, response_format=JSON_ANSWER)
    assert refused["error"]["param"] == "response_format"
    plain = await ask(base, response_format={"type": "text"})
    assert "SLEEPDEEP" in plain["choices"][0]["message"]["content"]


async def test_a_heading_alone_is_no_answer(base: str, behind: Behind) -> None:
    behind.put([f"Answer:\n{WRONG}", WRONG])
    chunks = await stream(base, UNSURE)
    text = content(chunks)
    assert text.startswith("Answer:")
    assert "bit 17" not in text
    assert "set the SLEEPDEEP bit and execute the wait instruction" in text
    ours = next(chunk["chipcite"] for chunk in chunks if "chipcite" in chunk)
    assert [one["page"] for one in ours["citations"]][:1] == [44]
    assert [one["text"] for one in ours["verification"]["findings"]] == ["bit 17"]


async def test_where_a_model_does_not_say_where_the_sources_are_named(base: str, behind: Behind) -> None:
    behind.put([RIGHT.removesuffix(" [1].") + "."])
    done = await ask(base, UNSURE)
    assert "See also:" in done["choices"][0]["message"]["content"]
    assert "ZX90_V1.5.pdf, V1.5, p. 44" in done["choices"][0]["message"]["content"]


async def test_a_slow_model_is_given_the_best_sentences_alone(base: str, behind: Behind) -> None:
    quick, slow = behind.put([RIGHT]), None
    await ask(base)
    slow = behind.put([RIGHT], speed=Speed(20.0, 8.0))
    await ask(base)
    whole, short = (llm.requests[0].messages[-1]["content"] for llm in (quick, slow))
    assert len(short) < len(whole)
    assert "set the SLEEPDEEP bit and execute the wait instruction" in short
    assert "points" not in short
    assert slow.requests[0].messages[0] == quick.requests[0].messages[0], (
        "the rules stay in the server's cache"
    )
    assert not slow.requests[0].tools


async def test_a_model_that_does_not_begin_leaves_the_manuals_words_and_it_is_said(
    base: str, behind: Behind
) -> None:
    resources = behind.before
    behind.before = replace(resources, settings=resources.settings.model_copy(update={"llm_patience": 0.2}))
    llm = behind.put([Answer(RIGHT, stall_after=0)])
    behind.before = resources
    done = await ask(base)
    text, ours = done["choices"][0]["message"]["content"], done["chipcite"]
    assert "set the SLEEPDEEP bit and execute the wait instruction" in text
    assert "did not begin within 0 s" in text
    assert "llm_slow" in ours["degraded"]
    assert llm.cancelled == 1


async def test_our_page_is_told_what_is_waited_for(base: str, behind: Behind) -> None:
    behind.put([RIGHT], speed=Speed(20.0, 8.0))
    body = {"model": "chipcite", "stream": True, "messages": [{"role": "user", "content": STOP}]}
    async with httpx.AsyncClient(timeout=30) as client:
        text = (await client.post(f"{base}/v1/chat/completions", json=body)).text
    (remark,) = [line for line in text.splitlines() if line.startswith(": chipcite ")]
    waiting = json.loads(remark.removeprefix(": chipcite "))["waiting"]
    assert waiting["passages"] >= 1
    assert waiting["seconds"] > 3


async def test_what_a_model_may_not_say_is_what_the_manual_says(base: str, behind: Behind) -> None:
    near = "To enter stop mode, set bit 17 and execute the wait instruction [1]."
    behind.put([near, near])
    done = await ask(base, UNSURE)
    text, ours = done["choices"][0]["message"]["content"], done["chipcite"]
    assert "bit 17" not in text
    assert "set the SLEEPDEEP bit and execute the wait instruction" in text.split("\n\n")[0]
    assert (ours["verification"]["removed"], ours["verification"]["replaced"]) == (1, 1)


async def test_a_model_that_finds_nothing_shows_where_it_looked(base: str, behind: Behind) -> None:
    behind.put(["The manuals do not say this."])
    done = await ask(base, UNSURE)
    text, ours = done["choices"][0]["message"]["content"], done["chipcite"]
    assert text.startswith("The manuals do not say this.")
    assert "SLEEPDEEP" in text
    assert ours["abstained"]
    assert ours["citations"]
