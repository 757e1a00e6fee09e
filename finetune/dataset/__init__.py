"""Datasets for fine-tuning: made of reviewed feedback, of the library itself and of general data, versioned.

`building` is the whole way; docs/finetune-datasets.md describes the files.
"""
