"""Every route by every role in every state, against one table. A route without a row fails."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from casework import workflow as casework
from casework.choices import Connection
from pcc.models import AuditEvent, Job, User
from pcc.roles import BRINGS_IN_EXTRACTS, READS_FIGURES, RUNS_JOBS, SEES_COMPLAINTS, Role
from tests.conftest import signed_in
from tests.factories import a_batch, a_case, a_complaint, a_user

EVERYBODY = frozenset(Role)
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
IMPORTS = BRINGS_IN_EXTRACTS | {Role.MANAGER}

PUBLIC = {"health", "office_css"}
"""Routes that answer without sign-in."""

TABLE: dict[str, tuple[str, frozenset[Role]]] = {
    # route: (method, roles that are answered)
    "home": ("get", EVERYBODY),
    "complaints:list": ("get", SEES_COMPLAINTS),
    "complaints:complaint": ("get", SEES_COMPLAINTS),
    "complaints:imports": ("get", IMPORTS),
    "complaints:bring-in": ("get", BRINGS_IN_EXTRACTS),
    "complaints:import": ("get", IMPORTS),
    "complaints:check-again": ("post", BRINGS_IN_EXTRACTS),
    "complaints:api-list": ("get", SEES_COMPLAINTS),
    "complaints:api-complaint": ("get", SEES_COMPLAINTS),
    "reporting:timeliness": ("get", READS_FIGURES),
    "reporting:timeliness-csv": ("get", READS_FIGURES),
    "reporting:timeliness-svg": ("get", READS_FIGURES),
    "reporting:timeliness-api": ("get", READS_FIGURES),
    "reporting:counted-in": ("get", READS_FIGURES),
    "reporting:why": ("get", READS_FIGURES),
    "reporting:definitions": ("get", EVERYBODY),
    "reporting:jobs": ("get", RUNS_JOBS),
    "reporting:refresh": ("post", RUNS_JOBS),
    "reporting:job": ("get", RUNS_JOBS),
    "reporting:stop-job": ("post", RUNS_JOBS),
    "admin:index": ("get", ADMINISTRATOR),
    "admin:pcc_user_changelist": ("get", ADMINISTRATOR),
    "admin:pcc_user_add": ("get", ADMINISTRATOR),
    "admin:pcc_user_change": ("get", ADMINISTRATOR),
    "admin:pcc_user_history": ("get", ADMINISTRATOR),
    "admin:pcc_force_changelist": ("get", ADMINISTRATOR),
    "admin:pcc_force_add": ("get", ADMINISTRATOR),
    "admin:pcc_force_change": ("get", ADMINISTRATOR),
    "admin:pcc_force_history": ("get", ADMINISTRATOR),
    "admin:pcc_bankholiday_changelist": ("get", ADMINISTRATOR),
    "admin:pcc_bankholiday_change": ("get", ADMINISTRATOR),
    "admin:pcc_bankholiday_history": ("get", ADMINISTRATOR),
    "admin:app_list": ("get", ADMINISTRATOR),
}

NOBODY = {
    "admin:pcc_user_delete": "users are ended, never deleted",
    "admin:pcc_force_delete": "forces stand behind complaints",
    "admin:pcc_bankholiday_add": "a holiday is added on its own page",
    "admin:pcc_bankholiday_delete": "a holiday is ended, never deleted",
}
"""Routes of libraries that answer no role."""

LIBRARY = ("account_", "mfa_", "admin:login", "admin:logout", "admin:password_change", "admin:jsi18n", "admin:None")
"""Sign-in pages: about the person themselves, never a record; walked by the tests of accounts."""


def routes(patterns: list[Any] | None = None, space: str = "") -> Iterator[str]:
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"


def test_every_route_has_a_row() -> None:
    known = set(TABLE) | set(NOBODY) | PUBLIC
    assert sorted({name for name in routes() if name not in known and not name.startswith(LIBRARY)}) == []


def test_every_row_has_a_route() -> None:
    assert sorted((set(TABLE) | set(NOBODY) | PUBLIC) - set(routes())) == []


@pytest.fixture
def addresses(db: None) -> dict[str, str]:
    """An address for each route of the table, of records that exist."""
    complaint = a_complaint()
    batch = a_batch(force=complaint.force)
    job = Job.objects.create(kind="figures.refresh_all")
    holiday = "1"
    ids = {
        "complaints:complaint": complaint.pk,
        "complaints:api-complaint": complaint.pk,
        "complaints:import": batch.pk,
        "complaints:check-again": batch.pk,
        "reporting:job": job.pk,
        "reporting:stop-job": job.pk,
        "admin:pcc_force_change": complaint.force_id,
        "admin:pcc_force_history": complaint.force_id,
        "admin:pcc_force_delete": complaint.force_id,
        "admin:pcc_bankholiday_change": holiday,
        "admin:pcc_bankholiday_history": holiday,
        "admin:pcc_bankholiday_delete": holiday,
    }
    user = a_user()
    ids |= {f"admin:pcc_user_{page}": user.pk for page in ("change", "history", "delete")}
    made = {}
    for name in [*TABLE, *NOBODY]:
        if name == "admin:app_list":
            made[name] = reverse(name, args=["pcc"])
        else:
            made[name] = reverse(name, args=[ids[name]] if name in ids else [])
    period = "?from=2024-01-01&to=2024-12-31"
    return made | {name: made[name] + period for name in made if "timeliness-" in name}


@pytest.mark.parametrize("role", Role)
def test_each_role_is_answered_where_the_table_says_and_sees_nothing_elsewhere(
    role: Role, addresses: dict[str, str]
) -> None:
    user = a_user(role)
    client = signed_in(user)
    answered = {}
    for name, (method, _) in TABLE.items():
        response = getattr(client, method)(addresses[name])
        assert response.status_code in (200, 302, 404), (name, response.status_code)
        answered[name] = response.status_code != 404
    assert answered == {name: role in roles for name, (_, roles) in TABLE.items()}


@pytest.mark.parametrize("role", Role)
def test_routes_for_nobody_answer_nobody(role: Role, addresses: dict[str, str]) -> None:
    client = signed_in(a_user(role))
    assert {name: client.get(addresses[name]).status_code in (403, 404) for name in NOBODY} == dict.fromkeys(
        NOBODY, True
    )


def test_nothing_but_the_public_routes_answers_without_sign_in(client: Client, addresses: dict[str, str]) -> None:
    for name, (method, _) in TABLE.items():
        response = getattr(client, method)(addresses[name])
        assert response.status_code in (302, 401, 403), (name, response.status_code)
        if response.status_code == 302:
            assert response["Location"].startswith(("/account/login/", "/admin/login/")), name


@pytest.mark.parametrize("how", ["sealed", "conflict", "own"])
@pytest.mark.parametrize("route", ["complaints:complaint", "complaints:api-complaint"])
def test_a_complaint_shut_to_a_person_answers_like_a_missing_one(how: str, route: str, officer: User) -> None:
    manager = a_user(Role.MANAGER)
    case = a_case()
    complaint = a_complaint(case=case)
    if how == "sealed":
        casework.seal(case, reason="A colleague is named", named=[manager], review_on=case.opened_on, by=manager)
    else:
        kind = Connection.CONFLICT if how == "conflict" else Connection.OWN_CASE
        casework.connect_staff(case, user=officer, kind=kind, by=manager)
    client = signed_in(officer)
    before = AuditEvent.objects.filter(verb="record.refused").count()

    hidden = client.get(reverse(route, args=[complaint.pk]))
    missing = client.get(reverse(route, args=[complaint.pk + 10_000]))

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert _body(hidden) == _body(missing)
    assert AuditEvent.objects.filter(verb="record.refused").count() == before + 2
    listed = client.get(reverse("complaints:list"))
    assert complaint.reference not in listed.content.decode()
    assert complaint.reference not in client.get(reverse("complaints:api-list")).content.decode()
    assert signed_in(manager).get(reverse(route, args=[complaint.pk])).status_code == 200


def _body(response: Any) -> bytes:
    """The body without the token that each page has anew."""
    return b"\n".join(line for line in response.content.splitlines() if b"csrfmiddlewaretoken" not in line)
