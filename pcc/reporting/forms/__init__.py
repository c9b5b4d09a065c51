"""What the pages of reporting ask for, as typed values: a module for each kind of page."""
