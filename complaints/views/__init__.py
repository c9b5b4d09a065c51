"""Pages of complaints, a module a subject."""
