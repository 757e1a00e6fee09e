"""The abilities of `app.tools` by the Model Context Protocol: at `/mcp`, and on stdio by `chipcite mcp`."""
