"""The data at its addresses: tables for programs, and the files that pages offer."""
