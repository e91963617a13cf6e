"""Adding records: who may, the uploaded files, and the loads that run for them."""
