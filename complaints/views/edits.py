"""Acts on one complaint, a page each: entered, edited, corrected, linked, labelled, put on file."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from complaints.choices import Handling, LinkKind
from complaints.forms import records as asked
from complaints.models import Allegation, Category, Complaint, EqualityData, Factor, ReviewBodyCheck
from complaints.rules import KEEPS_RECORDS, MOVES, SEES_EQUALITY, decisions_for, reference_key
from complaints.views.clocks import clock_rules, owed_notices
from complaints.views.complaint import pages_of
from complaints.views.shown import NOTHING, name_of, told
from complaints.views.versioned import VersionedView
from complaints.workflow import records
from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import BankHoliday
from pcc.roles import SEES_COMPLAINTS
from pcc.versions import Edited
from pcc.views import ActionView


class EnterByHand(ActionView):
    """A complaint that the office knows of before the force's extract has it."""

    roles = KEEPS_RECORDS
    form_class = asked.EntryForm
    done = "The complaint is entered. The next extract of the force finds it by its reference."
    extra_context = {
        "heading": "Enter a complaint by hand",
        "label": "Enter it",
        "intro": "For a complaint that the office hears of before the force's extract brings it.",
    }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"back_url": reverse("complaints:list")}

    def perform(self, form: Any) -> Complaint:
        facts = dict(form.cleaned_data)
        force = facts.pop("force")
        return records.enter(force, facts=facts, by=self.person, on=timezone.localdate())


class Act(ActionView):
    """An act on one complaint: found, asked about, done, and back to its page."""

    roles = KEEPS_RECORDS
    move = ""
    heading = ""
    label = "Record it"
    intro = ""

    def complaint(self) -> Complaint:
        return self.find(Complaint.objects.visible_to(self.person).for_detail(), pk=self.kwargs["pk"])

    def part(self, rows: Any, **lookup: Any) -> Any:
        """A part of a complaint already found; the 404 of a missing page when it has none like it."""
        found = rows.filter(**lookup).first()
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        complaint = self.complaint()
        if refusal := MOVES[self.move].refusal(complaint, self.person):
            raise RuleBroken(refusal)
        return super().get_context_data(**kwargs) | {
            "complaint": complaint,
            "heading": f"{self.heading or MOVES[self.move].label}: {complaint.reference}",
            "label": self.label,
            "intro": self.intro,
            "facts": self.facts(complaint),
            "back_url": complaint.get_absolute_url(),
        }

    def facts(self, complaint: Complaint) -> list[dict[str, Any]]:
        """What the act is about, where it is about a part: finding it is the 404 of a page that is not there."""
        return []


class VersionedAct(Act, VersionedView):
    """An act on a part of a complaint that two people may have open at once."""

    template_name = "complaints/record_edit.html"
    label = "Save"

    def target(self, row: Any) -> str:
        return reverse("complaints:complaint", args=[self.kwargs["pk"]])


class EditSection(VersionedAct):
    """One part of the record, edited together."""

    move = "edit"

    def get_form_class(self) -> type[asked.VersionedForm]:
        return self.section()[1]

    def section(self) -> tuple[str, type[asked.VersionedForm]]:
        found = asked.SECTIONS.get(self.kwargs["section"])
        if found is None:
            raise Http404
        return found

    @property
    def heading(self) -> str:  # type: ignore[override]
        return self.section()[0]

    def row(self) -> Complaint:
        return self.complaint()

    def edit(self, form: Any, row: Any, changes: dict[str, Any], seen: int) -> Edited:
        return records.edit(
            row,
            changes=changes,
            seen=seen,
            reason=form.cleaned_data.get("reason", ""),
            by=self.person,
            on=timezone.localdate(),
        )


class EditAllegation(VersionedAct):
    """The office's codes of one allegation, beside the force's words."""

    move = "edit"
    form_class = asked.AllegationForm

    def row(self) -> Allegation:
        return self.part(self.complaint().allegations, number=self.kwargs["number"])

    @property
    def heading(self) -> str:  # type: ignore[override]
        return f"Allegation {self.kwargs['number']}"

    def get_form_kwargs(self) -> dict[str, Any]:
        complaint = self.complaint()
        decisions = decisions_for(complaint.handling, special=complaint.special_requirements)
        return super().get_form_kwargs() | {
            "categories": Category.objects.in_force(complaint.received_on).order_by("scheme", "code"),
            "factors": Factor.objects.in_force(complaint.received_on).order_by("local", "name"),
            "decisions": decisions,
        }

    def facts(self, complaint: Complaint) -> list[dict[str, Any]]:
        row = self.row()
        said = [("Category", row.category), ("Decision", row.decision), ("Action", row.action)]
        return [{"key": f"The force's word: {key.lower()}", "value": text or NOTHING} for key, text in said]

    def edit(self, form: Any, row: Any, changes: dict[str, Any], seen: int) -> Edited:
        return records.edit_allegation(row, changes=changes, seen=seen, by=self.person)


class CheckReviewBody(VersionedAct):
    """Six questions, of which one yes means the IOPC."""

    move = "check_review_body"
    form_class = asked.ReviewBodyForm
    heading = "Review body"
    intro = (
        "One yes means that the Independent Office for Police Conduct decides a review. Only six answers of no make it "
        "the local policing body. Police (Complaints and Misconduct) Regulations 2020, regulation 32."
    )

    def row(self) -> Any:
        complaint = self.complaint()
        return getattr(complaint, "review_body_check", None) or ReviewBodyCheck(complaint=complaint, version=0)

    def values(self, row: Any) -> dict[str, Any]:
        return {name: getattr(row, name) for name in ReviewBodyCheck.QUESTIONS}

    def edit(self, form: Any, row: Any, changes: dict[str, Any], seen: int) -> Edited:
        check = records.check_review_body(row.complaint, answers=changes, seen=seen, by=self.person)
        return Edited(check, ReviewBodyCheck.QUESTIONS)


class Equality(VersionedAct):
    """Equality data: a page of its own for the roles that may see them. Each look is an event."""

    roles = SEES_EQUALITY
    move = "record_equality"
    form_class = asked.EqualityForm
    heading = "Equality data"
    intro = "What the complainant said about themselves. Everybody who opens this page is recorded."

    def row(self) -> Any:
        complaint = self.complaint()
        return getattr(complaint, "equality", None) or EqualityData(complaint=complaint, version=0)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        audit.record("equality.viewed", self.complaint(), by=self.person)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"pages": pages_of(context["complaint"], self.person, here="equality")}

    def target(self, row: Any) -> str:
        return reverse("complaints:equality", args=[self.kwargs["pk"]])

    def edit(self, form: Any, row: Any, changes: dict[str, Any], seen: int) -> Edited:
        return records.record_equality(row.complaint, changes=changes, seen=seen, by=self.person)


class ChangeRoute(Act):
    move = "change_route"
    form_class = asked.RouteForm
    heading = "Change of route"
    done = "The change of route is recorded."

    def perform(self, form: Any) -> Complaint:
        given = form.cleaned_data
        complaint = self.complaint()
        records.change_route(
            complaint,
            handling=Handling(given["handling"]),
            changed_on=given["changed_on"],
            reason=given["reason"],
            by=self.person,
            on=timezone.localdate(),
        )
        return complaint


class Suspend(Act):
    move = "suspend"
    form_class = asked.SuspensionForm
    heading = "Suspension"
    done = "The suspension is recorded."

    def perform(self, form: Any) -> Complaint:
        complaint = self.complaint()
        records.suspend(complaint, **form.cleaned_data, by=self.person, on=timezone.localdate())
        return complaint


class EndSuspension(Act):
    move = "suspend"
    form_class = asked.EndForm
    heading = "End of the suspension"
    done = "The handling goes on."

    def suspension(self, complaint: Complaint) -> Any:
        return self.part(complaint.suspensions, pk=self.kwargs["suspension"])

    def facts(self, complaint: Complaint) -> list[dict[str, Any]]:
        found = self.suspension(complaint)
        return [{"key": found.get_reason_display(), "value": f"Since {found.began_on:%-d %B %Y}"}]

    def perform(self, form: Any) -> Complaint:
        complaint = self.complaint()
        records.end_suspension(self.suspension(complaint), **form.cleaned_data, by=self.person, on=timezone.localdate())
        return complaint


class NoteUpdate(Act):
    move = "note_update"
    form_class = asked.UpdateForm
    heading = "Update to the complainant"
    done = "The update is recorded."

    def perform(self, form: Any) -> Complaint:
        complaint = self.complaint()
        records.note_update(complaint, **form.cleaned_data, by=self.person, on=timezone.localdate())
        return complaint


class NoteNotice(Act):
    """The next notice that is not recorded yet."""

    move = "note_notice"
    form_class = asked.NoticeForm
    heading = "12-month notice"
    done = "The notice is recorded."

    def perform(self, form: Any) -> Complaint:
        complaint = self.complaint()
        occurrence = 1 + max((notice.occurrence for notice in complaint.notices.all()), default=0)
        records.note_notice(
            complaint, occurrence=occurrence, **form.cleaned_data, by=self.person, on=timezone.localdate()
        )
        return complaint

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        complaint = context["complaint"]
        noted = {notice.occurrence for notice in complaint.notices.all()}
        calendar = BankHoliday.objects.as_calendar()
        owed = owed_notices(complaint, clock_rules(), calendar=calendar, on=timezone.localdate())
        waiting = [each for each in owed if each.occurrence not in noted]
        words = f"Notice {waiting[0].occurrence} falls due after {waiting[0].due_on:%-d %B %Y}." if waiting else ""
        return context | {
            "intro": words or "No notice falls due by the dates recorded; the force may write all the same."
        }


class ActOnNotice(Act):
    move = "note_notice"
    form_class = asked.NoticeActionForm
    heading = "What the office did about the notice"
    done = "What the office did is recorded."

    def notice(self, complaint: Complaint) -> Any:
        return self.part(complaint.notices, occurrence=self.kwargs["number"])

    def facts(self, complaint: Complaint) -> list[dict[str, Any]]:
        notice = self.notice(complaint)
        return [
            {"key": f"Notice {notice.occurrence}", "value": f"Received on {notice.received_on:%-d %B %Y}"},
            {"key": "What it says", "value": notice.reasons},
        ]

    def perform(self, form: Any) -> Complaint:
        complaint = self.complaint()
        records.act_on_notice(self.notice(complaint), **form.cleaned_data, by=self.person, on=timezone.localdate())
        return complaint


class LinkTo(Act):
    move = "link"
    form_class = asked.LinkForm
    heading = "Link to another complaint"
    label = "Link them"
    done = "The two complaints are linked."

    def perform(self, form: Any) -> Complaint:
        given, complaint = form.cleaned_data, self.complaint()
        seen = Complaint.objects.visible_to(self.person)
        written = given["reference"].strip()
        alike = list(seen.filter(reference_key=reference_key(written)).order_by("pk"))
        found = [other for other in alike if other.reference == written] or alike
        found = [other for other in found if other.force_id == complaint.force_id] or found
        if len(found) != 1:
            raise RuleBroken(
                "Several complaints have this reference: write it just as the force does."
                if found
                else "There is no complaint with this reference."
            )
        if given["kind"] == asked.LinkForm.DUPLICATE:
            records.mark_duplicate(complaint, of=found[0], by=self.person)
        else:
            records.link(complaint, other=found[0], kind=LinkKind(given["kind"]), note=given["note"], by=self.person)
        return complaint


class Unlink(Act):
    move = "link"
    form_class = forms.Form
    heading = "Remove the link"
    label = "Remove it"
    done = "The link is removed."

    def link(self, complaint: Complaint) -> Any:
        return self.part(complaint.links(), pk=self.kwargs["link"])

    def facts(self, complaint: Complaint) -> list[dict[str, Any]]:
        link = self.link(complaint)
        return [{"key": "How they are linked", "value": {"text": link.get_kind_display(), "hint": link.note}}]

    def perform(self, form: Any) -> Complaint:
        complaint = self.complaint()
        records.unlink(complaint, link=self.link(complaint), by=self.person)
        return complaint


class UnmarkDuplicate(Act):
    move = "link"
    form_class = forms.Form
    heading = "It is not a copy"
    label = "Take it back"
    done = "It is not marked as a copy any more."

    def perform(self, form: Any) -> Complaint:
        return records.mark_duplicate(self.complaint(), of=None, by=self.person)


class PutLabel(Act):
    move = "label"
    form_class = asked.LabelForm
    heading = "Label"
    label = "Put it on"
    done = "The label is on it."

    def perform(self, form: Any) -> Complaint:
        complaint = self.complaint()
        records.put_label(complaint, name=form.cleaned_data["name"], by=self.person)
        return complaint


class TakeLabelOff(Act):
    move = "label"
    form_class = forms.Form
    heading = "Take the label off"
    label = "Take it off"
    done = "The label is off."

    def put(self, complaint: Complaint) -> Any:
        return self.part(complaint.labelled.select_related("label"), label=self.kwargs["label"])

    def facts(self, complaint: Complaint) -> list[dict[str, Any]]:
        return [{"key": "Label", "value": self.put(complaint).label.name}]

    def perform(self, form: Any) -> Complaint:
        complaint = self.complaint()
        records.take_label_off(complaint, label=self.put(complaint).label, by=self.person)
        return complaint


class WatchIt(Act):
    """Watch a complaint, or stop watching it."""

    roles = SEES_COMPLAINTS
    move = "watch"
    form_class = forms.Form
    http_method_names = ["post"]

    def perform(self, form: Any) -> Complaint:
        complaint = self.complaint()
        records.watch(complaint, by=self.person)
        return complaint


class OpenFile(Act):
    move = "open_file"
    form_class = forms.Form
    heading = "Open a case file"
    label = "Open the file"
    intro = (
        "From then on the office can work on it: clocks of its own, conflicts of interest, and a seal, if it must be "
        "kept from colleagues."
    )
    done = "The case file is open."

    def perform(self, form: Any) -> Complaint:
        complaint = self.complaint()
        records.open_file(complaint, by=self.person, on=timezone.localdate())
        return complaint


class AcceptExtract(Act):
    """Take what the extract says in place of the office's correction."""

    move = "settle"
    form_class = forms.Form
    heading = "Accept what the extract says"
    label = "Accept it"
    done = "The extract's value stands now."

    def correction(self) -> Any:
        standing = self.complaint().corrections.select_related("complaint", "corrected_by")
        return self.part(standing, pk=self.kwargs["correction"])

    def facts(self, complaint: Complaint) -> list[dict[str, Any]]:
        each = self.correction()
        return [
            {"key": "Field", "value": name_of(complaint, each.field)},
            {"key": "The office says", "value": told(complaint, each.field, each.office_value)},
            {"key": "The extract says", "value": told(complaint, each.field, each.extract_value)},
            {"key": "Why the office changed it", "value": each.reason},
        ]

    def perform(self, form: Any) -> Complaint:
        return records.accept_extract(self.correction(), by=self.person, on=timezone.localdate())
