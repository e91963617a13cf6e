"""Questions about one release, one module per subject."""
