"""What people type about a case, as typed values, a module a subject."""
