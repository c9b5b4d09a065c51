"""One person, many files: the page of a person, two records put together, plans for unacceptable contact."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from casework import workflow
from casework.choices import Stage
from casework.forms import people as asked
from casework.forms.cases import ReasonForm
from casework.models import ContactPlan, Interest, Letter, Merge, Party, Person
from casework.rules import ALWAYS_READ, ANSWERS_FOR_CASES, DETAILS, KEEPS_FILES, PLAN_MOVES, SEES_CASES, WORKS_CASES
from casework.views.rows import TONES, due_day, ways_to
from casework.views.versioned import VersionedView
from casework.workflow import plans
from pcc import audit
from pcc.moves import open_moves
from pcc.versions import Edited
from pcc.views import ActionView, Page
from pcc.working_days import in_words

NOTHING = "Not known"
PLAN_TONES = {"PROPOSED": "yellow", "IN_FORCE": "red", "REFUSED": "grey", "ENDED": "grey"}
PLAN_ROUTES = {"decide": "decide-plan", "letter": "plan-letter", "review": "review-plan", "end": "end-plan"}


def shown(person: Person, name: str) -> Any:
    """A detail in words; several lines stay lines."""
    value = getattr(person, name)
    if name == "contact_by":
        return person.get_contact_by_display() or NOTHING
    if name == "letter_form":
        return person.get_letter_form_display() or NOTHING
    if name == "is_young":
        return {None: NOTHING, True: "Yes", False: "No"}[value]
    return {"lines": value.splitlines()} if "\n" in value else value or NOTHING


def labels() -> dict[str, str]:
    """Details as people call them."""
    fields = asked.DetailsForm.base_fields
    return {name: str(fields[name].label).removesuffix(" (optional)") for name in DETAILS}


class PersonPage(Page):
    """Somebody: details, files, plan, and records that may be the same person."""

    roles = SEES_CASES
    template_name = "casework/person_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.find(Person.objects.visible_to(self.person), pk=self.kwargs["pk"])
        plans = list(person.plans.select_related("proposed_by", "decided_by", "letter").order_by("-pk"))
        seen = {"plans": [plan.pk for plan in plans]} if plans else {}
        audit.record("person.viewed", person, by=self.person, **seen)
        keeps = bool(self.person.roles & KEEPS_FILES)
        answers = bool(self.person.roles & ANSWERS_FOR_CASES)
        names = labels()
        edit = reverse("casework:edit-person", args=[person.pk])
        parties = Party.objects.visible_to(self.person).filter(person=person)
        alike = list(Person.objects.visible_to(self.person).alike(person).order_by("pk")[:10])
        return super().get_context_data(**kwargs) | {
            "who": person,
            "careful": f"Safe contact: {person.safe_contact}" if person.safe_contact else "",
            "adjusted": person.adjustments,
            "details": [{"key": names[name], "value": shown(person, name)} for name in DETAILS],
            "edit_url": edit if keeps else "",
            "file_columns": [
                {"label": "File"},
                {"label": "Stage"},
                {"label": "Role"},
                {"label": "From"},
                {"label": "To"},
            ],
            "files": [_file_row(party) for party in parties.select_related("case").order_by("-case__opened_on", "-pk")],
            "plans": [_plan(plan, self) for plan in plans],
            "always_read": ALWAYS_READ,
            "may_propose": keeps and not any(plan.stage in ("PROPOSED", "IN_FORCE") for plan in plans),
            "alike_columns": [{"label": "Record"}, {"label": "Reached by"}, {"label": "Compare"}],
            "alike": [
                [
                    {"text": other.name, "url": other.get_absolute_url()},
                    {"lines": ways_to(other)},
                    {
                        "text": f"Compare with record {other.pk}",
                        "url": reverse("casework:compare", args=[person.pk, other.pk]),
                    },
                ]
                for other in alike
            ]
            if keeps
            else [],
            "merges": [
                {
                    "gone": merge.gone.name,
                    "by": merge.made_by,
                    "at": merge.made_at,
                    "undo_url": reverse("casework:undo-merge", args=[person.pk, merge.pk]) if keeps else "",
                }
                for merge in person.merges.filter(undone_at=None).select_related("gone", "made_by").order_by("-pk")
            ],
            "register": [
                {
                    "row": interest,
                    "end_url": reverse("casework:end-interest", args=[person.pk, interest.pk])
                    if interest.user_id != self.person.pk
                    else "",
                }
                for interest in person.interests.filter(ended_at=None).select_related("user").order_by("pk")
            ]
            if answers
            else [],
            "answers": answers,
            "interest_url": reverse("casework:declare-interest", args=[person.pk]),
        }


def _file_row(party: Party) -> list[Any]:
    case = party.case
    return [
        {"text": case.reference, "url": case.get_absolute_url(), "hint": case.title},
        {"text": case.get_stage_display(), "tone": TONES[case.stage]},
        party.get_role_display(),
        f"{party.added_on:%-d %b %Y}",
        {"text": f"{party.ended_on:%-d %b %Y}", "hint": party.ended_because} if party.ended_on else "Now",
    ]


def _plan(plan: ContactPlan, page: Page) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [
        {"key": "Stage", "value": {"text": plan.get_stage_display(), "tone": PLAN_TONES[plan.stage]}},
        {"key": "Level", "value": plan.get_level_display()},
        {"key": "Subject", "value": plan.subject},
        {"key": "What they may do", "value": plan.terms},
        {"key": "Reason", "value": {"text": plan.reason, "hint": f"Recorded in: {plan.evidence}"}},
        {"key": "Adjustments first", "value": plan.adjustments_considered},
        {"key": "Always read", "value": {"lines": [*ALWAYS_READ, *plan.carve_outs.splitlines()]}},
        {"key": "Proposed", "value": f"{in_words(plan.proposed_on)}, by {plan.proposed_by}"},
    ]
    if plan.decided_on:
        decided = f"{in_words(plan.decided_on)}, by {plan.decided_by}"
        rows.append({"key": "Decided", "value": {"text": decided, "hint": plan.decision_note}})
    if plan.review_on and not plan.ended_on:
        today = timezone.localdate()
        rows.append({"key": "To be looked at again", "value": {"due": due_day(plan.review_on, as_at=today)}})
    if plan.letter and Letter.objects.visible_to(page.person).filter(pk=plan.letter_id).exists():
        told = {"text": plan.letter.get_stage_display(), "url": plan.letter.get_absolute_url()}
        rows.append({"key": "Letter that tells them", "value": told})
    if plan.ended_on:
        rows.append({"key": "Ended", "value": in_words(plan.ended_on)})
    ways = [
        {
            "text": PLAN_MOVES[move].label,
            "url": reverse(f"casework:{PLAN_ROUTES[move]}", args=[plan.person_id, plan.pk]),
        }
        for move in open_moves(PLAN_MOVES, plan, page.person)
        if move in PLAN_ROUTES
    ]
    return {"rows": rows, "ways": ways, "title": f"Plan for contact proposed on {in_words(plan.proposed_on)}"}


class PersonAct(ActionView):
    """An act on a person whom one may see."""

    roles = KEEPS_FILES
    heading = ""
    label = "Save"
    intro = ""
    warning = ""
    tells: tuple[str, ...] = ()

    @cached_property
    def who(self) -> Person:
        return self.find(Person.objects.visible_to(self.person), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        told = {"today": timezone.localdate}
        return super().get_form_kwargs() | {name: told[name]() for name in self.tells}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "heading": f"{self.heading}: {self.who}",
            "label": self.label,
            "intro": self.intro,
            "warning": self.warning,
            "back_url": self.who.get_absolute_url(),
        }

    def onward(self, person: Person) -> str:
        """The person's page, or the list of cases once it is shut to whoever acted."""
        seen = Person.objects.visible_to(self.person).filter(pk=person.pk).exists()
        return person.get_absolute_url() if seen else reverse("casework:list")


class EditPerson(PersonAct, VersionedView):
    form_class = asked.EditPersonForm
    template_name = "casework/person_edit.html"
    heading = "Change details"

    def row(self) -> Person:
        return self.find(Person.objects.visible_to(self.person), pk=self.kwargs["pk"])

    def edit(self, form: Any, row: Person, changes: dict[str, Any], seen: int) -> Edited:
        return workflow.edit_person(row, changes=changes, seen=seen, by=self.person)

    def target(self, row: Person) -> str:
        return self.onward(row)


class Compare(PersonAct):
    """Two records side by side: one person, or two."""

    form_class = asked.CompareForm
    template_name = "casework/compare.html"
    heading = "The same person?"

    @cached_property
    def other(self) -> Person:
        rows = Person.objects.visible_to(self.person).exclude(pk=self.who.pk)
        return self.find(rows, pk=self.kwargs["other"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = labels()
        pair = (self.who, self.other)
        files = [
            [
                party.case.reference
                for party in Party.objects.visible_to(self.person).filter(person=person).select_related("case")
            ]
            for person in pair
        ]
        added = [
            {"text": f"{timezone.localtime(person.added_at):%-d %b %Y}", "hint": str(person.added_by or "")}
            for person in pair
        ]
        return super().get_context_data(**kwargs) | {
            "other": self.other,
            "columns": [
                {"label": "Detail"},
                {"label": f"This record, {self.who.pk}"},
                {"label": f"Record {self.other.pk}"},
            ],
            "rows": [
                *([names[name], shown(self.who, name), shown(self.other, name)] for name in DETAILS),
                ["Files that you may see", *({"lines": sorted(set(each)) or ["None"]} for each in files)],
                ["Added", *added],
            ],
        }

    def perform(self, form: Any) -> str:
        if form.cleaned_data["answer"] == "two":
            workflow.keep_apart(self.who, self.other, by=self.person)
            return self.who.get_absolute_url()
        merge = workflow.merge_people(self.who, self.other, by=self.person)
        return self.onward(merge.kept)


class UndoMerge(PersonAct):
    form_class = forms.Form
    heading = "Take two records apart again"
    label = "They are two people"
    intro = (
        "Each record has again the files, plans and details that it had. What was changed since stays with this record."
    )
    done = "They are two people again."

    def merge(self) -> Merge:
        return self.find(self.who.merges.filter(undone_at=None), pk=self.kwargs["merge"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        merge = self.merge()
        facts = [{"key": "Merged into this record", "value": merge.gone.name}]
        return super().get_context_data(**kwargs) | {"facts": facts}

    def perform(self, form: Any) -> str:
        workflow.undo_merge(self.merge(), by=self.person)
        return self.onward(self.who)


class DeclareInterest(PersonAct):
    roles = SEES_CASES
    form_class = asked.InterestForm
    heading = "Declare what this person is to you"
    label = "Declare it"
    warning = (
        "Every file of this person closes to you, now and later, until somebody who answers for cases lets you in."
    )
    done = "It is on the register. The files of this person are closed to you."

    def perform(self, form: Any) -> str:
        workflow.declare_interest(self.who, by=self.person, **form.cleaned_data)
        return reverse("casework:list")


class EndInterest(PersonAct):
    roles = ANSWERS_FOR_CASES
    confirms_who = True
    form_class = ReasonForm
    heading = "Take somebody off the register"
    label = "Take them off"
    intro = "Files that closed to them stay closed until they are let in, file by file. Later files open to them."
    done = "They are off the register."

    def interest(self) -> Interest:
        return self.find(
            self.who.interests.select_related("user", "person").filter(ended_at=None), pk=self.kwargs["interest"]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        interest = self.interest()
        facts = [{"key": str(interest.user), "value": interest.get_kind_display()}]
        return super().get_context_data(**kwargs) | {"facts": facts}

    def perform(self, form: Any) -> str:
        workflow.end_interest(self.interest(), by=self.person, **form.cleaned_data)
        return self.who.get_absolute_url()


# Plans


class ProposePlan(PersonAct):
    form_class = asked.PlanForm
    tells = ("today",)
    heading = "Propose a plan for unacceptable contact"
    label = "Propose it"
    intro = (
        "A plan says what this person may still do. Somebody else who answers for cases decides on it. "
        "Whatever the level, we always read: " + "; ".join(each[0].lower() + each[1:] for each in ALWAYS_READ) + "."
    )
    done = "The plan is proposed. It is in force once somebody else has decided."

    def perform(self, form: Any) -> Person:
        workflow.propose_plan(self.who, by=self.person, **form.cleaned_data)
        return self.who


class OnPlan(PersonAct):
    """An act on a plan, found through the person."""

    roles = ANSWERS_FOR_CASES
    tells = ("today",)

    def plan(self) -> ContactPlan:
        return self.find(self.who.plans.select_related("proposed_by", "letter"), pk=self.kwargs["plan"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = self.plan()
        facts = [
            {"key": "Level", "value": plan.get_level_display()},
            {"key": "Subject", "value": plan.subject},
            {"key": "What they may do", "value": plan.terms},
            {"key": "Reason", "value": {"text": plan.reason, "hint": f"Recorded in: {plan.evidence}"}},
            {"key": "Adjustments first", "value": plan.adjustments_considered},
            {"key": "Proposed by", "value": str(plan.proposed_by)},
        ]
        return super().get_context_data(**kwargs) | {"facts": facts}


class DecidePlan(OnPlan):
    form_class = asked.DecideForm
    heading = "Decide on the plan"
    label = "Record the decision"
    done = "The decision is recorded."

    def perform(self, form: Any) -> Person:
        workflow.decide_plan(self.plan(), by=self.person, **form.cleaned_data)
        return self.who


class ReviewPlan(OnPlan):
    form_class = asked.ReviewPlanForm
    heading = "Look at the plan again"
    label = "Keep the plan"
    done = "The plan stays in force."

    def perform(self, form: Any) -> Person:
        workflow.review_plan(self.plan(), by=self.person, **form.cleaned_data)
        return self.who


class PlanLetter(OnPlan):
    """Begin the letter that tells a person of the plan for their contact."""

    roles = WORKS_CASES
    tells = ()
    form_class = asked.PlanLetterForm
    heading = "Write the letter that tells them"
    label = "Write it"
    intro = "The letter is read from the plan, and a second person checks it before it is issued."
    done = "The letter is begun. Read it, and send it for its second check."

    def get_form_kwargs(self) -> dict[str, Any]:
        parties = Party.objects.visible_to(self.person).filter(person=self.who, ended_on=None, case__stage=Stage.OPEN)
        return super().get_form_kwargs() | {"parties": parties.select_related("case").order_by("-case__opened_on")}

    def perform(self, form: Any) -> Letter:
        return plans.write_letter(self.plan(), party=form.cleaned_data["party"], by=self.person)


class EndPlan(OnPlan):
    form_class = asked.EndForm
    heading = "End the plan"
    label = "End it"
    done = "The plan has ended."

    def perform(self, form: Any) -> Person:
        workflow.end_plan(self.plan(), by=self.person, **form.cleaned_data)
        return self.who
