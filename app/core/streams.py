"""How the API's description tells of server-sent events."""

from typing import Any

EVENTS: dict[str, Any] = {
    "text/event-stream": {
        "itemSchema": {
            "type": "object",
            "required": ["data"],
            "properties": {"data": {"type": "string", "contentMediaType": "application/json"}},
        }
    }
}
"""The content of a reply that is a stream: each event carries JSON, a chat's last one `[DONE]`."""
