"""Asks the service by LlamaIndex's OpenAILike; run by test_llamaindex.py in an environment of its own.

.venv-llamaindex/bin/python tests/integration/clients/llamaindex_client.py URL
"""

import sys

from llama_index.core.llms import ChatMessage
from llama_index.llms.openai_like import OpenAILike

QUESTION = "What is the reset value of CLK_CTLR on the ZX90A32?"
SAID = "0x00000083"


def check(url: str, **options: object) -> None:
    """Everything that an index or an agent calls."""
    llm = OpenAILike(model="chipcite", api_base=f"{url}/v1", api_key="any", max_retries=0, **options)
    messages = [
        ChatMessage(role="system", content="Be short."),
        ChatMessage(role="user", content=QUESTION),
    ]
    assert SAID in llm.complete(QUESTION).text
    assert SAID in str(llm.chat(messages).message.content)
    assert SAID in [piece.text for piece in llm.stream_complete(QUESTION)][-1]
    assert SAID in str([piece.message.content for piece in llm.stream_chat(messages)][-1])


if __name__ == "__main__":
    check(sys.argv[1])  # /v1/completions: it takes an unknown model for one without chat
    check(sys.argv[1], is_chat_model=True, context_window=32768)
