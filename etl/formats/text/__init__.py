"""Files of text: cells between delimiters, and lists of JSON."""
