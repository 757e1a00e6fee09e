"""Fits the weights by which `app.chat.answering` chooses what answers a question."""
