"""What a session holds: the address, the sidebar and kept answers."""
