"""From papers to readers and back: two people, a check of what they signed, release, recall, and the end of text."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from casework import workflow as casework
from casework.choices import Connection
from complaints.choices import LinkKind
from complaints.models import Complaint
from complaints.workflow import records
from pcc import audit
from pcc.errors import RuleBroken
from pcc.models import AuditEvent, Job, User
from pcc.roles import Role
from reviews.dip_sampling import tasks
from reviews.dip_sampling.choices import AllocationStage, ExtractStage, FindingStage, HitKind, Section
from reviews.dip_sampling.models import (
    Allocation,
    Answer,
    Extract,
    Finding,
    Highlight,
    Hit,
    Listed,
    Paper,
    Paragraph,
    Sample,
    Scorecard,
    Session,
)
from reviews.dip_sampling.querysets import OPENED, openings_of
from reviews.dip_sampling.rules.facts import facts_for_extract
from reviews.dip_sampling.workflow import after_close, expiry, extracts, findings, jigsaw, samples, sessions
from reviews.dip_sampling.workflow.expiry import Gone
from tests.conftest import signed_in
from tests.factories import a_complaint, a_user
from tests.panel_factories import (
    ON,
    a_coordinator,
    a_file_with_papers,
    a_finding,
    a_released_extract,
    a_sample,
    a_session,
    a_signed_extract,
    an_open_session,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return a_coordinator()


@pytest.fixture
def second() -> User:
    return a_coordinator()


@pytest.fixture
def signed(by: User, second: User) -> Extract:
    return a_signed_extract(a_file_with_papers(a_sample(of=4, by=by)), by=by, second=second)


def _fresh(extract: Extract) -> Extract:
    return Extract.objects.for_detail().get(pk=extract.pk)


def test_an_extract_takes_month_and_band_and_drops_every_other_field_also_those_to_come() -> None:
    complaint = Complaint(received_on=date(2025, 3, 14), age_band="FROM_14", reference="CO/1/25", result="Canary")
    assert facts_for_extract(complaint) == {"about_when": "March 2025", "age_band": "14 to 17"}


def test_papers_become_text_with_marks_months_and_no_names(signed: Extract) -> None:
    texts = [row.text for row in signed.paragraphs.filter(section=Section.LETTER)]
    labels = {row.listed.text: row.label for row in signed.pseudonyms.select_related("listed")}
    assert texts == [
        f"PC [{labels['Ada Canary']}] came to [{labels['Bea Finchley']}] in March 2025.",
        "Nobody said sorry.",
    ]
    assert {row.part for row in extracts.who_is_who(signed)} == {"a police officer", "the person who complained"}


def test_two_extracts_about_one_officer_do_not_give_away_that_it_is_one() -> None:
    """Drawn by lot for each extract: over twenty extracts the same officer has many letters."""
    sample = a_sample(of=12, size=10, reserves=0)
    labels = set()
    for place in range(1, 11):
        extract = extracts.start_extract(a_file_with_papers(sample, position=place), by=sample.drawn_by)
        extracts.suggest_section(extract, section=Section.POLICE, by=sample.drawn_by)
        labels.add(extract.pseudonyms.get(listed__text="Ada Canary").label)
    assert len(labels) >= 4


def test_signed_by_two_checked_and_looked_for_in_the_press_it_is_released(signed: Extract, by: User) -> None:
    with pytest.raises(RuleBroken, match="news report"):
        extracts.release(signed, press_checked=False, by=by)
    released = extracts.release(signed, press_checked=True, by=by)
    assert released.stage == ExtractStage.RELEASED


def test_one_person_cannot_sign_twice_nor_what_they_have_not_seen(by: User) -> None:
    extract = extracts.start_extract(a_file_with_papers(a_sample(of=4, by=by)), by=by)
    extract = extracts.suggest_section(extract, section=Section.LETTER, by=by)
    with pytest.raises(RuleBroken, match="has changed since"):
        extracts.sign(extract, seen="another", by=by)
    extracts.sign(extract, seen=extract.digest, by=by)
    with pytest.raises(RuleBroken, match="second person"):
        extracts.sign(extract, seen=extract.digest, by=by)
    with pytest.raises(RuleBroken, match="This cannot be done while it is signed by one person"):
        extracts.release(extract, press_checked=True, by=by)


@pytest.mark.parametrize(
    "edit",
    [
        {"facts": {"about_where": "the south"}},
        {"facts": {"content_notes": ["RACISM"]}},
        {"facts": {"minutes": 9}},
        {"sections": {"LETTER": "Another letter."}},
        {"sections": {"COMPLAINT": ""}},
    ],
)
def test_any_edit_voids_signatures_and_check(signed: Extract, by: User, edit: dict[str, object]) -> None:
    edited = _fresh(extracts.edit_extract(signed, by=by, **edit))
    assert (edited.stage, edited.standing_signatures, edited.newest_checks) == (ExtractStage.WRITING, [], [])
    with pytest.raises(RuleBroken):
        extracts.release(edited, press_checked=True, by=by)


def test_an_edit_that_changes_nothing_voids_nothing(signed: Extract, by: User) -> None:
    extracts.edit_extract(signed, facts={"about_where": "the north"}, by=by)
    assert len(_fresh(signed).standing_signatures) == 2


def _leak(extract: Extract, text: str, *, by: User, second: User) -> Extract:
    extract = extracts.edit_extract(extract, sections={"LETTER": text}, by=by)
    for person in (by, second):
        extract = extracts.sign(extract, seen=extract.digest, by=person)
    extracts.run_check(extract, by=by)
    return extract


def test_nothing_is_released_with_an_open_hit_and_a_hit_goes_only_with_a_reason(
    signed: Extract, by: User, second: User
) -> None:
    extract = _leak(signed, "CANARY said so. canary again.", by=by, second=second)
    assert [hit.kind for hit in Hit.objects.filter(check_run__voided_at=None)] == [HitKind.LISTED] * 2
    with pytest.raises(RuleBroken, match="2 hits of the leak check are still open"):
        extracts.release(extract, press_checked=True, by=by)
    hit = Hit.objects.filter(check_run__voided_at=None).first()
    assert hit is not None
    with pytest.raises(RuleBroken, match="Say why"):
        extracts.dismiss(hit, reason=" ", by=by)
    assert extracts.dismiss(hit, reason="The bird", by=by) == 2
    extracts.run_check(extract, by=second)
    assert not Hit.objects.filter(check_run__voided_at=None, dismissed_at=None).exists()
    assert extracts.release(extract, press_checked=True, by=by).stage == ExtractStage.RELEASED


def test_who_saves_after_somebody_else_brings_no_name_back(signed: Extract, by: User, second: User) -> None:
    address = reverse("panels:extract-edit", args=[signed.pk])
    form = signed_in(by).get(address).context["form"]
    extracts.edit_extract(signed, sections={"LETTER": "Nobody said sorry."}, by=second)
    given = {name: form[name].value() for name in form.fields} | {"letter": "PC Canary came."}
    told = signed_in(by).post(address, given).content.decode()
    assert "Somebody has changed the extract" in told and "PC Canary came." in told
    assert [row.text for row in signed.paragraphs.filter(section=Section.LETTER)] == ["Nobody said sorry."]
    filled = signed_in(by).post(
        reverse("panels:extract-suggest", args=[signed.pk]), {"section": "LETTER", "seen": given["seen"]}
    )
    assert "Somebody has changed the extract" in filled.content.decode()


def test_an_extract_that_may_be_released_leads_to_its_release(signed: Extract, by: User, second: User) -> None:
    address = reverse("panels:extract-release", args=[signed.pk])
    assert address in signed_in(by).get(signed.get_absolute_url()).content.decode()
    extract = _leak(signed, "Canary came.", by=by, second=second)
    assert address not in signed_in(by).get(extract.get_absolute_url()).content.decode()


def test_the_page_of_the_release_claims_nothing_that_does_not_hold(signed: Extract, by: User, second: User) -> None:
    address = reverse("panels:extract-release", args=[signed.pk])
    desk = signed_in(by)
    assert "No open hits, and two people signed" in desk.get(address).content.decode()
    _leak(signed, "Canary came.", by=by, second=second)
    told = desk.get(address).content.decode()
    assert "1 hit of the leak check is still open" in told and "No open hits" not in told


def test_release_is_refused_while_the_list_is_empty(by: User, second: User) -> None:
    sample = a_sample(of=4, by=by)
    file = sample.files.get(position=1)
    samples.add_paper(file, section="LETTER", source="PASTED", text="Sorry.", by=by, on=ON)
    extract = extracts.start_extract(sample.files.get(position=1), by=by)
    extract = _leak(extract, "Sorry.", by=by, second=second)
    with pytest.raises(RuleBroken, match="list of people and words of this file is empty"):
        extracts.release(extract, press_checked=True, by=by)


def test_a_name_added_to_the_list_after_the_check_needs_a_new_check(signed: Extract, by: User) -> None:
    samples.list_word(signed.drawn_file, known_as="PERSON", part="WITNESS", text="Sorry Nobody", by=by)
    with pytest.raises(RuleBroken, match="has changed since the leak check"):
        extracts.release(signed, press_checked=True, by=by)


def test_names_of_a_linked_file_are_looked_for_too(by: User, second: User) -> None:
    sample = a_sample(of=4, by=by, size=2)
    first, other = a_file_with_papers(sample, position=1), sample.files.get(position=2)
    officer = a_user(Role.COMPLAINTS_OFFICER)
    records.link(first.complaint, other=other.complaint, kind=LinkKind.SAME_INCIDENT, by=officer)
    samples.list_word(other, known_as="PERSON", part="WITNESS", text="Gil Wagtail", by=by)
    extract = a_signed_extract(first, by=by, second=second)
    _leak(extract, f"Wagtail rang about {other.complaint.reference}.", by=by, second=second)
    kinds = list(Hit.objects.filter(check_run__voided_at=None).values_list("kind", flat=True))
    assert kinds == [HitKind.LINKED, HitKind.LINKED]


def test_a_recalled_extract_is_dead_at_once_and_says_who_opened_it() -> None:
    session = an_open_session(members=2, files=1)
    allocation = session.allocations.select_related("seat__user", "drawn_file__extract").first()
    assert allocation is not None
    reader, extract = allocation.seat.user, allocation.drawn_file.extract
    today = timezone.localdate()
    assert Allocation.objects.readable_by(reader, on=today).count() == 1
    audit.record(OPENED, extract, by=reader, allocation=allocation.pk)
    extracts.recall(extract, reason="A name in it", by=session.sample.drawn_by)
    assert not Allocation.objects.readable_by(reader, on=today).exists()
    assert [event.by for event in openings_of(extract)] == [reader]
    again = extracts.reopen(extract, by=session.sample.drawn_by)
    assert (again.stage, again.signatures.filter(voided_at=None).count()) == (ExtractStage.WRITING, 0)


def test_a_file_whose_extract_is_out_is_not_replaced_before_recall(signed: Extract, by: User) -> None:
    extracts.release(signed, press_checked=True, by=by)
    with pytest.raises(RuleBroken, match="recall the extract first"):
        samples.replace_file(signed.drawn_file, because="UNSUITABLE", by=by, on=ON)


def test_after_its_session_the_text_goes_and_scores_stay() -> None:
    session = an_open_session(members=2, files=1)
    by = session.sample.drawn_by
    now = timezone.now()
    session = sessions.close_session(session, by=by, at=now)
    assert session.expires_on == timezone.localdate(now) + timedelta(days=14)
    assert expiry.expire_texts(on=session.expires_on - timedelta(days=1)) == Gone(extracts=0, papers=0)
    desk = signed_in(by)
    page = reverse("panels:file", args=[session.sample.files.get(position=1).pk])
    assert "Nobody said sorry." in desk.get(page).content.decode()
    Session.objects.update(expires_on=timezone.localdate())
    assert tasks.expire_texts(Job(), lambda *words, **counts: None) == {"expired": 1, "papers": 3, "lists": 1}
    assert not Listed.objects.exists() and AuditEvent.objects.get(verb="drawn_file.list_expired").facts == {
        "entries": 2
    }
    assert not Paragraph.objects.exists() and not Paper.objects.exists()
    told = desk.get(page).content.decode()
    assert "Nobody said sorry." not in told and "Canary" not in told and "list was removed after the session" in told
    assert session.allocations.count() == 2
    assert expiry.expire_texts(on=timezone.localdate()) == Gone(extracts=0, papers=0)
    assert AuditEvent.objects.get(verb="drawn_file.papers_expired").facts == {"papers": 3}


def test_what_no_session_read_goes_after_a_year_and_not_a_day_before(signed: Extract) -> None:
    worked_on = timezone.localdate(signed.changed_at)
    assert expiry.expire_texts(on=worked_on + timedelta(days=364)) == Gone(extracts=0, papers=0)
    assert expiry.expire_texts(on=worked_on + timedelta(days=365)) == Gone(extracts=1, papers=3, lists=1)
    assert not Paragraph.objects.exists() and not Listed.objects.exists()


def test_the_list_stays_while_words_are_to_be_checked_against_it_and_a_year_at_most() -> None:
    session = an_open_session(members=2, files=1)
    by, allocation = session.sample.drawn_by, session.allocations.all()[0]
    now = timezone.now()
    card = Scorecard.objects.create(allocation=allocation, started_at=now, submitted_at=now)
    question = session.question_set.questions.first()
    answer = Answer.objects.create(
        scorecard=card, question=question, value="NO", why="Canary was rude.", answered_at=now, received_at=now
    )
    session = sessions.close_session(session, by=by, at=now)
    finding = a_finding(session, "Say sorry", by=by)
    assert session.expires_on is not None
    assert expiry.expire_texts(on=session.expires_on) == Gone(extracts=1, papers=3, lists=0)
    findings.send(finding, reply_due_on=timezone.localdate(), by=by, on=timezone.localdate())
    Finding.objects.update(stage=FindingStage.CHECKED)
    assert expiry.expire_texts(on=session.expires_on).lists == 0, "readers' words wait"
    after_close.clear_why(answer, by=by)
    Finding.objects.update(stage=FindingStage.SENT)
    assert expiry.expire_texts(on=session.expires_on).lists == 0, "a finding is on its way"
    Answer.objects.update(why_cleared_at=None, why_cleared_by=None)
    closed = timezone.localdate(now)
    assert expiry.expire_texts(on=closed + timedelta(days=364)).lists == 0
    assert expiry.expire_texts(on=closed + timedelta(days=365)).lists == 1
    with pytest.raises(RuleBroken, match="can no longer be checked"):
        after_close.clear_why(answer, by=by)
    told = signed_in(by).get(reverse("panels:finding-clear", args=[finding.pk])).content.decode()
    assert "of 1 file of this session is gone" in told


def test_the_text_stays_while_a_later_session_reads_the_same_files() -> None:
    session = an_open_session(members=2, files=1)
    by = session.sample.drawn_by
    session = sessions.close_session(session, by=by, at=timezone.now())
    a_session(session.sample, by=by)
    assert session.expires_on is not None
    assert expiry.expire_texts(on=session.expires_on) == Gone(extracts=0, papers=0)
    assert Paper.objects.count() == 3


def test_a_file_shut_to_a_person_is_in_none_of_their_lists(signed: Extract, second: User) -> None:
    case = signed.drawn_file.complaint.case
    assert case is not None
    casework.connect_staff(case, user=second, kind=Connection.CONFLICT, by=second)
    assert not Extract.objects.visible_to(second).exists()
    assert not type(signed.drawn_file).objects.visible_to(second).filter(pk=signed.drawn_file_id).exists()


# Sessions


def test_dealing_again_adds_nothing_and_a_file_given_back_never_comes_again() -> None:
    session = an_open_session(members=3, files=2)
    by = session.sample.drawn_by
    assert sessions.deal(session, by=by, on=timezone.localdate()) == []
    allocation = session.allocations.first()
    assert allocation is not None
    sessions.withdraw(allocation, by=by)
    added = sessions.deal(session, by=by, on=timezone.localdate())
    assert [(row.drawn_file_id, row.seat_id == allocation.seat_id) for row in added] == [
        (allocation.drawn_file_id, False)
    ]


def test_a_member_connected_to_a_complaint_is_never_given_it_in_a_later_session() -> None:
    first = an_open_session(members=2, files=1)
    by = first.sample.drawn_by
    allocation = first.allocations.first()
    assert allocation is not None
    Allocation.objects.filter(pk=allocation.pk).update(stage=AllocationStage.CONNECTED)
    later = a_session(first.sample, by=by)
    sessions.deal(later, by=by, on=timezone.localdate())
    assert not later.allocations.filter(seat=allocation.seat_id).exists()
    assert later.allocations.count() == 1


def test_a_session_opens_only_once_files_are_dealt_out(by: User) -> None:
    session = a_session(a_sample(of=4, by=by), by=by)
    with pytest.raises(RuleBroken, match="No file is dealt out"):
        sessions.open_session(session, by=by, at=timezone.now())
    with pytest.raises(RuleBroken, match="No extract of this sample is released"):
        sessions.deal(session, by=by, on=timezone.localdate())


def test_reading_ends_with_the_session() -> None:
    session = an_open_session(members=2, files=1)
    reader = session.allocations.select_related("seat__user").first().seat.user  # type: ignore[union-attr]
    sessions.close_session(session, by=session.sample.drawn_by, at=timezone.now())
    assert not Allocation.objects.readable_by(reader, on=timezone.localdate()).exists()


# The lead


@pytest.fixture
def lead() -> User:
    return a_user(Role.SAFEGUARDING_LEAD, email="lead@opcc.example")


def test_a_released_extract_needs_the_role_and_the_lead_may_recall(lead: User, by: User, signed: Extract) -> None:
    with pytest.raises(RuleBroken, match="role"):
        extracts.release(signed, press_checked=True, by=lead)
    extracts.release(signed, press_checked=True, by=by)
    assert extracts.recall(signed, reason="It upsets", by=lead).stage == ExtractStage.RECALLED


def test_helpers_of_these_tests_release(by: User) -> None:
    assert a_released_extract(a_file_with_papers(a_sample(of=4, by=by)), by=by).stage == ExtractStage.RELEASED


# What tells who it is only together with something else


def test_two_files_of_one_panel_about_one_person_are_told_before_the_second_is_released(by: User, second: User) -> None:
    sample = a_sample(of=6, by=by, size=2, reserves=0)
    a_released_extract(a_file_with_papers(sample, position=1), by=by, second=second)
    extract = a_signed_extract(a_file_with_papers(sample, position=2), by=by, second=second)
    hits = Hit.objects.filter(check_run__extract=extract, kind=HitKind.JIGSAW)
    first = sample.files.get(position=1)
    assert {hit.found for hit in hits} == {str(first)}
    assert sorted(hit.because.split(",")[1].strip() for hit in hits) == ["officer", "person who complained"]
    Hit.objects.filter(pk__in=hits).update(dismissed_at=None, dismissed_by=None, dismissed_because="")
    with pytest.raises(RuleBroken, match="2 hits of the leak check are still open"):
        extracts.release(extract, press_checked=True, by=by)


def test_what_came_together_since_the_check_needs_a_new_check(by: User, second: User) -> None:
    sample = a_sample(of=6, by=by, size=2, reserves=0)
    early = a_signed_extract(a_file_with_papers(sample, position=1), by=by, second=second)
    a_released_extract(a_file_with_papers(sample, position=2), by=by, second=second)
    with pytest.raises(RuleBroken, match="run it again"):
        extracts.release(early, press_checked=True, by=by)
    for hit in extracts.run_check(early, by=by).hits.filter(dismissed_at=None):
        extracts.dismiss(hit, reason="Nobody reads both", by=by)
    assert extracts.release(early, press_checked=True, by=by).stage == ExtractStage.RELEASED


WORDS = "the sergeant laughed and said that the parrot would make a better witness than any of us"


def wording(sample: Sample, position: int, text: str, *, by: User) -> Extract:
    """The extract of a file whose letter says this, for the panel of a sample."""
    file = a_file_with_papers(sample, position=position)
    extract = extracts.start_extract(file, by=by)
    return extracts.edit_extract(extract, facts={"about_what": "A visit"}, sections={"LETTER": text}, by=by)


def together(extract: Extract, *, by: User) -> list[str]:
    hits = extracts.run_check(extract, by=by).hits.filter(because__startswith="stands word for word")
    return list(hits.values_list("found", flat=True))


def released(extract: Extract) -> None:
    Extract.objects.filter(pk=extract.pk).update(
        stage=ExtractStage.RELEASED, released_at=timezone.now(), released_by=extract.written_by
    )


def test_words_that_stand_in_one_other_file_of_the_panel_are_told_and_standard_wording_is_not(by: User) -> None:
    sample = a_sample(of=8, by=by, size=4, reserves=0)
    first = wording(sample, 1, f"They told me that {WORDS}.", by=by)
    second = wording(sample, 2, f"It is true: {WORDS.title()}, [officer K]. Sorry.", by=by)
    assert together(second, by=by) == []  # nobody reads the first one yet
    released(first)
    assert together(second, by=by) == [WORDS]
    assert together(wording(sample, 3, " ".join(WORDS.split()[:7]), by=by), by=by) == []
    released(second)
    assert together(wording(sample, 4, f"Again, {WORDS}.", by=by), by=by) == []  # in three files it is standard


def test_comparing_words_asks_the_same_number_of_queries_for_one_other_file_and_three(
    by: User, django_assert_num_queries: Any
) -> None:
    sample = a_sample(of=8, by=by, size=4, reserves=0)
    last = Extract.objects.for_detail().get(pk=wording(sample, 4, WORDS, by=by).pk)
    for position in (1, 2, 3):
        released(wording(sample, position, f"{position} {WORDS}", by=by))
        if position != 2:
            with django_assert_num_queries(3):
                jigsaw.same_words(last)


def test_words_that_may_be_quoted_outside_are_told(by: User) -> None:
    session = an_open_session(members=1, files=1, readers_per_file=1)
    card = Scorecard.objects.create(allocation=session.allocations.get(), started_at=timezone.now())
    place = {"section": "LETTER", "paragraph": 1, "sentence": 1, "tone": "COLD", "marked_at": timezone.now()}
    Highlight.objects.create(scorecard=card, **place, quote=f"We heard that {WORDS}.")
    extract = wording(a_sample(of=4, by=by), 1, f"They told me that {WORDS}.", by=by)
    assert together(extract, by=by) == []
    Highlight.objects.update(approved_at=timezone.now(), approved_by=by)
    assert together(extract, by=by) == [f"that {WORDS}"]


@pytest.mark.parametrize(("alike", "told"), [(3, True), (4, False)])
def test_a_month_and_an_age_that_fit_few_complaints_are_told(by: User, alike: int, told: bool) -> None:
    """With the one that was drawn, 4 are too few and 5 are enough."""
    sample = a_sample(of=4, by=by)
    file = a_file_with_papers(sample)
    Complaint.objects.filter(pk=file.complaint_id).update(age_band="FROM_25")
    others = Complaint.objects.exclude(pk=file.complaint_id).order_by("pk")[:3]
    Complaint.objects.filter(pk__in=[one.pk for one in others]).update(age_band="FROM_25")
    if alike == 4:
        a_complaint(force=file.complaint.force, received_on=file.complaint.received_on, age_band="FROM_25")
    extract = extracts.start_extract(sample.files.get(pk=file.pk), by=by)
    extract = extracts.edit_extract(extract, facts={"about_what": "A visit"}, by=by)
    hits = extracts.run_check(extract, by=by).hits.filter(kind=HitKind.JIGSAW)
    assert ["fits only 4 complaints" in hit.because for hit in hits] == ([True] if told else [])
