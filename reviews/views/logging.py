"""Logging an application: one page, with answers on "Check" before anything is saved; anew or from a letter."""

import secrets
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property

from casework.choices import Channel as MailChannel
from casework.models import Correspondence, Person
from casework.rules import email_key
from casework.rules.correspondence import MAIL_MOVES
from casework.workflow import handing
from complaints.models import Complaint
from pcc import moves, typed
from pcc.models import BankHoliday, ClockRule
from pcc.public import KEY, once
from pcc.views import ActionView
from reviews.choices import Channel
from reviews.forms.application import ApplicationForm, FromCorrespondenceForm
from reviews.models import Review
from reviews.rules import LOGS_REVIEWS, objections_to_application
from reviews.views.review import alike, window_shown
from reviews.workflow import intake
from reviews.workflow.converting import receive_from


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
            form.add_error(name if name in form.fields else None, sentence)
        if not refused:
            self.answers = self.checked(form)
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"answers": self.answers, "sending": self.sending}

    def perform(self, form: Any) -> Any:
        """Log it, once however often this form is sent."""
        name = f"logged:{self.person.pk}:{self.sending}"
        with once(name):
            address = str(typed.kept(name) or self.log(form))
            typed.keep(name, address)
        return address

    done = "The application is logged."

    @cached_property
    def sending(self) -> str:
        """The key under which this form is sent."""
        given = self.request.POST.get("sending", "")
        return given if KEY.fullmatch(given) else secrets.token_urlsafe(24)

    def log(self, form: Any) -> str:
        """The address of the review that the application became; home, where it is shut to who logged it."""
        review = intake.receive(
            form.cleaned_data["force"],
            facts=form.facts,
            complaint=self.complaint(form.cleaned_data["force_reference"], form.cleaned_data["force"]),
            by=self.person,
            on=timezone.localdate(),
        )
        return (
            review.get_absolute_url() if Review.objects.visible_to(self.person).filter(pk=review.pk).exists() else "/"
        )

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


CHANNELS = {
    MailChannel.EMAIL: Channel.EMAIL,
    MailChannel.FORM: Channel.WEB_FORM,
    MailChannel.LETTER: Channel.POST,
    MailChannel.PHONE: Channel.PHONE,
    MailChannel.PERSON: Channel.IN_PERSON,
}
"""How an application came, by how the message did; another way is asked for."""


class LogFromCorrespondence(LogReview):
    """A letter that asks for a review: what it says is filled in, and the day on which it came stands."""

    form_class = FromCorrespondenceForm
    done = "The application is logged, received when the letter was. The letter and its papers came with it."

    @cached_property
    def item(self) -> Correspondence:
        item = self.find(Correspondence.objects.visible_to(self.person).for_detail(), pk=self.kwargs["pk"])
        moves.check(MAIL_MOVES["convert"], item, self.person)
        return item

    @cached_property
    def carried(self) -> handing.Carried:
        return handing.carried(self.item)

    def get_initial(self) -> dict[str, Any]:
        told = self.carried
        return {
            "channel": CHANNELS.get(told.channel, ""),
            "applicant_name": told.sender_name,
            "applicant_email": told.sender_email,
            "applicant_phone": told.sender_phone,
            "applicant_address": told.postal_address,
            "adjustments": told.adjustments,
            "grounds": told.text,
            "known": next((str(person.pk) for person in self.known()), ""),
        }

    def known(self) -> QuerySet[Person]:
        """People of the office's files with the address from which the letter came."""
        key = email_key(self.carried.sender_email)
        people = Person.objects.visible_to(self.person).filter(merged_into=None)
        return people.filter(email_key=key).order_by("pk")[:5] if key else people.none()

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"received_on": self.carried.received_on, "people": self.known()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"item": self.item, "came_on": self.carried.received_on}

    def perform(self, form: Any) -> Any:
        given = form.cleaned_data
        review = receive_from(
            self.item,
            given["force"],
            facts=form.facts,
            complaint=self.complaint(given["force_reference"], given["force"]),
            known=form.person,
            by=self.person,
            on=timezone.localdate(),
        )
        seen = Review.objects.visible_to(self.person).filter(pk=review.pk).exists()
        return review if seen else self.item
