"""Figures of panels: the population a sample is drawn from, how readers answered, and how far they agree."""
