"""The first stage of a load: from outside files to rows in the common shape."""
