"""Conversations as their readers keep them: listed, shown again, renamed, searched, exported, deleted."""
