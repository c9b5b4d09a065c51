"""The figures of reviews among the reports: the same page as in the reviews' own section."""

from pcc.reporting.views.reports import ReportPage
from reviews.views.figures import Figures


class Upheld(ReportPage, Figures):
    """How many reviews, how long, how often upheld."""
