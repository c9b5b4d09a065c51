"""Applying for a review without signing in. Late is still accepted, nothing stops anybody, nothing typed is lost."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import FormView, TemplateView

from casework.workflow import documents
from pcc import clocks, typed
from pcc.errors import FieldsRefused, RuleBroken
from pcc.models import BankHoliday, ClockRule
from pcc.public import PublicForm, PublicView, once, sent
from pcc.working_days import in_words
from reviews.choices import Capacity, Channel
from reviews.forms.application import EqualityForm, PublicApplicationForm
from reviews.models import Review
from reviews.workflow import intake

PAPERS = {"letter": "Outcome letter", "consent": "Written consent"}
"""Photos that may come along, by the field that holds them."""


def last_day(given_on: date | None) -> dict[str, Any]:
    """The last day for applying and how it is reckoned, in sentences; empty where no day was given."""
    if given_on is None:
        return {}
    rule = ClockRule.objects.for_start("review_application", on=None).as_rule()
    calendar = BankHoliday.objects.as_calendar(rule.calendar)
    today = timezone.localdate()
    try:
        found = clocks.explain(rule, given_on, [], calendar, today)
    except RuleBroken:
        return {}
    late = found.due_on is not None and found.due_on < today
    return {
        "last_day": in_words(found.due_on) if found.due_on else "",
        "late": late,
        "steps": [step.words for step in found.steps],
    }


@method_decorator(login_not_required, name="dispatch")
class Apply(PublicForm):
    """The form. "Show the last day" answers; "Keep it for an hour" keeps; "Send" sends, once however often pressed."""

    form_class = PublicApplicationForm
    template_name = "reviews/public_apply.html"
    kept_as = "apply"
    reckoned: dict[str, Any] | None = None

    def form_valid(self, form: Any) -> HttpResponse:
        if "check" in self.request.POST:
            self.reckoned = last_day(form.cleaned_data["outcome_given_on"])
            return self.keep(self.render_to_response(self.get_context_data(form=form)))
        key = self.sending
        with once(key):
            if not self.was_sent(key) and not self.send(form, key):
                return self.form_invalid(form)
        return self.forget(HttpResponseRedirect(reverse("apply:sent", args=[key])))

    def send(self, form: Any, key: str) -> bool:
        """Make it an application; False where its dates cannot be, which the form then says."""
        given = dict(form.cleaned_data)
        papers = {name: given.pop(name) for name in PAPERS}
        force = given.pop("force")
        today = timezone.localdate()
        given |= {"channel": Channel.WEB_FORM, "received_on": today, "authority_named": force.name}
        given["outcome_stated_on"] = given["outcome_given_on"]
        if given["capacity"] == Capacity.PARENT and given["under_18"] is None:
            given["under_18"] = True
        try:
            review = intake.receive(force, facts=given, by=None, on=today)
        except FieldsRefused as refused:
            for name, sentence in refused.by_field.items():
                form.add_error({"outcome_stated_on": "outcome_given_on"}.get(name, name), sentence)
            return False
        notes = [self.attach(review, papers[name], title) for name, title in PAPERS.items()]
        note = " ".join(filter(None, notes))
        self.keep_sent({"review": review.pk, "copy": _copy(form, review), "note": note}, key=key)
        return True

    def attach(self, review: Review, paper: Any, title: str) -> str:
        """Put a photo on the case file; an application is never lost for a photo that cannot be kept."""
        if paper is None:
            return ""
        try:
            documents.take_in(review.case, paper, name=paper.name, by=None, title=f"{title}, from the applicant")
        except RuleBroken as refusal:
            return f"Your application has arrived. “{paper.name}” could not be kept: {refusal}"
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        files = [file.name for file in self.request.FILES.values()]
        return super().get_context_data(**kwargs) | {"reckoned": self.reckoned, "lost_files": files}


def _copy(form: Any, review: Review) -> list[dict[str, str]]:
    """What was sent, as the person said it."""
    rows = [{"key": "Reference", "value": review.reference}, {"key": "Sent", "value": in_words(review.received_on)}]
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if name in PAPERS:
            value = value.name if value else ""
        if value in (None, ""):
            continue
        label = str(field.label).removesuffix(" (optional)")
        choices = dict(getattr(field, "choices", ())) if not hasattr(field, "queryset") else {}
        said = in_words(value) if isinstance(value, date) else str(choices.get(str(value), value))
        rows.append({"key": label, "value": said})
    return rows


@method_decorator(login_not_required, name="dispatch")
class Sent(TemplateView):
    """The reference and a copy to print, for an hour."""

    template_name = "reviews/public_sent.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = sent("apply", self.kwargs["key"])
        return super().get_context_data(**kwargs) | {
            "rows": found["copy"],
            "reference": found["copy"][0]["value"],
            "note": found["note"],
            "equality_url": "" if found.get("answered") else reverse("apply:equality", args=[self.kwargs["key"]]),
        }


@method_decorator(login_not_required, name="dispatch")
class Equality(PublicView, FormView):
    """Questions about oneself that nobody must answer: kept apart from the application, and counted only."""

    form_class = EqualityForm
    template_name = "reviews/public_equality.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sent("apply", self.kwargs["key"])
        return super().get_context_data(**kwargs) | {"back_url": reverse("apply:sent", args=[self.kwargs["key"]])}

    def form_valid(self, form: Any) -> HttpResponse:
        found = sent("apply", self.kwargs["key"])
        intake.answer_equality(found["review"], answers=form.cleaned_data)
        typed.keep(f"apply-sent:{self.kwargs['key']}", found | {"answered": True})
        return HttpResponseRedirect(reverse("apply:sent", args=[self.kwargs["key"]]))
