"""Exact facts: registers, bit fields, parameters, pins, and the questions asked of them."""
