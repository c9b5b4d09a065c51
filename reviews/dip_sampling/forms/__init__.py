"""What people type about panels, a module a subject."""
