"""Figures about reviews and their recommendations, and the load of those who work them."""

from reviews.stats.load import candidates, load_by_person

__all__ = ["candidates", "load_by_person"]
