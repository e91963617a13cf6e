"""The declared tables: columns, vocabulary, derived schema, checks and doubts."""
