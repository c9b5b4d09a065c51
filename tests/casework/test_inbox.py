"""The inbox narrowed: filters in the address, views kept under a name, taken away as a file, and read by API."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from casework.choices import Channel, MailStage, Recipient
from casework.models import Correspondence, Theme
from casework.workflow import correspondence as post
from casework.workflow import past, seal, themes
from casework.workflow.past import PastPiece
from pcc import exports
from pcc.errors import RuleBroken
from pcc.models import AuditEvent, SavedView, User
from pcc.roles import Role
from tests.conftest import signed_in
from tests.factories import a_user

INBOX, API = "/cases/correspondence/", "/cases/api/correspondence/"


@pytest.fixture
def client(caseworker: User) -> Client:
    return signed_in(caseworker)


@pytest.fixture
def letters(caseworker: User) -> list[Correspondence]:
    today, noise = timezone.localdate(), Theme.objects.get(name="Neighbour dispute")
    pieces = [
        PastPiece(today, Channel.EMAIL, MailStage.NEW, subject="Lights", sender_name="Ann", text="It is dark"),
        PastPiece(today, Channel.PHONE, MailStage.OPEN, subject="Noise", theme=noise, area="North", owner=caseworker,
                  text="He has got a knife"),
        PastPiece(today - timedelta(days=40), Channel.LETTER, MailStage.CLOSED, subject="Fence", theme=noise,
                  ended_on=today, replied_on=today, outcome="ANSWERED", brought_as="T-7"),
    ]  # fmt: skip
    return past.load(pieces, by=caseworker, source="test")


def subjects(client: Client, query: str = "") -> list[str]:
    return [item.subject for item in client.get(f"{INBOX}{query}").context["page"].rows]


def test_without_filters_stands_what_waits_to_be_sorted(client: Client, letters: list[Correspondence]) -> None:
    assert subjects(client) == ["Lights"]
    assert subjects(client, "?state=open&sort=pressing") == ["Noise", "Lights"]
    page = client.get(INBOX)
    assert [shelf["text"] for shelf in page.context["shelves"]] == [
        "To sort (1)", "In hand (1)", "Waiting for somebody (0)", "Ended (1)",
    ]  # fmt: skip
    assert [shelf["current"] for shelf in page.context["shelves"]] == [True, False, False, False]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=lig", ["Lights"]),
        ("?q=ANN", ["Lights"]),
        ("?q=t-7", ["Fence"]),
        ("?owner=me", ["Noise"]),
        ("?owner=none&state=open", ["Lights"]),
        ("?theme=none", ["Lights"]),
        ("?channel=PHONE", ["Noise"]),
        ("?area=NORTH", ["Noise"]),
        ("?area=none&state=ended", ["Fence"]),
        ("?upsetting=yes", ["Noise"]),
        ("?waiting=nobody", ["Fence"]),
        ("?answer=late", ["Fence"]),
        ("?counted=yes&sort=-received", ["Noise", "Lights", "Fence"]),
        ("?q=%25", []),
        ("?theme=999999", None),
        ("?received_from=31/2/2024", None),
        ("?owner=1%20OR%201=1", None),
    ],
)
def test_the_address_narrows_the_list_and_what_it_cannot_mean_is_told(
    query: str, found: list[str] | None, client: Client, letters: list[Correspondence]
) -> None:
    page = client.get(f"{INBOX}{query}")
    assert page.status_code == 200
    if found is None:
        assert "There is a problem" in page.content.decode()
        assert "page" not in page.context
    else:
        assert sorted(item.subject for item in page.context["page"].rows) == sorted(found)


def test_unknown_filters_sortings_and_pages_are_told(client: Client, letters: list[Correspondence]) -> None:
    assert "There is no filter called ward." in client.get(f"{INBOX}?ward=1&shelf=new").content.decode()
    assert "cannot be sorted by size" in client.get(f"{INBOX}?sort=size").content.decode()
    assert "This link to a page of the list is broken." in client.get(f"{INBOX}?after=xyz").content.decode()
    assert client.get(f"{INBOX}?q=%00").status_code == 400
    assert client.get(f"{API}?ward=1").status_code == 400
    assert client.get(f"{API}?stage=LOST").status_code == 400


def test_a_view_of_the_inbox_is_saved_shared_and_followed(
    client: Client, letters: list[Correspondence], as_manager: Client
) -> None:
    to = client.post("/reports/views/correspondence/new/?owner=me&after=x", {"name": "Mine", "shared": "on"})
    assert to["Location"] == f"{INBOX}?owner=me"
    assert [(view["text"], view["current"]) for view in client.get(to["Location"]).context["views"]] == [("Mine", True)]
    assert [view["text"] for view in as_manager.get(INBOX).context["views"]] == ["Mine"]
    assert as_manager.get("/complaints/").context["views"] == []
    view = SavedView.objects.get()
    assert client.get(f"/reports/views/complaints/{view.pk}/").status_code == 404
    assert client.post("/reports/views/correspondence/new/?ward=1", {"name": "Ward"}).status_code == 409
    outsider = signed_in(a_user(Role.AUDITOR))
    assert outsider.get("/reports/views/correspondence/").status_code == 404


def test_the_file_holds_what_the_person_sees_under_the_filters(
    caseworker: User, letters: list[Correspondence], manager: User
) -> None:
    seal(
        letters[2].case, reason="Named", named=[manager], review_on=timezone.localdate() + timedelta(days=9), by=manager
    )
    listing = exports.listing_of("correspondence")
    query, today = QueryDict("counted=yes&sort=-received"), timezone.localdate()
    rows = [[column.value(row) for column in listing.columns] for row in listing.rows(caseworker, query, today)]
    assert sorted(row[1] for row in rows) == ["Lights", "Noise"]
    assert len(listing.rows(manager, query, today)) == 3
    assert listing.told(caseworker, query, today) == [("In the figures", "As the figures count")]
    with pytest.raises(RuleBroken, match="There is no filter called ward"):
        listing.rows(caseworker, QueryDict("ward=1"), today)
    before = PastPiece(today - timedelta(days=50), Channel.LETTER, MailStage.CLOSED, subject="Hedge", brought_as="T-6",
                       ended_on=today, replied_on=today, outcome="ANSWERED")  # fmt: skip
    past.load([before], by=caseworker, source="test")
    in_order = [row.subject for row in listing.rows(manager, QueryDict("shelf=ended"), today)]
    assert in_order == subjects(signed_in(manager), "?shelf=ended") == ["Fence", "Hedge"]


def test_a_sealed_matter_is_in_no_list_count_or_answer_of_others(
    client: Client, letters: list[Correspondence], manager: User
) -> None:
    seal(
        letters[0].case, reason="Named", named=[manager], review_on=timezone.localdate() + timedelta(days=9), by=manager
    )
    page = client.get(INBOX)
    assert (page.context["total"], page.context["shelves"][0]["text"]) == (0, "To sort (0)")
    assert [row["id"] for row in client.get(API).json()["results"]] == [letters[2].pk, letters[1].pk]
    missing = client.get(f"{API}{letters[0].pk}/")
    assert (missing.status_code, missing.content) == (404, client.get(f"{API}999999999/").content)
    refused = AuditEvent.objects.filter(verb="record.refused").order_by("pk").values_list("subject_type", "subject_id")
    assert list(refused) == [("casework.correspondence", str(pk)) for pk in (letters[0].pk, 999999999)]
    lists = [AuditEvent.objects.lists_showing("casework.correspondence", letter.pk).count() for letter in letters]
    assert lists == [0, 1, 1]


def test_one_matter_is_read_whole_by_api(client: Client, caseworker: User) -> None:
    raw = b"From: Ann <ann@example.org>\r\nSubject: Lights\r\n\r\nIt is dark."
    message, _ = post.take_in_mail(raw, arrived_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC))
    item = Correspondence.objects.get(case=message.case_id)
    item = post.triage(item, route="CASEWORK", theme=None, on=timezone.localdate(), by=caseworker)
    post.ask(
        item, of=Recipient.FORCE, recipient="The team", question="Is it so?", on=timezone.localdate(), by=caseworker
    )
    told = client.get(f"{API}{item.pk}/").json()
    assert (told["subject"], told["stage"], told["sender_email"]) == ("Lights", "WAITING_ON_FORCE", "ann@example.org")
    assert [one["text"].strip() for one in told["messages"]] == ["It is dark."]
    assert [(one["recipient"], one["stage"]) for one in told["enquiries"]] == [("The team", "ASKED")]
    (row,) = client.get(API).json()["results"]
    assert not {"sender_name", "sender_email", "messages"} & set(row)
    viewed = AuditEvent.objects.filter(verb="correspondence.viewed").get()
    assert viewed.facts == {"case": item.case_id}


@pytest.mark.parametrize("number", [1, 3])
def test_the_api_costs_the_same_for_one_and_for_three(
    number: int, client: Client, caseworker: User, django_assert_max_num_queries: Any
) -> None:
    piece = PastPiece(timezone.localdate(), Channel.EMAIL, MailStage.NEW, text="Hello", owner=caseworker)
    past.load([piece] * number, by=caseworker, source="test")
    client.get(API)
    with django_assert_max_num_queries(9):
        client.get(API)


# Themes


def test_themes_are_added_retired_and_taken_back_by_who_answers_for_files(
    as_manager: Client, manager: User, client: Client
) -> None:
    given = {"name": " Dogs  off leads ", "meaning": "Dogs in parks", "source": "Asked for by the council"}
    assert as_manager.post(f"{INBOX}themes/add/", given)["Location"] == f"{INBOX}themes/"
    theme = Theme.objects.get(name="Dogs off leads")
    assert (
        "There is a theme “Dogs off leads” already."
        in as_manager.post(f"{INBOX}themes/add/", given | {"name": "dogs OFF leads"}).content.decode()
    )
    as_manager.post(f"{INBOX}themes/{theme.pk}/retire/")
    assert "No longer" in client.get(f"{INBOX}themes/").content.decode()
    with pytest.raises(RuleBroken, match="retired already"):
        themes.retire_theme(theme, by=manager)
    as_manager.post(f"{INBOX}themes/add/", given)
    theme.refresh_from_db()
    assert theme.retired_at is None
    verbs = AuditEvent.objects.filter(verb__startswith="theme.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["theme.added", "theme.retired", "theme.taken_back"]
    assert client.get(f"{INBOX}themes/add/").status_code == 404


def test_a_retired_theme_is_kept_where_it_is_and_chosen_no_more(
    client: Client, letters: list[Correspondence], manager: User
) -> None:
    theme = letters[1].theme
    assert theme is not None
    themes.retire_theme(theme, by=manager)
    assert theme.name not in client.get(f"{INBOX}{letters[0].pk}/sort/").content.decode()
    assert theme.name in client.get(f"{INBOX}{letters[1].pk}/sort/").content.decode()
    assert subjects(client, f"?theme={theme.pk}&state=open") == ["Noise"]
    shown = {row["name"]: row["retired_at"] for row in client.get("/cases/api/correspondence/themes/").json()}
    assert shown["Neighbour dispute"] is not None
    assert shown["Thanks"] is None


@pytest.mark.django_db
def test_the_shipped_themes_say_what_they_mean_and_where_they_are_from() -> None:
    shipped = Theme.objects.all()
    assert len(shipped) == 21
    assert all(theme.meaning and theme.source for theme in shipped)
