"""Code shared by feeds. Every module one folder up is a feed."""
