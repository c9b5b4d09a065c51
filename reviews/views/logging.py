"""Logging an application: one page, with answers on "Check" before anything is saved."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from complaints.models import Complaint
from pcc.models import BankHoliday, ClockRule
from pcc.views import ActionView
from reviews.forms.application import ApplicationForm
from reviews.models import Review
from reviews.rules import LOGS_REVIEWS, objections_to_application
from reviews.views.review import alike, window_shown
from reviews.workflow import intake


class LogReview(ActionView):
    """What an application says. "Check" answers: in time, ours, there already? Saving asks nothing twice."""

    roles = LOGS_REVIEWS
    form_class = ApplicationForm
    template_name = "reviews/log.html"
    answers: dict[str, Any] | None = None

    def get_initial(self) -> dict[str, Any]:
        return {"received_on": timezone.localdate()}

    def form_valid(self, form: Any) -> HttpResponse:
        if "check" not in self.request.POST:
            return super().form_valid(form)
        refused = objections_to_application(form.facts, on=timezone.localdate())
        for name, sentence in refused.items():
            form.add_error(name, sentence)
        if not refused:
            self.answers = self.checked(form)
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"answers": self.answers}

    def perform(self, form: Any) -> Any:
        review = intake.receive(
            form.cleaned_data["force"],
            facts=form.facts,
            complaint=self.complaint(form.cleaned_data["force_reference"], form.cleaned_data["force"]),
            by=self.person,
            on=timezone.localdate(),
        )
        return review if Review.objects.visible_to(self.person).filter(pk=review.pk).exists() else "/"

    done = "The application is logged."

    def complaint(self, reference: str, force: Any) -> Complaint | None:
        """The complaint of that very reference, where this person may see it."""
        if not reference.strip():
            return None
        seen = Complaint.objects.visible_to(self.person).with_reference(reference).filter(force=force)
        found = list(seen[:2])
        return found[0] if len(found) == 1 else None

    def checked(self, form: Any) -> dict[str, Any]:
        """The live answers of an application that is not saved yet."""
        given = form.cleaned_data
        complaint = self.complaint(given["force_reference"], given["force"])
        review = intake.sketch(given["force"], facts=form.facts, complaint=complaint)
        rule = ClockRule.objects.for_start("review_application", on=None).as_rule()
        review.weighed(rule, BankHoliday.objects.as_calendar(rule.calendar))
        check = getattr(complaint, "review_body_check", None) if complaint else None
        if complaint is None:
            body = "Not known: no complaint with this reference is here. It can be found after logging."
        elif check is None or not check.body:
            body = "Not answered yet: the six questions stand on the complaint."
        else:
            body = check.get_body_display()
        return {
            **window_shown(review),
            "complaint": complaint,
            "handling": complaint.get_handling_display() if complaint else "",
            "body": body,
            "alike": alike(given["force_reference"], complaint, self, but=None),
            "missing": review.missing,
        }
