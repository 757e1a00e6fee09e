"""Trains the small reranker of this domain on pairs made from a library's own facts."""
