"""Where a person lands after signing in."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from casework.models import Opening
from casework.rules import SEES_CASES
from complaints.choices import ImportState
from complaints.models import ImportBatch
from complaints.rules import KEEPS_MISCONDUCT, KEEPS_RECORDS
from pcc.reporting.views.letters import letters_at_a_glance
from pcc.reporting.views.work import for_home
from pcc.roles import ANSWERS_LETTERS, BRINGS_IN_EXTRACTS, READS_FIGURES, RUNS_JOBS, SEES_COMPLAINTS, STAFF, Role
from pcc.views import Page, open_to
from pcc.working_days import in_words
from reviews.dip_sampling.models import Flag
from reviews.dip_sampling.rules import ANSWERS_FLAGS


@dataclass(frozen=True)
class Doing:
    """A thing to do from the home page, and for whom."""

    text: str
    hint: str
    route: str
    roles: frozenset[Role]


DOINGS = (
    Doing(
        "Bring in an extract",
        "The force's complaints, checked before they count.",
        "complaints:bring-in",
        BRINGS_IN_EXTRACTS,
    ),
    Doing("Case files", "Every file the office works on, with the next due date.", "casework:list", SEES_CASES),
    Doing("Find a complaint", "By reference, date, handling, area or category.", "complaints:list", SEES_COMPLAINTS),
    Doing(
        "Enter a complaint by hand",
        "One that the office hears of before the force's extract brings it.",
        "complaints:enter",
        KEEPS_RECORDS,
    ),
    Doing(
        "Misconduct outcomes",
        "The registers of outcomes and of appeals tribunals.",
        "complaints:misconduct",
        KEEPS_MISCONDUCT,
    ),
    Doing(
        "Misconduct by year",
        "Dismissals, other outcomes and appeals, by calendar and financial year.",
        "complaints:misconduct-figures",
        READS_FIGURES,
    ),
    Doing(
        "How are complaints going?",
        "What changed, when the open ones clear, how long complaints take.",
        "reporting:overview",
        READS_FIGURES,
    ),
    Doing(
        "What does the public write?",
        "How much came in, whether it was answered in time, what is open and on whom it waits.",
        "reporting:correspondence",
        READS_FIGURES | ANSWERS_LETTERS,
    ),
    Doing(
        "How often are reviews upheld?",
        "How many reviews, how long they take, what became of recommendations.",
        "reporting:reviews",
        READS_FIGURES,
    ),
    Doing(
        "Definitions of the figures",
        "What each figure counts, and what it leaves out.",
        "reporting:definitions",
        READS_FIGURES,
    ),
    Doing(
        "Background jobs", "What the office's computers are doing, and what went wrong.", "reporting:jobs", RUNS_JOBS
    ),
    Doing(
        "Audit log",
        "Who did, saw, searched and took away what, and whether the log is whole.",
        "reporting:audit",
        frozenset({Role.AUDITOR}),
    ),
    Doing(
        "Sealed cases opened in an emergency",
        "Who opened which, why, and whether it was needed.",
        "casework:openings",
        frozenset({Role.AUDITOR}),
    ),
    Doing(
        "Users and reference data",
        "People, roles, forces and bank holidays.",
        "admin:index",
        frozenset({Role.ADMINISTRATOR}),
    ),
    Doing("What you saw and did", "What the audit log holds of your own acts.", "reporting:audit-mine", STAFF),
)


class Home(Page):
    """Where a person lands: what waits for them, and what their roles open. No link leads to a refusal."""

    roles = frozenset(Role)
    template_name = "reporting/home.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.person.roles == {Role.PANEL_MEMBER}:
            with suppress(NoReverseMatch):  # where this process serves no pages of members
                return HttpResponseRedirect(reverse("reading:home"))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        roles, today = self.person.roles, timezone.localdate()
        asked = Flag.objects.visible_to(self.person).unanswered().for_list() if roles & ANSWERS_FLAGS else ()
        waiting = [{"text": flag.in_words, "url": flag.get_absolute_url()} for flag in asked]
        if roles & BRINGS_IN_EXTRACTS:
            checked = ImportBatch.objects.visible_to(self.person).filter(state=ImportState.CHECKED).for_list()
            waiting += [
                {"text": f"{batch.file_name} is checked and waits for you", "url": batch.get_absolute_url()}
                for batch in checked.order_by("-pk")[:5]
            ]
        if Role.AUDITOR in roles:
            openings = Opening.objects.visible_to(self.person).not_looked_into().exclude(user=self.person).for_list()
            waiting += [
                {
                    "text": f"{opening.case} was sealed and opened in an emergency: look into it by "
                    f"{in_words(opening.look_by)}",
                    "url": opening.get_absolute_url(),
                }
                for opening in openings.order_by("pk")[:5]
            ]
        return super().get_context_data(**kwargs) | {
            "today": today,
            "work": for_home(self.person) if roles & SEES_CASES else None,
            "waiting": waiting,
            "letters": letters_at_a_glance(today) if Role.MANAGER in roles else [],
            "doings": [{"text": doing.text, "hint": doing.hint, "url": url} for doing, url in open_to(roles, DOINGS)],
        }
