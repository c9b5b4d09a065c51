"""The public form: nobody is stopped by a guess, nothing typed is lost in an hour, and nobody reads another's words."""

import subprocess
import tempfile
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pcc import services
from pcc.models import Typed, User
from pcc.public import MOST_AN_HOUR
from pcc.tasks import forget_what_was_typed
from reviews.choices import Stage
from reviews.models import Review
from tests.conftest import signed_in
from tests.factories import a_force
from tests.reviews.test_pages import days

PHOTO = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


@pytest.fixture(autouse=True)
def nothing_kept(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    cache.clear()


def sent(client: Client, force: Any, **data: Any) -> Any:
    given = {
        "capacity": "COMPLAINANT",
        "applicant_name": "Tove Lindqvist",
        "applicant_email": "tove@example.org",
        "force": force.pk,
        "grounds": "Nobody listened.",
    }
    return client.post(reverse("apply:start"), given | data)


def test_anybody_may_apply_and_has_a_reference_and_a_copy_for_an_hour(client: Client, db: None) -> None:
    response = sent(client, a_force(), **days("outcome_given_on", date(2026, 1, 5)))
    assert response.status_code == 302
    review = Review.objects.get()
    assert (review.channel, review.stage, review.outcome_stated_on) == ("WEB_FORM", Stage.RECEIVED, date(2026, 1, 5))
    page = client.get(response["Location"])
    assert review.reference in page.content.decode()
    assert client.get(reverse("apply:sent", args=["another"])).status_code == 404
    equality = page.context["equality_url"]
    assert client.post(equality, {"sex": "FEMALE"}).status_code == 302
    assert review.equality.sex == "FEMALE"


def test_the_last_day_is_told_with_how_it_is_reckoned_and_late_is_no_bar(client: Client, db: None) -> None:
    force = a_force()
    page = sent(client, force, check="1", **days("outcome_given_on", date(2026, 1, 5)))
    assert page.context["reckoned"]["last_day"] == "Monday 2 February 2026"
    assert page.context["reckoned"]["late"]
    assert not Review.objects.exists()
    assert sent(client, force, **days("outcome_given_on", date(2026, 1, 5))).status_code == 302


def test_what_was_typed_is_kept_for_an_hour_in_that_browser_alone(client: Client, db: None) -> None:
    given = {"keep": "1", "grounds": "A long story", **days("outcome_given_on", date(2026, 1, 5))}
    kept = sent(client, a_force(), **given)
    assert (kept.status_code, kept["Location"]) == (302, reverse("apply:start"))
    page = client.get(kept["Location"]).content.decode()
    assert "A long story" in page and 'value="2026"' in page
    cookie = kept.cookies["pcc-apply"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 3600)
    stranger = Client()
    for address in (reverse("apply:start"), f"{reverse('apply:start')}?draft={cookie.value}"):
        assert "A long story" not in stranger.get(address).content.decode()
    assert not Review.objects.exists()


def by_script(client: Client, **typed: str) -> Any:
    return client.post(reverse("apply:start"), typed | {"keep": "1"}, headers={"X-Kept-By": "script"})


def test_the_script_keeps_while_somebody_types_and_sending_forgets(client: Client, db: None) -> None:
    force = a_force()
    answer = by_script(client, grounds="Half a sent")
    assert (answer.status_code, answer.content) == (204, b"")
    assert "Half a sent" in client.get(reverse("apply:start")).content.decode()
    assert sent(client, force).status_code == 302
    assert "Nobody listened." not in client.get(reverse("apply:start")).content.decode()


def test_typing_that_is_kept_by_itself_does_not_count_as_posts(client: Client, db: None) -> None:
    force = a_force()
    assert {by_script(client, grounds="Half").status_code for _ in range(MOST_AN_HOUR + 5)} == {204}
    assert sent(client, force).status_code == 302


def test_what_was_kept_can_be_forgotten(client: Client, db: None) -> None:
    by_script(client, grounds="Half a sent")
    client.post(reverse("apply:start"), {"forget": "1"})
    assert "Half a sent" not in client.get(reverse("apply:start")).content.decode()


def test_a_cookie_that_somebody_made_up_reads_and_breaks_nothing(client: Client, db: None) -> None:
    for made_up in ("guess", "a" * 32, "../../x", "é" * 40):
        client.cookies["pcc-apply"] = made_up
        assert client.get(reverse("apply:start")).status_code == 200
        assert by_script(client, grounds="Mine").status_code == 204


def test_sent_twice_it_is_one_application(client: Client, db: None) -> None:
    force = a_force()
    once = client.get(reverse("apply:start")).context["sending"]
    first, second = (sent(client, force, sending=once) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Review.objects.count() == 1
    assert client.get(second["Location"]).status_code == 200


def test_somebody_acting_for_another_sends_the_consent_along(client: Client, db: None) -> None:
    consent = SimpleUploadedFile("consent.pdf", PHOTO, content_type="application/pdf")
    response = sent(
        client,
        a_force(),
        capacity="REPRESENTATIVE",
        complainant_name="Sam Young",
        consent=consent,
        **days("consent_on", date(2026, 1, 4)),
    )
    assert response.status_code == 302
    review = Review.objects.get()
    assert (review.capacity, review.consent_on, review.complainant_name) == (
        "REPRESENTATIVE",
        date(2026, 1, 4),
        "Sam Young",
    )
    assert [each.title for each in review.case.documents.all()] == ["Written consent, from the applicant"]


def test_a_parent_applies_for_somebody_under_18_and_one_who_wavered_is_not_stopped(client: Client, db: None) -> None:
    force = a_force()
    assert sent(client, force, capacity="PARENT", complainant_name="Sam Young").status_code == 302
    assert Review.objects.get().under_18 is True
    assert sent(client, force, **days("consent_on", date(2026, 1, 4))).status_code == 302
    assert Review.objects.latest("pk").consent_on is None


def test_who_applies_late_says_why_in_a_place_of_its_own(client: Client, db: None) -> None:
    given = days("outcome_given_on", date(2026, 1, 5))
    assert sent(client, a_force(), late_reason="I was in hospital.", **given).status_code == 302
    assert Review.objects.get().late_reason == "I was in hospital."


@pytest.mark.parametrize(
    "odd",
    [
        {"grounds": "\x00 nothing"},
        {"grounds": "x" * 7000},
        {"outcome_given_on_day": "31", "outcome_given_on_month": "2", "outcome_given_on_year": "2026"},
        {"outcome_given_on_day": "٣", "outcome_given_on_month": "-1", "outcome_given_on_year": "99999999999"},
        {"force": "999999999999999999999"},
        {"capacity": "KING"},
        {"under_18": "perhaps"},
        {"applicant_email": "nobody", "applicant_phone": "0" * 41},
    ],
)
def test_odd_input_gets_a_sentence_and_keeps_the_rest(odd: dict[str, str], client: Client, db: None) -> None:
    given = {"capacity": "COMPLAINANT", "applicant_name": "Tove Lindqvist", "applicant_email": "tove@example.org"}
    given |= {"force": a_force().pk, "grounds": "Nobody listened.", "adjustments": "Large print, please"}
    page: Any = client.post(reverse("apply:start"), given | odd)
    assert page.status_code == 200 and page.context["form"].errors
    assert "Large print, please" in page.content.decode()
    assert not Review.objects.exists()
    assert "Large print, please" in client.get(reverse("apply:start")).content.decode(), "kept though the page is left"


def test_a_file_beside_a_mistake_is_asked_for_again(client: Client, db: None) -> None:
    letter = SimpleUploadedFile("letter.pdf", PHOTO, content_type="application/pdf")
    page = sent(client, a_force(), grounds="", letter=letter)
    assert "Choose letter.pdf again" in page.content.decode()


def test_a_photo_that_cannot_be_kept_loses_no_application(client: Client, db: None) -> None:
    letter = SimpleUploadedFile("letter.exe", b"MZ not a photo", content_type="image/png")
    response = sent(client, a_force(), letter=letter)
    assert response.status_code == 302
    assert "could not be kept" in client.get(response["Location"]).context["note"]


def test_an_outcome_still_to_come_is_told_where_it_was_typed(client: Client, db: None) -> None:
    page = sent(client, a_force(), **days("outcome_given_on", date(2099, 1, 5)))
    assert "outcome_given_on" in page.context["form"].errors
    assert "Nobody listened." in page.content.decode()


def test_whoever_posts_too_often_waits(client: Client, db: None) -> None:
    cache.clear()
    answers = {client.post(reverse("apply:start"), {}).status_code for _ in range(MOST_AN_HOUR)}
    assert answers == {200}
    assert client.post(reverse("apply:start"), {}).status_code == 429
    cache.clear()


@pytest.fixture
def valkey(settings: Any) -> Iterator[Any]:
    """A server of its own as the cache, for a test that stops it."""
    with tempfile.TemporaryDirectory(prefix="pcc-") as home:
        socket = f"{home}/valkey.sock"
        command = [str(services.find_valkey().path), "--port", "0", "--unixsocket", socket, "--save", ""]
        with subprocess.Popen(command, cwd=home, stdout=subprocess.PIPE) as server:
            assert server.stdout is not None
            assert any(b"Ready to accept connections" in line for line in server.stdout)
            settings.CACHES = {"default": {"BACKEND": "pcc.cache.Lenient", "LOCATION": f"unix://{socket}?db=2"}}
            yield server
            server.kill()


def test_nothing_is_lost_and_nobody_is_stopped_while_valkey_is_down(
    client: Client, valkey: Any, officer: User, settings: Any
) -> None:
    """Typing that was kept is there again, what is sent arrives once with its reference, and staff go on working."""
    force = a_force()
    cache.set("there", 1, 60)
    assert cache.get("there") == 1
    assert sent(client, force, keep="1", grounds="Half a sentence").status_code == 302
    valkey.terminate()
    valkey.wait()
    assert (cache.get("there", "gone"), cache.add("new", 1), cache.delete("there")) == ("gone", False, False)
    with pytest.raises(ValueError, match="not found"):
        cache.incr("there")
    page = client.get(reverse("apply:start"))
    assert "Half a sentence" in page.content.decode()
    answers = [sent(client, force, sending=page.context["sending"]) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    review = Review.objects.get()
    assert review.reference in client.get(answers[1]["Location"]).content.decode()
    assert client.post(f"{answers[1]['Location']}equality/", {"sex": "FEMALE"}).status_code == 302
    assert "Half a sentence" not in client.get(reverse("apply:start")).content.decode()
    staff: Any = signed_in(officer)
    assert staff.post(reverse("reviews:declare", args=[review.pk]), {"interest": "NONE"}).status_code == 302
    day = timezone.localdate()
    assert staff.post(reverse("reviews:act", args=[review.pk, "acknowledge"]), days("day", day)).status_code == 302
    assert Review.objects.get().acknowledged_on == day
    assert staff.get(reverse("reviews:board")).status_code == 200


def test_what_was_typed_is_gone_after_its_hour(client: Client, db: None) -> None:
    sent(client, a_force(), keep="1", grounds="Half a sentence")
    assert "Half a sentence" in client.get(reverse("apply:start")).content.decode()
    Typed.objects.update(until=Now())
    assert "Half a sentence" not in client.get(reverse("apply:start")).content.decode()
    other = Client()
    sent(other, a_force(code="oth"), keep="1", grounds="Another sentence")
    assert forget_what_was_typed() == 1
    assert ["Another sentence" in each.what for each in Typed.objects.all()] == [True]
