"""What every answer carries, what a process serves, and what a fault of ours shows."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from pcc import urls
from pcc.middleware import files_of_a_demonstration
from pcc.roles import Role
from pcc.services import CHECKOUT
from tests.conftest import signed_in
from tests.factories import a_user

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
}


def guarded(response: HttpResponse) -> bool:
    policy = set(response["Content-Security-Policy"].split("; "))
    return {name: response.get(name) for name in HEADERS} == HEADERS and policy == POLICY


class BrokenAPI(APIView):
    roles = frozenset(Role)

    def get(self, request: Request) -> Response:
        raise ZeroDivisionError("canary of a view")


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("canary of a view, /srv/secret/path, SELECT canary")


@pytest.fixture
def faulty(settings: Any) -> None:
    settings.ROOT_URLCONF = Faulty


class Faulty:
    """The product's addresses, and two that fail."""

    urlpatterns = [*urls.urlpatterns, path("broken/", broken), path("broken-api/", BrokenAPI.as_view())]
    handler500 = urls.handler500


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/account/login/",
        "/healthz/",
        "/office.css",
        "/nowhere/",
        "/complaints/api/",
        "/static/pcc/pcc.css",
        "/?%00",
    ],
)
def test_every_answer_carries_the_headers(address: str) -> None:
    assert guarded(Client().get(address))
    assert guarded(signed_in(a_user(Role.MANAGER)).get(address))
    assert guarded(Client().put(address))


@pytest.mark.django_db
@pytest.mark.usefixtures("faulty")
def test_a_fault_shows_a_number_that_the_log_knows_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    client = Client(raise_request_exception=False)
    response = client.get("/broken/")
    page = response.content.decode()
    assert response.status_code == 500 and guarded(response)
    assert [
        word for word in ("canary", "ZeroDivision", "Traceback", "SELECT", "/srv", "site-packages") if word in page
    ] == []
    reference = page.partition("this number: <strong>")[2].partition("</strong>")[0]
    assert reference and reference in caplog.text
    assert client.get("/healthz/").status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("faulty")
def test_a_fault_of_the_api_is_problem_details() -> None:
    client = Client(raise_request_exception=False)
    client.force_login(a_user(Role.MANAGER))
    response = client.get("/broken-api/")
    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert sorted(response.json()) == ["detail", "reference", "status", "title"]
    assert response.json()["reference"] and "canary" not in response.content.decode()
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/nowhere/", "/complaints/", "/account/sessions/", "/complaints/api/"])
def test_signed_in_answers_are_not_kept(address: str) -> None:
    assert signed_in(a_user(Role.MANAGER)).get(address)["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/.git/config",
        "/.env",
        "/admin/",
        "/admin/login/nowhere",
        "/admin/pcc/user/",
        "/api/schema/",
        "/metrics/",
        "/static/../pcc/settings.py",
        "/static/",
        "/settings.py.bak",
        "/account/",
        "/account/signup/",
    ],
)
def test_what_outsiders_look_for_is_a_missing_page(address: str) -> None:
    response, missing = Client().get(address), Client().get("/nowhere/")
    assert (response.status_code, response.content) == (404, missing.content)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_other_methods_are_refused(method: str) -> None:
    client = signed_in(a_user(Role.MANAGER))
    assert getattr(client, method)(reverse("complaints:list")).status_code == 405


# The sets of addresses


def serving(*sets: str) -> tuple[Any, ...]:
    return tuple(urls.served(sets))


ROUTES = {
    "public": ["/healthz/", "/office.css"],
    "panel": ["/account/login/", "/account/sessions/"],
    "staff": ["/", "/complaints/", "/complaints/api/", "/reports/timeliness/", "/cases/"],
    "admin": ["/admin/", "/people/"],
}


@pytest.mark.django_db
@pytest.mark.parametrize("sets", [["public"], ["panel"], ["staff"], ["admin"], ["public", "panel"], list(urls.SETS)])
def test_a_process_answers_its_own_sets_of_addresses_and_no_others(sets: list[str], settings: Any) -> None:
    settings.ROOT_URLCONF = serving(*sets)
    person = a_user(*Role)
    client = signed_in(person)
    found = {address: client.get(address).status_code != 404 for group in ROUTES.values() for address in group}
    signs_in = set(sets) & {"panel", "staff", "admin"}
    expected = dict.fromkeys(ROUTES["public"], True)
    expected |= {address: bool(signs_in) for address in ROUTES["panel"]}
    expected |= {address: name in sets for name in ("staff", "admin") for address in ROUTES[name]}
    assert found == expected


@pytest.mark.django_db
def test_a_process_of_public_pages_answers_staff_addresses_like_missing_ones(settings: Any) -> None:
    settings.ROOT_URLCONF = serving("public")
    missing = Client().get("/nowhere/").content
    hidden = [address for name in ("panel", "staff", "admin") for address in ROUTES[name]]
    assert {address: Client().get(address).content == missing for address in hidden} == dict.fromkeys(hidden, True)


@pytest.mark.django_db
@pytest.mark.parametrize("sets", [["panel"], ["admin"], ["staff"]])
def test_signing_in_works_on_a_process_that_serves_a_part(sets: list[str], settings: Any) -> None:
    settings.ROOT_URLCONF = serving(*sets)
    person = a_user(Role.ADMINISTRATOR, email="part@opcc.example")
    client = Client(REMOTE_ADDR="10.77.0.1")
    login = {"login": person.email, "password": "correct horse battery staple"}
    assert client.post("/account/login/", login, follow=True).status_code == 200


# Production settings, in a process of their own


REAL = {
    "PCC_MODE": "production",
    "DATABASE_URL": "postgresql://office@db.example/office",
    "REDIS_URL": "rediss://broker.example:6379/0",
    "SECRET_KEY": "a-key-for-this-test-alone-" * 3,
    "ALLOWED_HOSTS": "complaints.example",
}


def run(code: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=CHECKOUT,
        env={"PATH": os.environ["PATH"]} | REAL | environment,
        capture_output=True,
        text=True,
        check=False,
    )


START = "import django; from django.conf import settings; settings.configured or settings.SECRET_KEY; print('started')"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"DEBUG": "1"}, "DEBUG is on"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be your own"),
        ({"SECRET_KEY": "demo-only-" + "not-a-secret-" * 4}, "SECRET_KEY must be your own"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name"),
        ({"MARKING": ""}, "MARKING must say"),
        ({"PCC_BASE_URL": "http://complaints.example"}, "PCC_BASE_URL must begin with https://"),
        ({"DATABASE_URL": ""}, "DATABASE_URL and REDIS_URL"),
        ({"PCC_SERVES": "staff,everything"}, "PCC_SERVES is"),
        ({"PCC_MODE": "live"}, "PCC_MODE is 'live'"),
    ],
)
def test_a_production_start_on_unsafe_settings_is_refused_in_one_sentence(wrong: dict[str, str], said: str) -> None:
    environment = {"DJANGO_SETTINGS_MODULE": "pcc.settings"} | wrong
    ended = run(START, **environment)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert said in ended.stderr.splitlines()[-1]


def test_a_production_start_on_good_settings_is_not_refused() -> None:
    assert run(START, DJANGO_SETTINGS_MODULE="pcc.settings").stdout == "started\n"


ASK = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "pcc.settings"
import django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = os.environ["THE_DATABASE"]
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
from django.test import Client
client = Client(HTTP_HOST="complaints.example")
plain = client.get("/account/login/")
page = client.get("/account/login/", secure=True)
wrong = Client(HTTP_HOST="evil.example").get("/", secure=True)
key = page.cookies["__Host-session"].value
parts = ("secure", "httponly", "samesite", "path", "domain")
from django.contrib.sessions.models import Session
Session.objects.filter(pk=key).delete()
print(json.dumps({
    "plain": [plain.status_code, plain["Location"]],
    "cookies": {name: {part: cookie[part] for part in parts} for name, cookie in page.cookies.items()},
    "headers": dict(page.headers),
    "wrong host": wrong.status_code,
    "second factor": settings.REQUIRE_SECOND_FACTOR,
}))
"""


@pytest.fixture(scope="module")
def production(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """What the product says under production settings, on the test's database."""
    with django_db_blocker.unblock():
        name = connection.settings_dict["NAME"]
    asked = run(ASK, DATABASE_URL=os.environ["DATABASE_URL"], REDIS_URL=os.environ["REDIS_URL"], THE_DATABASE=name)
    assert asked.returncode == 0, asked.stderr
    yield json.loads(asked.stdout)


@pytest.mark.xdist_group("production")
def test_in_production_there_is_one_cookie_and_it_is_locked_to_the_host(production: dict[str, Any]) -> None:
    locked = {"secure": True, "httponly": True, "samesite": "Lax", "path": "/", "domain": ""}
    assert production["cookies"] == {"__Host-session": locked}


@pytest.mark.xdist_group("production")
def test_in_production_plain_http_is_sent_on_and_hsts_holds_a_year(production: dict[str, Any]) -> None:
    assert production["plain"] == [301, "https://complaints.example/account/login/"]
    assert production["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


@pytest.mark.xdist_group("production")
def test_in_production_another_host_is_refused_and_a_second_factor_required(production: dict[str, Any]) -> None:
    assert (production["wrong host"], production["second factor"]) == (400, True)


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ('attachment; filename="table.csv"', 'attachment; filename="demonstration-table.csv"'),
        ("attachment; filename*=utf-8''caf%C3%A9.pdf", "attachment; filename*=utf-8''demonstration-caf%C3%A9.pdf"),
        ('attachment; filename="official-demonstration-a.csv"', 'attachment; filename="official-demonstration-a.csv"'),
        ("inline", "inline"),
        (None, None),
    ],
)
def test_each_file_of_a_demonstration_says_so_in_its_name(rf, told: str | None, named: str | None) -> None:
    answer = HttpResponse(headers={"Content-Disposition": told} if told else {})
    assert files_of_a_demonstration(lambda _: answer)(rf.get("/")).get("Content-Disposition") == named
