"""Trains the learned parts of the service itself by one command each: which fact is meant, which sentence
answers, the cross-encoder. A run leaves its record, a candidate, and figures with and without it.
"""
