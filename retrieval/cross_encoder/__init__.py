"""Reads a question and a sentence, row or fact together and says how well the one answers the other."""
