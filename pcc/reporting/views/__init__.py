"""Pages that look across the apps, a module a subject."""
