"""Hardware as a graph: built of facts, kept by one of two engines, walked by typed queries."""
