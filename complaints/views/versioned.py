"""Edits of complaints, in the words of their pages."""

from typing import Any

from casework.views import versioned
from complaints.views.shown import name_of, value_of


class VersionedView(versioned.VersionedView):
    """An edit of what two people may have open at once. The loser sees both versions and keeps every word typed."""

    def name_of(self, row: Any, name: str) -> str:
        return name_of(row, name)

    def value_of(self, row: Any, name: str, value: Any) -> str:
        return value_of(row, name, value)
