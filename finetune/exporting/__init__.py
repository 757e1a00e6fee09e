"""After training: merged weights, GGUF for llama.cpp, 4-bit weights, vectors between models, and the check of
the prompt.

Run in the environment with the `finetune` extra: `python -m finetune.exporting COMMAND …`.
"""
