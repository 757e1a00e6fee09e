"""Calls beside the chat that IDEs and SDKs know: completions, embeddings, reranking. OpenAI's shapes."""
