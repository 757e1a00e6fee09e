"""The gateway: everything that speaks HTTP, and the service's own records."""
