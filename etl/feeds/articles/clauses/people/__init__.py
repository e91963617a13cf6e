"""People killed and wounded, and their sides."""
