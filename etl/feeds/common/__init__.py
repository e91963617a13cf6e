"""What the feeds share, and what is told from them. Every module one folder up is a feed."""
