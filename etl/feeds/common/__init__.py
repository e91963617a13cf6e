"""What feeds share. Every module one folder up is a feed."""
