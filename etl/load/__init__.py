"""The steps of a load, from staged rows to a published release."""
