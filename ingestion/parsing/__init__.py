"""Documents of every format to pages, tables and blocks: the convert and structure steps."""
