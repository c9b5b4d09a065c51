"""Every write to complaints, a module a subject: extracts brought in, and records kept by the office."""
