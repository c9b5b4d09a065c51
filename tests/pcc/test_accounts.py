"""Signing in and out as people and attackers do it, over the pages themselves."""

import json
import re
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from pcc import passwords, sessions
from pcc.models import AuditEvent, User
from pcc.roles import STAFF, Role
from tests.conftest import signed_in
from tests.factories import PASSWORD, a_complaint, a_force, a_user
from tests.steps import steps_of

pytestmark = pytest.mark.django_db

NEW = "seven violet trombones waiting"
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def somewhere() -> str:
    """A network address that no other test uses: limits are counted by address."""
    return ".".join(["10", *(str(secrets.randbelow(250) + 1) for _ in range(3))])


def visitor(**extra: str) -> Client:
    return Client(REMOTE_ADDR=somewhere(), **extra)


def somebody(*roles: Role, **fields: Any) -> User:
    """A person whose address no other test has used."""
    return a_user(*roles, **{"email": f"{secrets.token_hex(8)}@opcc.example"} | fields)


def sign_in(client: Client, person: User, password: str = PASSWORD, **extra: str) -> Any:
    return client.post(reverse("account_login"), {"login": person.email, "password": password}, **extra)


def answers(client: Client) -> bool:
    """Whether the client's session still opens a page."""
    return client.get(reverse("people:sessions")).status_code == 200


def events(verb: str) -> int:
    return AuditEvent.objects.filter(verb=verb).count()


def with_app(person: User) -> str:
    """Give the person an app for codes, and return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


def code(secret: str, *, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


# Signing in


def test_signing_in_leads_home_and_is_recorded() -> None:
    person, client = somebody(Role.CASEWORKER), visitor()
    response = sign_in(client, person)
    assert (response.status_code, response["Location"]) == (302, reverse("home"))
    assert answers(client)
    assert AuditEvent.objects.get(verb="user.signed_in").by == person


def test_the_address_may_be_typed_in_any_case_and_leads_where_the_person_was_going() -> None:
    person, client = somebody(Role.MANAGER), visitor()
    asked = client.get(reverse("complaints:list"))
    response = client.post(asked["Location"], {"login": person.email.upper(), "password": PASSWORD})
    assert response["Location"] == reverse("complaints:list")


@pytest.mark.parametrize("way_out", ["//evil.example", "https:evil.example", "/\\evil.example", "%2f%2fevil.example"])
def test_nobody_is_sent_to_another_site_after_signing_in(way_out: str) -> None:
    person, client = somebody(Role.MANAGER), visitor()
    response = client.post(f"{reverse('account_login')}?next={way_out}", {"login": person.email, "password": PASSWORD})
    assert urlsplit(response["Location"]).netloc == ""
    assert response["Location"].startswith("/") and not response["Location"].startswith(("//", "/\\"))


@pytest.mark.parametrize("route", ["signup/", "email/", "confirm-email/", "login/code/", "3rdparty/"])
def test_nobody_signs_up_or_changes_their_own_address(route: str) -> None:
    assert visitor().get(f"/account/{route}").status_code == 404
    assert signed_in(a_user(Role.MANAGER)).get(f"/account/{route}").status_code == 404


def body_of(response: Any, *typed: str) -> str:
    """The page without its token and without what was typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|Printed by .*', "", response.content.decode())
    for word in typed:
        text = text.replace(word, "")
    return text


def test_a_known_and_an_unknown_address_get_the_same_answer_to_a_wrong_password() -> None:
    person = somebody(Role.MANAGER)
    unknown = f"{secrets.token_hex(8)}@opcc.example"
    known = sign_in(visitor(), person, "not the password at all")
    other = visitor().post(reverse("account_login"), {"login": unknown, "password": "not the password at all"})
    assert (known.status_code, body_of(known, person.email)) == (other.status_code, body_of(other, unknown))
    assert events("user.sign_in_refused") == 2


def test_a_known_and_an_unknown_address_get_the_same_answer_to_a_forgotten_password() -> None:
    person = somebody(Role.MANAGER)
    seen = []
    for email in (person.email, f"{secrets.token_hex(8)}@opcc.example"):
        client = visitor()
        asked = client.post(reverse("account_reset_password"), {"email": email})
        seen.append((asked.status_code, asked["Location"], body_of(client.get(asked["Location"]))))
    assert seen[0] == seen[1]
    assert len(mail.outbox) == 2


def digests(act: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> int:
    """How often doing it digests a password, which is made to be slow and outweighs all else."""
    done = 0

    def counted(digest: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any) -> Any:
            nonlocal done
            done += 1
            return digest(*given)

        return run

    with monkeypatch.context() as patch:
        for name in ("encode", "verify"):
            patch.setattr(Argon2PasswordHasher, name, counted(getattr(Argon2PasswordHasher, name)))
        act()
    return done


@pytest.mark.parametrize(
    ("route", "field", "more"),
    [("account_login", "login", {"password": "not the password at all"}), ("account_reset_password", "email", {})],
)
def test_known_and_unknown_addresses_take_the_same_work(
    route: str, field: str, more: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time tells the two apart only by what is done for one alone: digests of a password, and steps."""
    person = somebody(Role.MANAGER)
    took: dict[str, tuple[int, int]] = {}
    for _ in range(2):  # the first time fills what is kept
        for kind, email in (("known", person.email), ("unknown", f"{secrets.token_hex(8)}@opcc.example")):
            client, steps = visitor(), 0
            client.get(reverse(route))

            def ask() -> None:
                nonlocal steps
                steps = steps_of(lambda: client.post(reverse(route), {field: email, **more}))  # noqa: B023

            took[kind] = digests(ask, monkeypatch), steps
    (known, its_steps), (unknown, other_steps) = took["known"], took["unknown"]
    assert known == unknown == ("password" in more)
    assert 0.5 < its_steps / other_steps < 2, took


def test_a_closed_account_is_not_let_in() -> None:
    person, client = somebody(Role.MANAGER, is_active=False), visitor()
    sign_in(client, person)
    assert not answers(client)


# Guessing


def test_guessing_at_one_account_is_slowed_and_its_owner_still_gets_in_from_elsewhere() -> None:
    person, guesser = somebody(Role.MANAGER), visitor()
    said = [sign_in(guesser, person, f"guess number {n}").content.decode() for n in range(8)]
    assert ["too many tries" in page for page in said] == [False] * 5 + [True] * 3
    assert "too many tries" in sign_in(guesser, person).content.decode(), "even the right password waits there"
    assert events("user.sign_in_slowed") == 4
    owner = visitor()
    assert sign_in(owner, person).status_code == 302
    assert answers(owner)


def test_guessing_at_many_accounts_from_one_address_is_slowed() -> None:
    guesser = visitor()
    pages = [
        guesser.post(reverse("account_login"), {"login": f"{n}@{secrets.token_hex(4)}.example", "password": "a guess"})
        for n in range(12)
    ]
    assert ["too many tries" in page.content.decode() for page in pages] == [False] * 10 + [True] * 2


def test_guessing_at_one_account_from_everywhere_is_slowed_but_not_where_its_owner_works() -> None:
    person, desk = somebody(Role.MANAGER), somewhere()
    sign_in(Client(REMOTE_ADDR=desk), person)
    for n in range(30):
        sign_in(visitor(), person, f"guess number {n}")
    assert "too many tries" in sign_in(visitor(), person).content.decode()
    assert sign_in(Client(REMOTE_ADDR=desk), person).status_code == 302


def test_a_made_up_forwarded_address_changes_nothing() -> None:
    person, guesser = somebody(Role.MANAGER), visitor()
    pages = [sign_in(guesser, person, f"guess {n}", HTTP_X_FORWARDED_FOR=somewhere()) for n in range(7)]
    assert ["too many tries" in page.content.decode() for page in pages] == [False] * 5 + [True] * 2


def test_behind_the_offices_proxy_the_address_is_the_one_that_the_proxy_added(settings: Any) -> None:
    settings.BEHIND_PROXY = True
    person, desk, proxy = somebody(Role.MANAGER), somewhere(), somewhere()
    forwarded = f"{somewhere()}, {desk}"
    sign_in(Client(REMOTE_ADDR=proxy), person, HTTP_X_FORWARDED_FOR=forwarded)
    assert AuditEvent.objects.get(verb="user.signed_in").address == desk
    assert UserSession.objects.get(user=person).ip == desk


@pytest.mark.parametrize("header", ["REMOTE_USER", "HTTP_REMOTE_USER", "HTTP_X_USER", "HTTP_X_SSL_CLIENT"])
def test_headers_that_name_a_user_sign_nobody_in(header: str) -> None:
    person = somebody(Role.ADMINISTRATOR)
    assert not answers(visitor(**{header: person.email}))


# Sessions


def test_the_key_of_a_session_changes_at_sign_in_and_the_planted_one_is_dead() -> None:
    person, client = somebody(Role.MANAGER), visitor()
    client.get(reverse("account_login"))
    planted = client.cookies["pcc_demo_session"].value
    sign_in(client, person)
    assert client.cookies["pcc_demo_session"].value != planted
    attacker = visitor()
    attacker.cookies["pcc_demo_session"] = planted
    assert not answers(attacker)


def replayed(client: Client) -> Client:
    """Another browser with a copy of the session cookie as it is now."""
    copy = visitor()
    copy.cookies["pcc_demo_session"] = client.cookies["pcc_demo_session"].value
    return copy


def signed_in_by_hand(person: User) -> Client:
    client = visitor()
    assert sign_in(client, person).status_code == 302
    return client


def test_a_copied_cookie_is_dead_after_signing_out() -> None:
    client = signed_in_by_hand(somebody(Role.MANAGER))
    copy = replayed(client)
    assert answers(copy)
    response = client.post(reverse("account_logout"))
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert not answers(copy)
    assert UserSession.objects.count() == 0


def test_signing_out_takes_a_post() -> None:
    client = signed_in_by_hand(somebody(Role.MANAGER))
    client.get(reverse("account_logout"))
    assert answers(client)


def test_a_foreign_page_can_neither_sign_anybody_in_nor_out() -> None:
    person = somebody(Role.MANAGER)
    strict = Client(enforce_csrf_checks=True, REMOTE_ADDR=somewhere())
    assert sign_in(strict, person).status_code == 403
    strict.force_login(person)
    assert strict.post(reverse("account_logout")).status_code == 403
    assert answers(strict)


def test_a_new_password_ends_every_session() -> None:
    person = somebody(Role.MANAGER)
    here, there = signed_in_by_hand(person), signed_in_by_hand(person)
    response = here.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )
    assert (response.status_code, response["Location"]) == (302, reverse("account_login"))
    assert (answers(here), answers(there)) == (False, False)
    assert UserSession.objects.count() == 0
    assert sign_in(visitor(), person, NEW).status_code == 302


def test_a_closed_account_and_a_taken_role_hold_from_the_next_request_on() -> None:
    person = somebody(Role.MANAGER)
    client = signed_in_by_hand(person)
    assert client.get(reverse("complaints:list")).status_code == 200
    person.groups.set([])
    assert client.get(reverse("complaints:list")).status_code == 404
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(reverse("complaints:list")).status_code == 302


def test_a_session_ends_after_thirty_idle_minutes_and_says_so() -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        client = signed_in_by_hand(somebody(Role.MANAGER))
        clock.shift(timedelta(minutes=29))
        assert answers(client)
        clock.shift(timedelta(minutes=29))
        assert answers(client)
        copy = replayed(client)
        clock.shift(timedelta(minutes=31))
        response = client.get(reverse("complaints:list"), follow=True)
        assert response.redirect_chain[0][0] == f"{reverse('account_login')}?next={reverse('complaints:list')}"
        assert "nothing was done for 30 minutes" in response.content.decode()
        assert not answers(copy)
    assert AuditEvent.objects.get(verb="user.session_ended").facts == {"why": "idle"}


def test_a_session_ends_after_twelve_hours_however_busy() -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        client = signed_in_by_hand(somebody(Role.MANAGER))
        for minutes in (*[29] * 24, 23):
            clock.shift(timedelta(minutes=minutes))
            assert answers(client)
        clock.shift(timedelta(minutes=1))
        assert not answers(client)
    assert AuditEvent.objects.get(verb="user.session_ended").facts == {"why": "too long"}


def test_twenty_parallel_sessions_are_listed_and_the_others_ended() -> None:
    person = somebody(Role.MANAGER)
    clients = [signed_in_by_hand(person) for _ in range(20)]
    page = clients[0].get(reverse("people:sessions"))
    assert (len(page.context["sessions"]), page.context["others"]) == (20, 19)
    clients[0].post(reverse("people:end-other-sessions"))
    assert [answers(client) for client in clients] == [True] + [False] * 19
    assert AuditEvent.objects.get(verb="user.sessions_ended").facts == {"sessions": 19}


def test_one_session_is_ended_and_another_persons_is_not() -> None:
    person, other = somebody(Role.MANAGER), somebody(Role.MANAGER)
    here, there, foreign = signed_in_by_hand(person), signed_in_by_hand(person), signed_in_by_hand(other)
    by_person = UserSession.objects.filter(user=person).order_by("created_at").values_list("pk", flat=True)
    theirs = UserSession.objects.get(user=other).pk
    ended = here.post(reverse("people:end-session", args=[by_person[1]]), follow=True)
    assert "That session has ended." in body_of(ended)
    not_mine = here.post(reverse("people:end-session", args=[theirs]))
    missing = here.post(reverse("people:end-session", args=[theirs + 1000]))
    assert (answers(here), answers(there), answers(foreign)) == (True, False, True)
    assert (not_mine.status_code, body_of(not_mine)) == (missing.status_code, body_of(missing))
    assert "has ended already" in body_of(missing)


@pytest.mark.parametrize(("role", "shown"), [(Role.CASEWORKER, True), (Role.PANEL_MEMBER, False)])
def test_a_panel_member_is_not_shown_network_addresses(role: Role, shown: bool) -> None:
    person, place = somebody(role), somewhere()
    client = Client(REMOTE_ADDR=place)
    sign_in(client, person)
    assert (place in client.get(reverse("people:sessions")).content.decode()) is shown


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
            "Chrome on Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Mac"),
        ("curl/8", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_device_is_told_in_words(user_agent: str, words: str) -> None:
    assert sessions.device(user_agent) == words


# Links to set a password


def asked_link(person: User) -> str:
    visitor().post(reverse("account_reset_password"), {"email": person.email}, HTTP_HOST="localhost")
    found = re.search(r"https?://\S+", mail.outbox[-1].body)
    assert found
    return found.group()


def open_link(link: str) -> tuple[Client, Any]:
    client = visitor()
    return client, client.get(urlsplit(link).path, follow=True)


def set_by_link(link: str, password: str = NEW) -> bool:
    client, page = open_link(link)
    if "no longer works" in page.content.decode():
        return False
    response = client.post(page.redirect_chain[-1][0], {"password1": password, "password2": password})
    return response.status_code == 302


def test_a_link_comes_from_the_configured_address_and_tells_nothing_else(settings: Any) -> None:
    settings.BASE_URL = "https://complaints.example"
    person = somebody(Role.MANAGER, name="Mo Manager")
    assert asked_link(person).startswith("https://complaints.example/account/password/reset/key/")
    [letter] = mail.outbox
    assert (letter.to, "Mo" in letter.body + letter.subject) == ([person.email], False)


def test_a_host_header_of_somebody_elses_is_refused() -> None:
    response = visitor().post(reverse("account_reset_password"), {"email": "a@b.example"}, HTTP_HOST="evil.example")
    assert (response.status_code, len(mail.outbox)) == (400, 0)


def test_a_link_works_once_and_ends_the_sessions_of_the_old_password() -> None:
    person = somebody(Role.MANAGER)
    client = signed_in_by_hand(person)
    link = asked_link(person)
    assert (set_by_link(link), set_by_link(link)) == (True, False)
    assert not answers(client)
    assert sign_in(visitor(), person, NEW).status_code == 302
    assert EmailAddress.objects.count() == 0, "the address lives on the user alone"


def change_address(person: User) -> None:
    User.objects.filter(pk=person.pk).update(email=f"{secrets.token_hex(8)}@opcc.example")


def close_account(person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)


def close_doors(person: User) -> None:
    sessions.close_doors(person, by=somebody(Role.ADMINISTRATOR))


def sign_in_meanwhile(person: User) -> None:
    sign_in(visitor(), person)


@pytest.mark.parametrize("meanwhile", [change_address, close_account, close_doors, sign_in_meanwhile])
def test_a_link_is_dead_after(meanwhile: Callable[[User], None]) -> None:
    person = somebody(Role.MANAGER)
    link = asked_link(person)
    meanwhile(person)
    assert not set_by_link(link)


def test_a_link_is_dead_after_an_hour() -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        person = somebody(Role.MANAGER)
        late, early = asked_link(person), asked_link(person)
        clock.shift(timedelta(minutes=59))
        assert set_by_link(early)
        person.set_password(PASSWORD)
        person.save()
        late = asked_link(person)
        clock.shift(timedelta(minutes=61))
        assert not set_by_link(late)


def test_a_link_cannot_be_forged_for_somebody_else() -> None:
    person, other = somebody(Role.MANAGER), somebody(Role.ADMINISTRATOR)
    link, foreign = passwords.link(person), passwords.link(other)
    token = link.rsplit("/", 2)[1].partition("-")[2]
    uid = foreign.rsplit("/", 2)[1].partition("-")[0]
    head = link.rsplit("/", 2)[0]
    assert not set_by_link(f"{head}/{uid}-{token}/")
    assert not set_by_link(f"{head}/{uid}-{token[:-1]}{'a' if token[-1] != 'a' else 'b'}/")


def test_a_changed_address_no_longer_signs_in() -> None:
    person = somebody(Role.MANAGER)
    old = person.email
    sign_in(visitor(), person)
    change_address(person)
    person.email = old
    assert sign_in(visitor(), person).status_code == 200


def test_a_mail_server_that_does_not_answer_changes_neither_answer_nor_service(settings: Any, caplog: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    settings.EMAIL_HOST_PASSWORD = "a-secret-of-the-mail-server"
    person = somebody(Role.MANAGER)
    response = visitor().post(reverse("account_reset_password"), {"email": person.email})
    assert (response.status_code, response["Location"]) == (302, reverse("account_reset_password_done"))
    assert "mail_not_sent" in caplog.text
    assert person.email not in caplog.text and "a-secret" not in caplog.text


# Passwords


@pytest.mark.parametrize(
    ("password", "refused"),
    [
        ("fourteen chars", True),
        ("WestMidlandsPolice1", True),
        ("west-midlands POLICE 2026", True),
        ("my-opcc-password-is-long", True),
        ("Office of the Police 12", True),
        ("Gwendolen in the garden", True),
        ("gwendolen.price@opcc", True),
        ("passwordpassword", False),
        ("police dogs sniff seventeen parcels", False),
        (NEW, False),
        ("a b c d e " * 12 + "12345678", False),
    ],
)
def test_passwords_that_somebody_would_try_first_are_refused(password: str, refused: bool) -> None:
    a_force(code="west-midlands", name="West Midlands Police")
    person = somebody(Role.MANAGER, name="Gwendolen Price")
    if refused:
        with pytest.raises(ValidationError):
            validate_password(password, person)
    else:
        validate_password(password, person)


def test_a_long_password_with_spaces_is_set_and_signs_in() -> None:
    person = somebody(Role.MANAGER)
    long = "every fourth heron waits " * 5 + "128"
    assert len(long) == 128
    assert set_by_link(asked_link(person), long)
    assert sign_in(visitor(), person, long).status_code == 302


def test_a_password_stands_in_no_page_event_or_history(caplog: Any) -> None:
    caplog.set_level("DEBUG")
    person, client = somebody(Role.MANAGER), visitor()
    canary = "canary sings at seven tonight"
    page = sign_in(client, person, canary).content.decode()
    set_by_link(asked_link(person), canary)
    sign_in(client, person, canary)
    person.refresh_from_db()
    person.name = "Renamed"
    person.save()
    told = [json.dumps(event.facts) + event.reason for event in AuditEvent.objects.all()]
    assert [text for text in (page, caplog.text, *told) if canary in text] == []
    history = person._meta.get_field("name").model.pgh_event_model
    assert {"password", "last_login"} & {field.name for field in history._meta.get_fields()} == set()


# Second factors


@pytest.fixture
def required(settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("role", Role)
def test_staff_without_a_second_factor_reach_no_page_but_its_own(role: Role) -> None:
    client = signed_in_by_hand(somebody(role))
    response = client.get(reverse("home"))
    if role in STAFF:
        assert (response.status_code, response["Location"]) == (302, reverse("mfa_index"))
        assert "Your role needs a second factor" in client.get(reverse("mfa_index")).content.decode()
    elif role == Role.PANEL_MEMBER:
        assert (response.status_code, response["Location"]) == (302, reverse("reading:home"))
    else:
        assert response.status_code == 200


@pytest.mark.usefixtures("required")
def test_without_a_second_factor_the_api_answers_403_and_records_it() -> None:
    client = signed_in_by_hand(somebody(Role.MANAGER))
    response = client.get(reverse("complaints:api-list"))
    assert (response.status_code, response["Content-Type"]) == (403, "application/problem+json")
    assert response.json()["title"] == "Second factor needed"
    assert events("page.refused") == 1


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("route", ["admin:index", "person:list", "reporting:jobs", "account_change_password"])
def test_an_administrator_without_a_second_factor_reaches_nothing(route: str) -> None:
    client = signed_in_by_hand(somebody(Role.ADMINISTRATOR))
    assert client.get(reverse(route))["Location"] == reverse("mfa_index")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("required")
def test_setting_up_an_app_opens_the_pages_and_gives_codes_once() -> None:
    person = somebody(Role.MANAGER)
    client = signed_in_by_hand(person)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    response = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert response["Location"] == reverse("mfa_view_recovery_codes")
    assert len(client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]) == 10
    assert set(client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]) == {"****"}
    assert answers(client)
    stored = Authenticator.objects.get(user=person, type="totp").data["secret"]
    assert secret not in stored
    assert AuditEvent.objects.filter(verb="user.second_factor_added").count() == 2


@pytest.mark.usefixtures("required")
def test_a_role_given_during_a_session_asks_for_the_second_factor_at_once() -> None:
    person = somebody(Role.COMMISSIONER)
    client = signed_in_by_hand(person)
    assert answers(client)
    person.groups.add(Group.objects.get(name=Role.CASEWORKER))
    assert client.get(reverse("home"))["Location"] == reverse("mfa_index")


@pytest.mark.usefixtures("required")
def test_a_session_that_never_showed_an_existing_factor_is_asked_for_it() -> None:
    person = somebody(Role.MANAGER)
    client = signed_in_by_hand(person)
    secret = with_app(person)
    asked = client.get(reverse("complaints:list"))
    assert asked["Location"] == f"{reverse('mfa_reauthenticate')}?next={reverse('complaints:list').replace('/', '%2F')}"
    response = client.post(asked["Location"], {"code": code(secret)})
    assert response["Location"] == reverse("complaints:list")
    assert client.get(reverse("complaints:list")).status_code == 200


def test_a_password_alone_does_not_sign_in_who_has_a_second_factor() -> None:
    person, client = somebody(Role.MANAGER), visitor()
    secret = with_app(person)
    assert sign_in(client, person)["Location"] == reverse("mfa_authenticate")
    assert not answers(client)
    assert client.post(reverse("mfa_authenticate"), {"code": code(secret)}).status_code == 302
    assert answers(client)


def second_step(person: User, typed: str) -> bool:
    client = visitor()
    sign_in(client, person)
    client.post(reverse("mfa_authenticate"), {"code": typed})
    return answers(client)


def test_a_code_signs_in_once_within_a_step_either_side_and_no_further() -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        person = somebody(Role.MANAGER)
        secret = with_app(person)
        used, before, long_before = code(secret), code(secret, step=-1), code(secret, step=-2)
        assert [second_step(person, one) for one in (used, used, before, long_before)] == [True, False, True, False]
        clock.shift(timedelta(seconds=29))
        assert not second_step(person, used), "still within its step, but used"


def test_a_used_code_stays_used_while_the_next_step_would_still_take_it() -> None:
    person = somebody(Role.MANAGER)
    secret = with_app(person)
    used = code(secret)
    assert second_step(person, used)
    with time_machine.travel(time.time() + 30, tick=False):
        assert not second_step(person, used)


def test_guessing_codes_is_slowed() -> None:
    person, client = somebody(Role.MANAGER), visitor()
    with_app(person)
    sign_in(client, person)
    pages = [client.post(reverse("mfa_authenticate"), {"code": f"{n:06}"}).content.decode() for n in range(10)]
    assert ["too many tries" in page for page in pages] == [False] * 5 + [True] * 5
    assert events("user.second_factor_refused") == 5


def test_a_recovery_code_signs_in_once() -> None:
    person = somebody(Role.MANAGER)
    with_app(person)
    codes = RecoveryCodes.activate(person).get_unused_codes()
    assert [second_step(person, one) for one in (codes[0], codes[0], codes[1])] == [True, False, True]
    assert events("user.recovery_code_used") == 2


def test_a_link_to_set_the_password_does_not_skip_the_second_factor() -> None:
    person = somebody(Role.MANAGER)
    with_app(person)
    client, page = open_link(asked_link(person))
    client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert not answers(client)
    assert sign_in(client, person, NEW)["Location"] == reverse("mfa_authenticate")


def test_nobody_sets_up_or_removes_a_factor_without_confirming_who_they_are() -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        person = somebody(Role.MANAGER)
        client = signed_in_by_hand(person)
        clock.shift(timedelta(minutes=6))
        for route in ("mfa_activate_totp", "mfa_add_webauthn"):
            assert client.get(reverse(route))["Location"].startswith(reverse("account_reauthenticate"))
        client.post(reverse("account_reauthenticate"), {"password": "not the password at all"})
        assert client.get(reverse("mfa_activate_totp")).status_code == 302
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_nobody_renames_or_removes_somebody_elses_passkey() -> None:
    owner = somebody(Role.MANAGER)
    passkey = Authenticator.objects.create(user=owner, type="webauthn", data={"name": "Mine", "credential": {}})
    client = signed_in_by_hand(somebody(Role.MANAGER))
    for route in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        address = reverse(route, args=[passkey.pk])
        assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)
    assert Authenticator.objects.filter(pk=passkey.pk).exists()


@pytest.mark.usefixtures("required")
def test_staff_do_not_give_up_their_only_second_factor() -> None:
    person, client = somebody(Role.MANAGER), visitor()
    secret = with_app(person)
    sign_in(client, person)
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    page = client.post(reverse("mfa_deactivate_totp"))
    assert "this is your only one" in page.content.decode()
    assert Authenticator.objects.filter(user=person, type="totp").exists()


# The administrator


def test_the_administrator_finds_people_and_their_access() -> None:
    person = somebody(Role.CASEWORKER, name="Bryn Casework")
    with_app(person)
    sign_in(visitor(), somebody(Role.MANAGER, name="Mo Manager"))
    client = signed_in(somebody(Role.ADMINISTRATOR, name="Hana Admin"))
    page = client.get(reverse("person:list"), {"q": "casework"})
    [row] = page.context["rows"]
    assert [row[0]["text"], *row[1:3], row[3]["text"], row[4], row[5]["text"]] == [
        "Bryn Casework", "caseworker", "Never", "Yes", 0, "Open",
    ]  # fmt: skip
    everybody = client.get(reverse("person:list")).context["rows"]
    assert [(row[0]["text"], row[4]) for row in everybody] == [
        ("Bryn Casework", 0),
        ("Hana Admin", 0),
        ("Mo Manager", 1),
    ]


def test_the_list_of_people_asks_the_same_number_of_queries_for_any_number(django_assert_num_queries: Any) -> None:
    client = signed_in(somebody(Role.ADMINISTRATOR))
    client.get(reverse("person:list"))
    for _ in range(2):
        with django_assert_num_queries(4):
            client.get(reverse("person:list"))
        for _ in range(5):
            somebody(Role.CASEWORKER)


def test_the_administrator_ends_all_sessions_and_links_of_a_person_at_once() -> None:
    person, administrator = somebody(Role.MANAGER), somebody(Role.ADMINISTRATOR)
    clients, link = [signed_in_by_hand(person) for _ in range(3)], asked_link(person)
    signed_in(administrator).post(reverse("person:close-doors", args=[person.pk]))
    assert [answers(client) for client in clients] == [False] * 3
    assert not set_by_link(link)
    ended = AuditEvent.objects.get(verb="user.sessions_ended")
    assert (ended.by, ended.subject_id, ended.facts) == (administrator, str(person.pk), {"sessions": 3})


def test_the_administrator_resets_a_lost_second_factor() -> None:
    person = somebody(Role.MANAGER)
    with_app(person)
    signed_in(somebody(Role.ADMINISTRATOR)).post(reverse("person:reset-factor", args=[person.pk]))
    assert not Authenticator.objects.filter(user=person).exists()
    assert sign_in(visitor(), person)["Location"] == reverse("home")
    assert AuditEvent.objects.get(verb="user.second_factor_reset").facts == {"kinds": ["totp"]}


def test_the_administrator_sends_a_new_person_a_link() -> None:
    person = somebody(Role.CASEWORKER)
    person.set_unusable_password()
    person.save()
    signed_in(somebody(Role.ADMINISTRATOR)).post(reverse("person:send-link", args=[person.pk]))
    [letter] = mail.outbox
    found = re.search(r"https?://\S+", letter.body)
    assert letter.to == [person.email] and found and set_by_link(found.group())
    assert sign_in(visitor(), person, NEW).status_code == 302


@pytest.mark.parametrize("route", ["person:close-doors", "person:reset-factor"])
def test_the_administrator_does_not_do_it_to_themselves(route: str) -> None:
    administrator = somebody(Role.ADMINISTRATOR)
    page = signed_in(administrator).post(reverse(route, args=[administrator.pk]))
    assert "ask another administrator" in page.content.decode()


def change_person(client: Client, person: User, *, roles: list[Role], active: bool = True) -> Any:
    groups = Group.objects.filter(name__in=roles).values_list("pk", flat=True)
    data = {"name": person.name, "alias": "", "email": person.email, "groups": list(groups)}
    return client.post(
        reverse("admin:pcc_user_change", args=[person.pk]), data | ({"is_active": "on"} if active else {})
    )


def test_changed_roles_are_an_event_with_what_was_given_and_taken() -> None:
    person, administrator = somebody(Role.CASEWORKER), somebody(Role.ADMINISTRATOR)
    response = change_person(signed_in(administrator), person, roles=[Role.MANAGER])
    assert response.status_code == 302
    event = AuditEvent.objects.get(verb="user.roles_changed")
    assert (event.by, event.facts) == (administrator, {"added": ["MANAGER"], "removed": ["CASEWORKER"]})
    assert AuditEvent.objects.get(verb="user.changed").facts == {"fields": ["groups"]}


def test_closing_an_account_ends_its_sessions_and_is_recorded() -> None:
    person = somebody(Role.CASEWORKER)
    client = signed_in_by_hand(person)
    change_person(signed_in(somebody(Role.ADMINISTRATOR)), person, roles=[Role.CASEWORKER], active=False)
    assert not answers(client)
    assert events("user.sessions_ended") == 1


def test_nobody_changes_their_own_roles() -> None:
    administrator = somebody(Role.ADMINISTRATOR)
    change_person(signed_in(administrator), administrator, roles=list(Role), active=False)
    administrator = User.objects.get(pk=administrator.pk)
    assert (administrator.roles, administrator.is_active) == ({Role.ADMINISTRATOR}, True)


def test_whoever_gives_access_confirms_who_they_are() -> None:
    with time_machine.travel(MONDAY, tick=False) as clock:
        person, administrator = somebody(Role.CASEWORKER), somebody(Role.ADMINISTRATOR)
        client = signed_in_by_hand(administrator)
        clock.shift(timedelta(minutes=6))
        asked = change_person(client, person, roles=[Role.MANAGER])
        assert asked["Location"].startswith(reverse("account_reauthenticate"))
        assert User.objects.get(pk=person.pk).roles == {Role.CASEWORKER}
        client.post(asked["Location"], {"password": PASSWORD})
        assert User.objects.get(pk=person.pk).roles == {Role.MANAGER}, "what was sent is done after confirming"


def test_the_administrator_sees_no_case_content_and_no_credentials() -> None:
    client, complaint = signed_in(somebody(Role.ADMINISTRATOR)), a_complaint()
    hidden = client.get(reverse("complaints:complaint", args=[complaint.pk]))
    missing = client.get(reverse("complaints:complaint", args=[complaint.pk + 10_000]))
    assert (hidden.status_code, body_of(hidden)) == (404, body_of(missing))
    apps = client.get(reverse("admin:index")).context["app_list"]
    assert sorted(model["object_name"] for app in apps for model in app["models"]) == ["BankHoliday", "Force", "User"]
