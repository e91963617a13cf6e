"""What a session holds: the address, the choices of every page and kept answers."""
