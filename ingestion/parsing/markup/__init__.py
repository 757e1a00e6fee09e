"""Readers of formats that carry their own structure: each turns text or a file into blocks."""
