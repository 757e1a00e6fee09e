"""What was asked: the readings that chat, search, MCP and tools share."""
