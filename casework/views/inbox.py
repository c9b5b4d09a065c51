"""The inbox: what the public wrote, a shelf at a time or narrowed by filters that the address holds."""

from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from casework.filters import FIRST_ASKED, SHELVES, SORTS, CorrespondenceFilter, default_sort, told_in_lists
from casework.models import Correspondence
from casework.rules.correspondence import SEES_CORRESPONDENCE, WORKS_CASES
from casework.views.arriving import how_it_arrives
from casework.views.correspondence import tag_of
from casework.views.rows import due_day
from pcc import audit, exports
from pcc.errors import RuleBroken
from pcc.filters import PAGING, panel, selected, unknown
from pcc.views import Page, count_up_to, keyset


class Inbox(Page):
    """What the public wrote; without filters what waits to be sorted, the oldest at the top."""

    roles = SEES_CORRESPONDENCE
    template_name = "casework/inbox.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query, today = narrowed(self.request.GET), timezone.localdate()
        rows = Correspondence.objects.visible_to(self.person)
        filterset = CorrespondenceFilter(query, queryset=rows, request=self.request, on=today, person=self.person)
        context = super().get_context_data(**kwargs) | {
            "panel": panel(filterset, first=FIRST_ASKED),
            "clear_url": self.request.path,
            "selected": [],
            "unknown": unknown(filterset, query),
            "shelves": [self._shelf(rows, code, here=query) for code in SHELVES],
            "views": exports.views_for("correspondence", query, self.person),
            **how_it_arrives(self.person),
            "may_log": bool(self.person.roles & WORKS_CASES),
        }
        if not filterset.is_valid():
            return context | {"problem": filterset.form, "form": filterset.form}
        try:
            page = keyset(filterset.qs.for_list(), self.request, sorts=SORTS, default=default_sort(query))
        except RuleBroken as broken:
            return context | {"refused": str(broken)}
        filters = sorted(set(query) & set(filterset.filters))
        verb = "correspondence.searched" if "q" in filters else "correspondence.listed"
        audit.record_list(verb, Correspondence, page.rows, by=self.person, filters=filters)
        total, more = count_up_to(filterset.qs)
        return context | {
            "page": page,
            "total": total,
            "at_least": more,
            "selected": selected(filterset, query) if set(filters) - {"shelf"} else [],
            "here": _without_paging(query).urlencode(),
            "columns": [
                {"label": "Matter"},
                {"label": "From"},
                {"label": "Stage"},
                {"label": "Owner"},
                {"label": "Received", "sort": "received"},
                {"label": "Next due date", "sort": "due"},
            ],
            "rows": [
                [
                    {"text": item.case.reference, "url": item.get_absolute_url(), "hint": _title(item)},
                    told_in_lists(item, item.sender_name or item.sender_email or "Not known"),
                    tag_of(item),
                    str(item.case.owner or "Nobody"),
                    _day(item.received_on),
                    {"due": due_day(item.due_on, as_at=today)} if item.due_on else "None",
                ]
                for item in page.rows
            ],
        }

    def _shelf(self, rows: Any, code: str, *, here: QueryDict) -> dict[str, Any]:
        number, more = count_up_to(rows.filter(stage__in=SHELVES[code][1]))
        count = f"{number:,}{'+' if more else ''}"
        current = here.get("shelf") == code and set(here) <= PAGING | {"shelf"}
        return {"text": f"{SHELVES[code][0]} ({count})", "url": f"?shelf={code}", "current": current}


def _day(day: date) -> str:
    """A day that no narrow column breaks."""
    return f"{day:%a %-d %b %Y}".replace(" ", "\u00a0")


def _title(item: Correspondence) -> str:
    title = told_in_lists(item, item.case.title)
    return f"{title} · Danger or abuse" if item.may_upset and item.ended_on is None else title


def narrowed(query: QueryDict) -> QueryDict:
    """The query of the address; without any filter the shelf of what waits to be sorted."""
    query = query.copy()
    if not set(query) - PAGING:
        query["shelf"] = "new"
    return query


def _without_paging(query: QueryDict) -> QueryDict:
    kept = query.copy()
    for gone in ("after", "before"):
        kept.pop(gone, None)
    return kept
