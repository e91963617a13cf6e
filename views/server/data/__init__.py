"""The data at its addresses: tables for programs, and files offered by pages."""
