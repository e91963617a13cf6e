"""The figures of the pages, drawn from the choices only: for pages, and for frames on other sites."""
