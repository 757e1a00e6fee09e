"""Document in, knowledge out: convert, structure, chunk, extract facts, index, publish, embed."""
