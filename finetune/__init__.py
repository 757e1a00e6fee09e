"""Feedback in, adapter out: dataset, train, evaluate, register. Training libraries stay in here."""
