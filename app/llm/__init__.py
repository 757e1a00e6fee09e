"""Clients of language models that speak OpenAI's API, and a scripted double of one."""
