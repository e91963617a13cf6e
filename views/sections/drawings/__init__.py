"""The figures of the pages, drawn from the choices alone: for a page, and for a frame on another site."""
