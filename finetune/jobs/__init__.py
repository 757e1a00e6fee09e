"""Training jobs on the worker: a process for each, figures noted while it runs, its adapter registered."""
