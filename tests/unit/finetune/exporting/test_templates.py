"""The trained prompt against the served one."""

import json

import httpx
import pytest

from finetune.exporting.errors import ExportError
from finetune.exporting.templates import require_equal


class Letters:
    """A tokenizer of one token a letter."""

    def apply_chat_template(self, conversation, *, tokenize, add_generation_prompt, return_dict):
        return [ord(letter) for letter in prompt(conversation)]

    def decode(self, ids):
        return "".join(map(chr, ids))


def prompt(messages, start="<a>"):
    return "".join(f"<{one['role'][0]}>{one['content']}" for one in messages) + start


def _server(make, *, llama=False):
    def reply(request):
        body = json.loads(request.content)
        if request.url.path == "/apply-template":
            return httpx.Response(200, json={"prompt": make(body["messages"])})
        if llama and "content" not in body:
            return httpx.Response(400, json={"error": "content is missing"})
        text = body["content"] if llama else make(body["messages"])
        return httpx.Response(200, json={"tokens": [ord(letter) for letter in text]})

    return httpx.Client(transport=httpx.MockTransport(reply), base_url="http://server")


@pytest.mark.parametrize("llama", [False, True], ids=["vllm", "llama.cpp"])
def test_equal_prompts_pass(llama):
    assert require_equal(Letters(), _server(prompt, llama=llama), "m") is None


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda messages: "<s>" + prompt(messages), "differs at token 0|token 1"),
        (lambda messages: prompt(messages, "<a><think>\n"), "thinking block"),
        (
            lambda messages: prompt([{**one, "content": one["content"].strip()} for one in messages]),
            "prompt 2",
        ),
        (lambda messages: prompt(messages[-1:]), "prompt 1"),
    ],
    ids=["begin of text twice", "thinking", "stripped", "no system"],
)
def test_a_difference_refuses(make, told):
    with pytest.raises(ExportError, match=told):
        require_equal(Letters(), _server(make), "m")
