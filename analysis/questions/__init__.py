"""Questions asked of one release, one module a subject."""
