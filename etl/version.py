"""The version of the software, in the one place that needs no installation."""

VERSION = "0.1.0"
