"""The tools as a model and a program see them."""

import json

from app.tools.catalogue import TOOLS


def test_every_tool_is_described_for_a_model() -> None:
    assert [tool.name for tool in TOOLS] == [
        "search",
        "registers",
        "decode",
        "page",
        "compare",
        "hardware",
        "documents",
    ]
    for tool in TOOLS:
        function = tool.as_openai()["function"]
        assert function["parameters"]["type"] == "object"
        assert function["parameters"]["additionalProperties"] is False
        assert all(one["description"] for one in function["parameters"]["properties"].values())
        assert '"title":' not in json.dumps(function["parameters"])
        assert tool.result_schema["type"] == "object"
