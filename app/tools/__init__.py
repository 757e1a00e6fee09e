"""What the service can do, as functions for whoever calls: a language model in a chat, or a client by MCP.

Every tool takes typed arguments with a JSON schema and gives text for a model, with the places that it
rests on. Access and currency are those of `app.search`, `app.facts` and `app.documents`, which do the work.
"""
