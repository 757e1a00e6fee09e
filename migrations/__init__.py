"""Alembic scripts that bring a database to this release's schema; `app.core.migrations` runs them."""
