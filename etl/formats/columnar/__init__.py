"""Binary files with one table of named columns."""
