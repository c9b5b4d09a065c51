"""Every write to panels, samples, extracts, sessions and findings, a module a matter."""
