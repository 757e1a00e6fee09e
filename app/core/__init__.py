"""What every part of the service stands on: settings, database, errors, logging, storage."""
