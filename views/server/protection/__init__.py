"""Who may ask the server, what a connection may do, and what every answer tells the browser."""
