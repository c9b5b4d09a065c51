"""Signing in, second factors, sessions and the administrator's pages, walked at a desk and on a phone."""

import re
import secrets
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail

from pcc.models import User
from pcc.roles import Role
from tests.browser import Screen
from tests.factories import PASSWORD, a_force, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEW = "seven violet trombones waiting"


@pytest.fixture
def required(settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


def somebody(*roles: Role, **fields: Any) -> User:
    return a_user(*roles, **{"email": f"{secrets.token_hex(6)}@opcc.example", "name": "Mo Manager"} | fields)


def code(secret: str, *, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def test_a_wrong_password_is_told_and_a_forgotten_one_is_set_anew_by_a_link(screen: Screen) -> None:
    person = somebody(Role.MANAGER)
    screen.go("/")
    assert "I have forgotten my password" in screen.judged()
    screen.sign_in(person.email, "not the password at all")
    assert "The e-mail address or the password is not right." in screen.judged()
    screen.link("I have forgotten my password")
    screen.judged()
    screen.fill(email=person.email)
    screen.button("Send me a link")
    assert "a link is on its way" in screen.judged()
    found = re.search(r"https?://\S+", mail.outbox[0].body)
    assert found
    screen.go(found.group())
    screen.judged()
    screen.fill(password1="too short", password2="too short")
    screen.button("Change password")
    assert "15 characters" in screen.judged()
    screen.fill(password1=NEW, password2=NEW)
    screen.button("Change password")
    screen.judged()
    screen.go(found.group())
    assert "This link no longer works" in screen.judged()
    screen.sign_in(person.email, NEW)
    assert "My work" in screen.judged()


@pytest.mark.usefixtures("required")
def test_an_app_for_codes_is_set_up_and_signs_in_and_so_does_a_recovery_code(screen: Screen) -> None:
    person = somebody(Role.MANAGER)
    screen.sign_in(person.email, PASSWORD)
    assert "Your role needs a second factor" in screen.judged()
    screen.button("Set up an app")
    words = screen.judged()
    key = re.search(r"Key: ([A-Z2-7 ]+)", words)
    assert key
    secret = key.group(1).replace(" ", "")
    screen.fill(code="000000")
    screen.button("Set it up")
    assert "The code is not right" in screen.judged()
    first = code(secret)
    screen.fill(code=first)
    screen.button("Set it up")
    recovery = re.findall(r"\b\d{8}\b", screen.judged())
    assert len(recovery) == 10
    screen.link("I have kept them") if screen.page.get_by_role(
        "link", name="I have kept them"
    ).count() else screen.button("I have kept them")
    assert "10 of them are left" in screen.judged()
    screen.go("/")
    assert "My work" in screen.judged()
    screen.sign_out()
    assert "You have signed out." in screen.judged()
    screen.sign_in(person.email, PASSWORD)
    assert "Your second factor" in screen.judged()
    screen.fill(code=first)
    screen.button("Sign in")
    assert "The code is not right" in screen.judged(), "the code that set the app up is used"
    screen.fill(code=code(secret, step=1))
    screen.button("Sign in")
    assert "My work" in screen.judged()
    screen.sign_out()
    screen.sign_in(person.email, PASSWORD)
    screen.fill(code=recovery[0])
    screen.button("Sign in")
    assert "My work" in screen.judged()
    screen.go("/account/2fa/")
    assert "9 of them are left" in screen.judged()
    screen.button("Make new recovery codes")
    screen.judged()
    screen.button("Make new codes")
    assert len(re.findall(r"\b\d{8}\b", screen.judged())) == 10
    screen.go("/account/2fa/recovery-codes/")
    assert "are not shown again" in screen.judged()
    screen.go("/account/2fa/totp/deactivate/")
    assert "this is your only one" in screen.judged()


@pytest.fixture
def authenticator(screen: Screen) -> Any:
    """A device with a fingerprint reader, as Chromium plays it."""
    devtools = screen.page.context.new_cdp_session(screen.page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def verifies(holds: bool) -> None:
        devtools.send("WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": holds})

    return verifies


@pytest.mark.usefixtures("required")
def test_a_passkey_is_added_and_signs_in_alone_and_after_the_password(screen: Screen, authenticator: Any) -> None:
    person = somebody(Role.MANAGER)
    screen.sign_in(person.email, PASSWORD)
    screen.button("Add a passkey")
    screen.judged()
    authenticator(False)
    screen.page.get_by_role("button", name="Add the passkey").click()
    screen.page.get_by_text("The passkey was not used. Try again").wait_for()
    screen.judged()
    authenticator(True)
    screen.fill(name="Office laptop")
    screen.button("Add the passkey")
    assert len(re.findall(r"\b\d{8}\b", screen.judged())) == 10
    screen.go("/")
    assert "My work" in screen.judged()
    screen.sign_out()
    screen.button("Sign in with a passkey")
    assert "My work" in screen.judged()
    screen.sign_out()
    screen.sign_in(person.email, PASSWORD)
    screen.judged()
    screen.button("Use a passkey")
    assert "My work" in screen.judged()
    screen.go("/account/2fa/webauthn/")
    assert "Office laptop" in screen.judged()
    screen.link("Rename")
    screen.judged()
    screen.fill(name="Desk computer")
    screen.button("Save")
    assert "Desk computer" in screen.judged()
    screen.link("Remove")
    screen.judged()
    screen.button("Remove")
    assert "You have none." in screen.judged()
    screen.go("/")
    assert "Your role needs a second factor" in screen.judged()


@pytest.mark.usefixtures("required")
def test_before_something_that_matters_the_second_factor_is_asked_for_again(screen: Screen) -> None:
    person = somebody(Role.ADMINISTRATOR)
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    screen.sign_in(person.email, PASSWORD)
    screen.fill(code=code(secret))
    screen.button("Sign in")
    screen.go("/account/2fa/reauthenticate/?next=/people/")
    assert "Confirm that it is you" in screen.judged()
    screen.fill(code=code(secret, step=1))
    screen.button("Confirm")
    assert screen.page.url.endswith("/people/")


def test_sessions_are_listed_and_ended(screen: Screen, open_screen: Any) -> None:
    person = somebody(Role.CASEWORKER)
    elsewhere = [open_screen(screen.width) for _ in range(3)]
    for one in (screen, *elsewhere):
        one.sign_in(person.email, PASSWORD)
    screen.page.locator(".pcc-account summary").click()
    screen.follow(screen.page.get_by_role("link", name="Your sessions"))
    words = screen.judged()
    assert (words.count("Last used"), words.count("This session")) == (4, 1)
    screen.button("End this session")
    assert "That session has ended." in screen.judged()
    screen.button("End all your other sessions")
    assert "You are now signed in here only." in screen.judged()
    for one in elsewhere:
        one.go("/")
        assert "Sign in" in one.page.inner_text("h1")


def test_people_are_warned_before_a_session_ends_and_may_stay(screen: Screen) -> None:
    person = somebody(Role.CASEWORKER)
    screen.page.clock.install()
    screen.sign_in(person.email, PASSWORD)
    notice = screen.page.locator("#session-notice")
    screen.page.clock.fast_forward("24:50")
    assert not notice.is_visible()
    screen.page.clock.fast_forward("00:15")
    screen.page.get_by_text("You will be signed out soon").wait_for()
    screen.judged()
    with screen.page.expect_response("**/account/sessions/stay/") as answered:
        screen.page.get_by_role("button", name="Stay signed in").click()
    assert answered.value.status == 200
    notice.wait_for(state="hidden")
    screen.page.clock.fast_forward("25:05")
    screen.page.get_by_text("You will be signed out soon").wait_for()
    screen.page.clock.fast_forward("05:05")
    screen.page.get_by_text("Your session has ended").wait_for()
    screen.judged()
    screen.page.get_by_role("button", name="Close").click()
    assert not notice.is_visible()


def test_a_password_is_changed_and_everybody_signs_in_again(screen: Screen) -> None:
    person = somebody(Role.CASEWORKER)
    screen.sign_in(person.email, PASSWORD)
    screen.go("/account/password/change/")
    screen.judged()
    screen.fill(oldpassword="not it", password1=NEW, password2="another one that differs")
    screen.button("Change password")
    assert "The current password is not right." in screen.judged()
    screen.fill(oldpassword=PASSWORD, password1=NEW, password2=NEW)
    screen.button("Change password")
    assert "Your password has been changed. Sign in with the new one." in screen.judged()
    screen.sign_in(person.email, NEW)
    assert "My work" in screen.judged()


def test_too_many_tries_are_told(screen: Screen) -> None:
    person = somebody(Role.CASEWORKER)
    for _ in range(6):
        screen.sign_in(person.email, "not the password at all")
    assert "There have been too many tries." in screen.judged()


def test_the_administrator_finds_somebody_and_ends_their_sessions(screen: Screen, open_screen: Any) -> None:
    person = somebody(Role.CASEWORKER, name="Bryn Casework")
    for number in range(30):
        somebody(Role.PANEL_MEMBER, name=f"Member {number:02}", alias=f"Reader {number:02}")
    theirs = open_screen(screen.width)
    theirs.sign_in(person.email, PASSWORD)
    screen.sign_in(somebody(Role.ADMINISTRATOR, name="Hana Admin").email, PASSWORD)
    screen.page.locator(".pcc-account summary").click()
    screen.follow(screen.page.get_by_role("link", name="People", exact=True))
    assert "Bryn Casework" in screen.judged()
    screen.link("Next page")
    assert "Member 29" in screen.judged()
    screen.fill(q="bryn")
    screen.button("Find")
    screen.link("Bryn Casework")
    assert "Chrome on Linux" in screen.judged()
    screen.link("End all sessions and links")
    screen.judged()
    screen.button("End them all")
    assert "All sessions and links have ended." in screen.judged()
    theirs.go("/")
    assert "Sign in" in theirs.page.inner_text("h1")
    screen.link("Send a link to set a password")
    screen.judged()
    screen.button("Send the link")
    assert "The link is on its way." in screen.judged()
    assert [letter.to for letter in mail.outbox] == [[person.email]]


def test_the_administrator_adds_somebody_and_gives_them_roles(screen: Screen) -> None:
    a_force()
    screen.sign_in(somebody(Role.ADMINISTRATOR, name="Hana Admin").email, PASSWORD)
    for address in ("/admin/", "/admin/pcc/user/", "/admin/pcc/force/", "/admin/pcc/bankholiday/"):
        screen.go(address)
        screen.judged()
    screen.go("/people/")
    screen.link("Add a person")
    screen.fill(name="Nell New", email="nell@opcc.example")
    screen.page.get_by_label("Manager", exact=True).check()
    screen.judged()
    screen.follow(screen.page.locator("input[name='_save']"))
    assert "Nell New" in screen.judged()
    assert User.objects.get(email="nell@opcc.example").roles == {Role.MANAGER}


def test_a_browser_keeps_one_cookie_and_nothing_else(screen: Screen) -> None:
    screen.sign_in(somebody(Role.ADMINISTRATOR).email, PASSWORD)
    for address in ("/", "/people/", "/admin/", "/account/2fa/", "/account/sessions/"):
        screen.go(address)
        kept = screen.page.evaluate("[localStorage.length, sessionStorage.length]")
        assert (address, kept) == (address, [0, 0])
    assert [cookie["name"] for cookie in screen.page.context.cookies()] == ["pcc_demo_session"]
    screen.sign_out()
    screen.page.go_back()
    assert "Sign in" in screen.page.inner_text("h1")
