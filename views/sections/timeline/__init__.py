"""The sections of the Timeline."""
