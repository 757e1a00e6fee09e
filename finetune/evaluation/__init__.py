"""Measures a model, an adapter or a service on a suite: the same cases, decoding and rules for each, with
intervals.
"""
