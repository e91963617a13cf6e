"""What readers may add: who may, the files that they drop, and the loads that run for them."""
