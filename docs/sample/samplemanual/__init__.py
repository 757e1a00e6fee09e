"""Typesets the documents of a fictional microcontroller family from the data in `../data`."""
