"""Protection: who may ask the server, limits on connections, and security headers."""
