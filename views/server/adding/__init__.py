"""Adding records: permissions, uploaded files, and the loads that run for them."""
