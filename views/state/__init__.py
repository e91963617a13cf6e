"""Session state: the address, the choices of every page, and cached answers."""
