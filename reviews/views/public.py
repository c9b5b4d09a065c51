"""Applying for a review without signing in. Late is still accepted, nothing stops anybody, nothing typed is lost.

What was typed lies for an hour in the cache under a random key that only the person has; then it is gone by itself.
"""

import secrets
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import FormView, TemplateView

from casework.workflow import documents
from pcc import clocks
from pcc.errors import FieldsRefused, RuleBroken
from pcc.models import BankHoliday, ClockRule
from pcc.sessions import address_of
from pcc.working_days import in_words
from reviews.choices import Channel
from reviews.forms.application import EqualityForm, PublicApplicationForm
from reviews.models import Review
from reviews.workflow import intake

AN_HOUR = 60 * 60
MOST_AN_HOUR = 30
"""Posts from one address in an hour: a household and its mistakes, not a flood."""


def too_many(request: HttpRequest) -> bool:
    """Whether this address has posted too often in the hour."""
    key = f"apply-posts:{address_of(request)}"
    cache.add(key, 0, AN_HOUR)
    try:
        return bool(cache.incr(key) > MOST_AN_HOUR)
    except ValueError:  # the hour ended between the two
        return False


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


class PublicView:
    """What every public page does first: whoever posts too often waits."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and too_many(request):
            return render(request, "429.html", status=429)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # beside a view


@method_decorator(login_not_required, name="dispatch")
class Apply(PublicView, FormView):
    """The form. "Show the last day" answers; "Keep it for an hour" gives an address to come back to; "Send" sends."""

    form_class = PublicApplicationForm
    template_name = "reviews/public_apply.html"
    reckoned: dict[str, Any] | None = None

    def get_initial(self) -> dict[str, Any]:
        key = self.request.GET.get("draft", "")
        kept = cache.get(f"apply-draft:{key}") if key else None
        self.lost = bool(key) and kept is None
        return kept or {}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "keep" in request.POST:
            key = self.keep(request)
            return HttpResponseRedirect(f"{reverse('apply:start')}?draft={key}")
        return super().post(request, *args, **kwargs)

    def keep(self, request: HttpRequest) -> str:
        """Keep what was typed for an hour, under the key it had or a new one. Files are not kept."""
        key = request.GET.get("draft") or secrets.token_urlsafe(24)
        form = PublicApplicationForm(request.POST)
        typed = {name: form[name].value() for name in form.fields if name != "letter"}
        cache.set(f"apply-draft:{key}", typed, AN_HOUR)
        return key

    def form_valid(self, form: Any) -> HttpResponse:
        if "check" in self.request.POST:
            self.reckoned = last_day(form.cleaned_data["outcome_given_on"])
            return self.render_to_response(self.get_context_data(form=form))
        given = dict(form.cleaned_data)
        letter, force = given.pop("letter"), given.pop("force")
        today = timezone.localdate()
        given |= {"channel": Channel.WEB_FORM, "received_on": today, "authority_named": force.name}
        given["outcome_stated_on"] = given["outcome_given_on"]
        try:
            review = intake.receive(force, facts=given, by=None, on=today)
        except FieldsRefused as refused:
            for name, sentence in refused.by_field.items():
                form.add_error({"outcome_stated_on": "outcome_given_on"}.get(name, name), sentence)
            return self.form_invalid(form)
        note = self.attach(review, letter)
        key = secrets.token_urlsafe(24)
        cache.set(f"apply-sent:{key}", {"review": review.pk, "copy": _copy(form, review), "note": note}, AN_HOUR)
        if draft := self.request.GET.get("draft"):
            cache.delete(f"apply-draft:{draft}")
        return HttpResponseRedirect(reverse("apply:sent", args=[key]))

    def attach(self, review: Review, letter: Any) -> str:
        """Put the photo of the letter on the case file; an application is never lost for a photo that cannot be."""
        if letter is None:
            return ""
        try:
            documents.take_in(
                review.case, letter, name=letter.name, by=None, title="Outcome letter, from the applicant"
            )
        except RuleBroken as refusal:
            return f"Your application has arrived. The photo of the letter could not be kept: {refusal}"
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "reckoned": self.reckoned,
            "draft": self.request.GET.get("draft", ""),
            "lost": getattr(self, "lost", False),
        }


def _copy(form: Any, review: Review) -> list[dict[str, str]]:
    """What was sent, as the person said it."""
    rows = [{"key": "Reference", "value": review.reference}, {"key": "Sent", "value": in_words(review.received_on)}]
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if name == "letter" or value in (None, ""):
            continue
        label = str(field.label).removesuffix(" (optional)")
        choices = dict(getattr(field, "choices", ())) if not hasattr(field, "queryset") else {}
        said = in_words(value) if isinstance(value, date) else str(choices.get(str(value), value))
        rows.append({"key": label, "value": said})
    return rows


def _sent(key: str) -> dict[str, Any]:
    found: dict[str, Any] | None = cache.get(f"apply-sent:{key}")
    if found is None:
        raise Http404
    return found


@method_decorator(login_not_required, name="dispatch")
class Sent(TemplateView):
    """The reference and a copy to print, for an hour."""

    template_name = "reviews/public_sent.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sent = _sent(self.kwargs["key"])
        return super().get_context_data(**kwargs) | {
            "rows": sent["copy"],
            "reference": sent["copy"][0]["value"],
            "note": sent["note"],
            "equality_url": "" if sent.get("answered") else reverse("apply:equality", args=[self.kwargs["key"]]),
        }


@method_decorator(login_not_required, name="dispatch")
class Equality(PublicView, FormView):
    """Questions about oneself that nobody must answer: kept apart from the application, and counted only."""

    form_class = EqualityForm
    template_name = "reviews/public_equality.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        _sent(self.kwargs["key"])
        return super().get_context_data(**kwargs) | {"back_url": reverse("apply:sent", args=[self.kwargs["key"]])}

    def form_valid(self, form: Any) -> HttpResponse:
        sent = _sent(self.kwargs["key"])
        intake.answer_equality(sent["review"], answers=form.cleaned_data)
        cache.set(f"apply-sent:{self.kwargs['key']}", sent | {"answered": True}, AN_HOUR)
        return HttpResponseRedirect(reverse("apply:sent", args=[self.kwargs["key"]]))
