"""Pages about people: where somebody is signed in, and for the administrator everybody's access."""

from collections.abc import Iterable
from typing import Any, ClassVar

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from pcc import passwords, sessions
from pcc.errors import RuleBroken
from pcc.models import User
from pcc.roles import Role
from pcc.views import ActionView, Page, RolePage, keyset

EVERYBODY = frozenset(Role)
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})

KINDS = {"totp": "an app on a phone", "webauthn": "a passkey", "recovery_codes": "recovery codes"}


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%-d %B %Y, %H:%M}" if at else "Never"


def _facts(session: sessions.OpenSession, *, with_address: bool) -> list[dict[str, str]]:
    facts = [
        {"key": "Signed in", "value": _moment(session.began_at)},
        {"key": "Last used", "value": _moment(session.seen_at)},
    ]
    if with_address:
        facts.append({"key": "Network address", "value": session.address})
    return facts


class OwnSessions(Page):
    """Where I am signed in. A panel member is not shown addresses: they would tell where a young person was."""

    roles = EVERYBODY
    template_name = "people/session_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = sessions.open_sessions(self.person, at=timezone.now(), current=self.request.session.session_key)
        with_address = self.person.roles != frozenset({Role.PANEL_MEMBER})
        return super().get_context_data(**kwargs) | {
            "sessions": [
                {
                    "device": session.device,
                    "is_current": session.is_current,
                    "facts": _facts(session, with_address=with_address),
                    "end_url": reverse("people:end-session", args=[session.pk]),
                }
                for session in found
            ],
            "others": sum(not session.is_current for session in found),
        }


class EndOwnSession(ActionView):
    """End one of my sessions elsewhere."""

    roles = EVERYBODY
    form_class = forms.Form
    done = "That session has ended."
    extra_context = {"heading": "End this session?", "label": "End the session"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"back_url": reverse("people:sessions")}

    def perform(self, form: forms.Form) -> str:
        if not sessions.end(self.person, by=self.person, only=self.kwargs["pk"], keep=self.request.session.session_key):
            raise RuleBroken("That session has ended already. To end the one you are using, sign out.")
        return reverse("people:sessions")


class EndOtherSessions(ActionView):
    """End all my sessions but this one."""

    roles = EVERYBODY
    form_class = forms.Form
    done = "You are now signed in here only."
    extra_context = {"heading": "End all your other sessions?", "label": "End all others"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"back_url": reverse("people:sessions")}

    def perform(self, form: forms.Form) -> str:
        sessions.end(self.person, by=self.person, keep=self.request.session.session_key)
        return reverse("people:sessions")


class StaySignedIn(RolePage):
    """Says that somebody is still there, so that the session goes on. What the time-out warning asks for."""

    roles = EVERYBODY
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("The session goes on.", content_type="text/plain")


class FindPerson(forms.Form):
    q = forms.CharField(label="Name, alias or e-mail address", required=False, strip=True)


SHOWN_NAME = Lower(
    Coalesce(NullIf("name", Value("")), NullIf("alias", Value("")), "email", Value(""), output_field=CharField())
)
"""What ``str(user)`` shows, near enough to sort by."""


def _listed() -> "QuerySet[User]":
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=sessions.FACTORS)
    lasting = UserSession.objects.filter(sessions.open_now(at=timezone.now()), user=OuterRef("pk"))
    counted = lasting.order_by().values("user").annotate(number=Count("*")).values("number")
    return User.objects.annotate(
        has_factor=Exists(factors), sessions_open=Coalesce(Subquery(counted), 0)
    ).prefetch_related("groups")


def _roles(person: User) -> str:
    names = {group.name for group in person.groups.all()}
    return ", ".join(role.label for role in Role if role.value in names) or "none"


class PersonList(Page):
    """Everybody with an account: roles, last sign-in, second factor, open sessions."""

    roles = ADMINISTRATOR
    template_name = "people/person_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = FindPerson(self.request.GET)
        people = _listed()
        if form.is_valid() and (words := form.cleaned_data["q"]):
            people = people.filter(Q(name__icontains=words) | Q(alias__icontains=words) | Q(email__icontains=words))
        page = keyset(people, self.request, sorts={"name": SHOWN_NAME, "joined": "joined_at"}, default="name")
        return super().get_context_data(**kwargs) | {
            "form": form,
            "page": page,
            "columns": [
                {"label": "Name", "sort": "name"},
                {"label": "Roles"},
                {"label": "Last sign-in"},
                {"label": "Second factor"},
                {"label": "Open sessions", "numeric": True},
                {"label": "Account"},
            ],
            "rows": [
                [
                    {
                        "text": str(person),
                        "url": reverse("person:detail", args=[person.pk]),
                        "hint": person.email or "",
                    },
                    _roles(person),
                    _moment(person.last_login),
                    {"text": "Yes", "tone": "green"} if person.has_factor else {"text": "No", "tone": "grey"},
                    person.sessions_open,
                    {"text": "Open", "tone": "green"} if person.is_active else {"text": "Closed", "tone": "grey"},
                ]
                for person in page.rows
            ],
        }


class PersonPage(RolePage):
    """A page about one person, for the administrator."""

    roles = ADMINISTRATOR

    def subject(self) -> User:
        return self.find(_listed(), pk=self.kwargs["pk"])


class PersonDetail(PersonPage, Page):
    """One person's access, and what can be done about it at once."""

    template_name = "people/person_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.subject()
        kinds = Authenticator.objects.filter(user=person).order_by("type").values_list("type", flat=True)
        itself = person.pk == self.person.pk
        return super().get_context_data(**kwargs) | {
            "subject": person,
            "facts": [
                {"key": "E-mail address", "value": person.email or "None: this person cannot sign in by e-mail"},
                {"key": "Roles", "value": _roles(person)},
                {"key": "May sign in", "value": "Yes" if person.is_active else "No: the account is closed"},
                {"key": "Last sign-in", "value": _moment(person.last_login)},
                {"key": "Second factor", "value": _in_words(kinds)},
                {"key": "Account since", "value": f"{timezone.localtime(person.joined_at):%-d %B %Y}"},
            ],
            "change_url": reverse("admin:pcc_user_change", args=[person.pk]),
            "sessions": [
                {"device": session.device, "facts": _facts(session, with_address=True)}
                for session in sessions.open_sessions(
                    person, at=timezone.now(), current=self.request.session.session_key if itself else None
                )
            ],
            "actions": [
                {"label": label, "url": reverse(f"person:{route}", args=[person.pk])}
                for label, route, shown in (
                    ("Send a link to set a password", "send-link", person.email and person.is_active),
                    ("End all sessions and links", "close-doors", not itself),
                    ("Reset the second factor", "reset-factor", person.has_factor and not itself),
                )
                if shown
            ],
        }


def _in_words(kinds: Iterable[str]) -> str:
    return ", ".join(KINDS[kind] for kind in dict.fromkeys(kinds)).capitalize() or "None"


class PersonAction(PersonPage, ActionView):
    """Something the administrator does to one person's access. Nobody does it to their own."""

    form_class = forms.Form
    heading: ClassVar[str]
    intro: ClassVar[str]
    label: ClassVar[str]
    on_oneself = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.subject()
        return super().get_context_data(**kwargs) | {
            "heading": self.heading.format(person=person),
            "label": self.label,
            "intro": self.intro,
            "back_url": reverse("person:detail", args=[person.pk]),
        }

    def perform(self, form: forms.Form) -> str:
        person = self.subject()
        if person.pk == self.person.pk and not self.on_oneself:
            raise RuleBroken("Nobody does this to their own account: ask another administrator.")
        self.act(person)
        return reverse("person:detail", args=[person.pk])

    def act(self, person: User) -> None:
        """Make the one domain call."""
        raise NotImplementedError


class SendLink(PersonAction):
    heading = "Send {person} a link to set a password?"
    intro = "The link works once, for an hour. It goes to the e-mail address of the account."
    label = "Send the link"
    done = "The link is on its way."
    on_oneself = True

    def act(self, person: User) -> None:
        if not person.email or not person.is_active:
            raise RuleBroken("This account is closed or has no e-mail address. Change that first.")
        passwords.send_link(person, by=self.person)


class CloseDoors(PersonAction):
    heading = "End all sessions and links of {person}?"
    intro = "Every page they have open stops working at once, and so does any link to set a password."
    label = "End them all"
    done = "All sessions and links have ended."

    def act(self, person: User) -> None:
        sessions.close_doors(person, by=self.person)


class ResetFactor(PersonAction):
    heading = "Reset the second factor of {person}?"
    intro = (
        "Make sure that it is they who ask, in person or by ringing them. Apps, passkeys and recovery codes stop "
        "working, all sessions end, and at the next sign-in they set up another second factor."
    )
    label = "Reset it"
    done = "The second factor has been taken away."

    def act(self, person: User) -> None:
        sessions.reset_second_factor(person, by=self.person)
