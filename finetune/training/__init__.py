"""Trains a language model from a dataset version: a configuration in, an adapter (or a whole model) and its
record out.

Runs in an environment with the `finetune` extra, in a process of its own: `python -m finetune.training METHOD
FILE`.
"""
