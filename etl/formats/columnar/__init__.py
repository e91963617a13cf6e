"""Binary files of one table with named columns."""
