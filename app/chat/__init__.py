"""Chat: from a conversation to an answer that cites the manuals, in OpenAI's shapes."""
