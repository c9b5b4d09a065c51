"""Pages of the case file and of its clocks."""
