"""Training jobs over HTTP, in OpenAI's shape: recorded here, run by the worker in a process of their own."""
