"""Adapters and their rollout: promoted by what was measured, compared while they serve, rolled back."""
