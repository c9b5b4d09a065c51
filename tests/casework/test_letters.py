"""Letters: merged without a language, checked against the file, looked at twice, frozen, and taken back in time."""

import io
import json
from datetime import date, timedelta
from typing import Any

import pikepdf
import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from docx import Document as WordDocument
from hypothesis import given
from hypothesis import strategies as st

from casework.choices import DispatchStage, Kind, LetterStage, SecondCheck, TemplateStage, Way
from casework.letters import Addressee, Heard, contributed
from casework.letters.paragraphs import blocks, fields_of, merged
from casework.letters.pdf import as_pdf
from casework.letters.plain import as_text
from casework.letters.reading import reading, syllables
from casework.letters.starter import STARTER_SET, templates_from
from casework.letters.word import as_word
from casework.models import Case, Letter, LetterTemplate, Signature
from casework.workflow import letters, templates
from pcc.errors import RuleBroken
from pcc.models import AuditEvent, User
from pcc.roles import Role
from tests.factories import a_case, a_clock, a_party, a_person, a_user

# Words


@pytest.mark.parametrize(
    ("text", "comes_out"),
    [
        ("Dear [[name]]", "Dear Ann"),
        ("[[name]] and [[name]]", "Ann and Ann"),
        ("[[missing]]", "[[missing]]"),
        ("{{ ''.__class__ }}{% include 'x' %}{{ 7*7 }}", "{{ ''.__class__ }}{% include 'x' %}{{ 7*7 }}"),
        ("[[ name ]] [[Name]] [name] ${name} %(name)s", "[[ name ]] [[Name]] [name] ${name} %(name)s"),
        ("[[tricky]]", "[[name]]"),
    ],
)
def test_a_field_is_replaced_once_and_anything_else_is_literal(text: str, comes_out: str) -> None:
    assert merged(text, {"name": "Ann", "tricky": "[[name]]"}) == comes_out


@given(text=st.text(max_size=200), value=st.text(min_size=1, max_size=50))
def test_a_text_without_fields_comes_out_as_it_went_in(text: str, value: str) -> None:
    assert merged(text, {"x": value}) == text or fields_of(text)
    assert merged(f"{text.replace('[', '')}[[x]]", {"x": value}).endswith(value)


def test_paragraphs_and_lists() -> None:
    made = blocks("One\ntwo.\n\nWe will:\n\n- look\n  again\n- write\n\nEnd")
    assert [(block.is_list, block.items) for block in made] == [
        (False, ("One two.",)),
        (False, ("We will:",)),
        (True, ("look again", "write")),
        (False, ("End",)),
    ]


@pytest.mark.parametrize(
    ("word", "number"), [("make", 1), ("apple", 2), ("decision", 3), ("reviewed", 2), ("the", 1), ("proportionate", 4)]
)
def test_syllables(word: str, number: int) -> None:
    assert syllables(word) == number


def test_reading_ease_ranks_plain_words_above_heavy_ones() -> None:
    plain = reading("We have your letter. We will write to you soon. You need not do a thing.")
    heavy = reading(
        "Notwithstanding the aforementioned considerations, determination of proportionality necessitates "
        "comprehensive evaluation of investigative documentation submitted by the appropriate authority."
    )
    assert plain.ease and heavy.ease is not None and plain.ease > 80 > 50 > heavy.ease
    assert (plain.is_hard, heavy.is_hard, reading("").ease) == (False, True, None)
    assert (plain.sentences, plain.words) == (3, 16)


# The starter set


def test_every_letter_of_the_starter_set_ships_as_a_sample_that_nobody_has_approved(db: None) -> None:
    words = {template.code: template for template in templates_from(STARTER_SET.read_text(encoding="utf-8"))}
    rows = LetterTemplate.objects.filter(version=1, made_by=None)
    assert set(rows.values_list("code", flat=True)) == set(words)
    assert set(rows.values_list("stage", flat=True)) == {TemplateStage.SAMPLE}
    for row in rows.prefetch_related("parts"):
        assert [part.text for part in row.parts.all()] == [part.text for part in words[row.code].parts]


def test_every_deadline_of_the_starter_set_comes_from_a_rule_that_ships(db: None) -> None:
    from pcc.models import ClockRule  # noqa: PLC0415

    rules = set(ClockRule.objects.values_list("code", flat=True))
    for template in templates_from(STARTER_SET.read_text(encoding="utf-8")):
        uses = {"deadline", "deadline_sentence"} & set(fields_of(*(part.text for part in template.parts)))
        assert bool(uses) <= bool(template.clock), template.code
        assert not template.clock or template.clock in rules, template.code


def test_the_starter_set_is_easy_to_read() -> None:
    for template in templates_from(STARTER_SET.read_text(encoding="utf-8")):
        text = "\n\n".join(part.text for part in template.parts if part.text)
        ease = reading(text).ease
        assert ease is not None and ease >= 45, (template.code, ease)


# Making one


@pytest.fixture
def chief(db: None) -> User:
    return a_user(Role.REVIEWS_MANAGER, name="Rhian Manager")


def approved(code: str, *, by: User) -> LetterTemplate:
    return templates.approve(LetterTemplate.objects.visible_to(by).newest().get(code=code), by=by)


ADDRESSEE = Addressee("Ann Example", email="ann@home.example")
KNOWN = {
    "complainant_name": "Ann Example",
    "force_name": "Anyshire Police",
    "force_reference": "CO/00123/24",
    "outcome_date": "4 March 2026",
    "application_date": "9 March 2026",
}


@pytest.fixture
def review(db: None, officer: User) -> Case:
    case = a_case(kind=Kind.REVIEW, owner=officer)
    a_party(case, person=a_person(name="Ann Example", email="ann@home.example"), by=officer)
    return case


@pytest.fixture
def letter(review: Case, officer: User, chief: User) -> Letter:
    approved("review_acknowledgement", by=chief)
    return letters.draft(review, code="review_acknowledgement", values=KNOWN, addressees=[ADDRESSEE], by=officer)


def codes(letter: Letter) -> set[str]:
    return {finding.code for finding in letters.findings(letter, on=timezone.localdate())}


def test_a_sample_is_written_from_only_once_a_reviews_manager_approved_it(
    review: Case, officer: User, chief: User
) -> None:
    with pytest.raises(RuleBroken, match="approved yet"):
        letters.draft(review, code="review_update", by=officer)
    sample = LetterTemplate.objects.get(code="review_update")
    with pytest.raises(RuleBroken, match="role"):
        templates.approve(sample, by=officer)
    templates.approve(sample, by=chief)
    assert letters.draft(review, code="review_update", by=officer).stage == LetterStage.DRAFT


def test_a_change_of_words_is_a_new_version_and_the_old_one_serves_until_it_is_approved(
    chief: User, officer: User, review: Case
) -> None:
    first = approved("review_withdrawn", by=chief)
    words = next(one for one in templates_from(STARTER_SET.read_text()) if one.code == "review_withdrawn")
    second = templates.change(first, words=words, by=officer)
    assert (second.version, second.stage) == (2, TemplateStage.DRAFT)
    assert letters.draft(review, code="review_withdrawn", by=officer).template == first
    with pytest.raises(RuleBroken, match="newer version"):
        templates.change(first, words=words, by=officer)
    templates.approve(second, by=chief)
    first.refresh_from_db()
    assert first.stage == TemplateStage.RETIRED
    with pytest.raises(DatabaseError), transaction.atomic():
        second.parts.update(text="Something else")


def test_a_letter_is_frozen_when_it_is_issued(letter: Letter, officer: User) -> None:
    issued = letters.issue(letter, by=officer)
    assert (issued.stage, issued.dated_on) == (LetterStage.ISSUED, timezone.localdate())
    copy = issued.dispatches.get()
    sheet = letters.sheet_for(issued, copy, on=date(2030, 1, 1))
    assert "Dear Ann Example" in sheet.text and "9 March 2026" in sheet.text and "[[" not in sheet.text
    assert (copy.stage, bool(copy.message_id)) == (DispatchStage.HELD, True)
    content = json.loads(json.dumps(issued.frozen))
    assert issued.digest == letters.digest_of(content | {"dated": issued.dated_on.isoformat()})
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Letter.objects.filter(pk=issued.pk).update(frozen={"subject": "Something else"})
    with pytest.raises(RuleBroken):
        letters.edit(issued, texts={"missing": "x"}, by=officer)


def test_a_letter_is_taken_back_within_two_minutes_and_not_after(
    letter: Letter, officer: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = letters.issue(letter, by=officer)
    back = letters.recall(issued, by=officer)
    assert (back.stage, back.frozen, back.dispatches.get().stage) == (LetterStage.DRAFT, None, DispatchStage.PLANNED)

    issued = letters.issue(back, by=officer)
    later = timezone.now() + timedelta(minutes=2, seconds=1)
    monkeypatch.setattr("casework.workflow.letters.issuing.timezone.now", lambda: later)
    with pytest.raises(RuleBroken, match="two minutes are over"):
        letters.recall(issued, by=officer)


# Checks


def test_what_is_missing_blocks(review: Case, officer: User, chief: User) -> None:
    approved("review_upheld", by=chief)
    upheld = letters.draft(review, code="review_upheld", by=officer)
    assert {"no_recipient", "empty:force_name", "empty:outcome_date", "unwritten:apologise"} <= codes(upheld)
    with pytest.raises(RuleBroken, match="Add who it goes to"):
        letters.issue(upheld, by=officer, accepted=codes(upheld))
    by_post = letters.address(upheld, [Addressee("Ann Example", Way.POST)], by=officer)
    assert "no_address" in codes(by_post)


def test_names_and_dates_match_the_file(letter: Letter, officer: User) -> None:
    changed = letters.edit(letter, values={"force_name": "Othershire Police"}, by=officer)
    found = letters.findings(changed, on=timezone.localdate())
    assert [one.sentence for one in found if one.blocks] == [
        "“Force name” says Othershire Police, and the file says Anyshire Police. Correct the one that is wrong."
    ]
    written = letters.edit(
        changed, values={"force_name": "Anyshire Police"}, by=officer,
        texts={"missing": "You wrote on Monday 10 March 2026, on 31 February 2026 and on 3 June 2021."},
    )  # fmt: skip
    assert {"wrong_weekday", "no_such_date", "date_not_on_file"} <= codes(written)


def test_the_deadline_comes_from_the_clock_and_follows_it(review: Case, officer: User, chief: User) -> None:
    approved("review_file_request", by=chief)
    request = letters.draft(review, code="review_file_request", values=KNOWN, addressees=[ADDRESSEE], by=officer)
    assert "no_deadline" in codes(request)
    clock = a_clock(case=review, code="review_file_supply", started_on=timezone.localdate(), by=officer)
    text = letters.sheet_for(request, None, on=timezone.localdate()).text
    assert f"{clock.due_on:%-d %B %Y}" in text
    assert "no_deadline" not in codes(request)
    typed = letters.edit(request, values={"deadline": "1 January 2020"}, by=officer)
    assert "1 January 2020" not in letters.sheet_for(typed, None, on=timezone.localdate()).text


def test_other_peoples_data_is_pointed_at(letter: Letter, review: Case, officer: User) -> None:
    a_party(review, person=a_person(name="Bryn Constable"), by=officer)
    a_party(a_case(), person=a_person(name="Cerys Elsewhere"), by=officer)
    a_person(name="Dai Nocase")
    told = letters.edit(
        letter,
        by=officer,
        texts={
            "missing": "PC Constable spoke with Cerys Elsewhere and Dai Nocase. See CAS/2019/0001, mail x@y.example, "
            "call 07700 900123, at ZZ1 1ZZ. [insert date] TBC"
        },
    )
    assert {"other_party", "other_case", "other_reference", "contact_details", "left_over"} <= codes(told)
    named = [one.sentence for one in letters.findings(told, on=timezone.localdate()) if one.code == "other_case"]
    assert len(named) == 1 and "Cerys Elsewhere" in named[0]


def test_what_does_not_block_must_be_looked_at(letter: Letter, officer: User) -> None:
    told = letters.edit(letter, texts={"missing": "We still need the letter of 3 June 2021."}, by=officer)
    with pytest.raises(RuleBroken, match="3 June 2021 is not a date of this file"):
        letters.issue(told, by=officer)
    issued = letters.issue(told, accepted={"date_not_on_file"}, by=officer)
    event = AuditEvent.objects.get(verb="letter.issued", subject_id=str(issued.pk))
    assert event.facts["accepted"] == ["date_not_on_file"]
    assert "2021" not in json.dumps(event.facts)


def test_a_copy_goes_once_to_each_recipient(letter: Letter, officer: User) -> None:
    with pytest.raises(RuleBroken, match="twice in the same way"):
        letters.address(letter, [ADDRESSEE, Addressee("ann example", email="ANN@home.example")], by=officer)
    with pytest.raises(RuleBroken, match="is not an e-mail address"):
        letters.address(letter, [Addressee("Ann", email="ann@")], by=officer)
    assert letter.dispatches.count() == 1


# The second check


@pytest.fixture
def decision(review: Case, officer: User, chief: User) -> Letter:
    approved("review_upheld", by=chief)
    made = letters.draft(review, code="review_upheld", values=KNOWN, addressees=[ADDRESSEE], by=officer)
    texts = dict.fromkeys(("understand", "explain", "apologise", "learn"), "We are sorry that it took so long.")
    return letters.edit(made, texts=texts, by=officer)


def test_a_decision_is_issued_only_with_a_second_persons_signature(decision: Letter, officer: User) -> None:
    colleague = a_user(Role.COMPLAINTS_OFFICER)
    with pytest.raises(RuleBroken, match="second person"):
        letters.issue(decision, by=officer)
    sent = letters.send_for_check(decision, by=officer)
    with pytest.raises(RuleBroken, match="somebody else checks"):
        letters.sign(sent, by=officer)
    signed = letters.sign(sent, by=colleague)
    assert letters.issue(signed, by=officer).stage == LetterStage.ISSUED


@pytest.mark.parametrize("how", ["words", "recipients", "clock", "waiver"])
def test_a_signature_or_waiver_is_void_once_anything_changes(
    how: str, decision: Letter, officer: User, chief: User
) -> None:
    if how == "waiver":
        ready = letters.waive_check(decision, reason="Both colleagues are ill", by=chief)
        assert letters.check_state(ready) == "WAIVED"
    else:
        ready = letters.sign(letters.send_for_check(decision, by=officer), by=chief)
        assert letters.check_state(ready) == "SIGNED"
    if how == "recipients":
        letters.address(ready, [ADDRESSEE, Addressee("Bob", email="bob@home.example")], by=officer)
    elif how == "clock":
        Letter.objects.filter(pk=ready.pk).update(subject="Reply by [[office_phone]]")
    else:
        letters.edit(ready, texts={"learn": "Nothing."}, by=chief)
    ready = Letter.objects.for_detail().get(pk=ready.pk)
    assert letters.check_state(ready) == ("OPEN" if how == "waiver" else "VOID")
    with pytest.raises(RuleBroken):
        letters.issue(ready, by=officer)


def test_the_one_who_changed_it_last_does_not_check_it(decision: Letter, officer: User, chief: User) -> None:
    changed = letters.edit(decision, texts={"learn": "More training."}, by=chief)
    sent = letters.send_for_check(changed, by=officer)
    with pytest.raises(RuleBroken, match="somebody else checks"):
        letters.sign(sent, by=chief)
    back = letters.send_back(sent, reason="Name the recommendation", by=a_user(Role.MANAGER))
    assert (back.stage, back.sent_back_because) == (LetterStage.DRAFT, "Name the recommendation")
    assert Signature.objects.count() == 0


def test_one_in_five_of_sampled_letters_is_checked() -> None:
    from casework.letters.rules import wants_check  # noqa: PLC0415

    assert sum(wants_check(SecondCheck.SAMPLED, number) for number in range(100)) == 20
    assert not wants_check(SecondCheck.OFF, 5)


# The rooms above


def test_the_room_above_contributes_what_it_knows_and_hears_what_happens(
    review: Case, officer: User, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contributed, "_contributors", {})
    monkeypatch.setattr(contributed, "_listeners", {})
    file, heard = dict(KNOWN), []
    contributed.contributes(Kind.REVIEW)(lambda case: file)
    contributed.hears(Kind.REVIEW)(lambda letter, what, on, by: heard.append((what, on, by)))
    approved("review_acknowledgement", by=chief)
    made = letters.draft(review, code="review_acknowledgement", addressees=[ADDRESSEE], by=officer)
    assert made.values["force_reference"] == "CO/00123/24"
    file["force_reference"] = "CO/00124/24"
    assert "differs:force_reference" in codes(made)
    file["force_reference"] = "CO/00123/24"
    letters.recall(letters.issue(made, by=officer), by=officer)
    today = timezone.localdate()
    assert heard == [(Heard.ISSUED, today, officer), (Heard.RECALLED, today, officer)]


def test_only_an_automatic_letter_goes_without_a_person(review: Case, chief: User) -> None:
    approved("automatic_acknowledgement", by=chief)
    approved("review_update", by=chief)
    made = letters.draft(review, code="automatic_acknowledgement", addressees=[ADDRESSEE], by=None)
    assert letters.issue(made, by=None).stage == LetterStage.ISSUED
    with pytest.raises(RuleBroken, match="needs a person"):
        letters.draft(review, code="review_update", by=None)


# Copies


def test_the_pdf_is_tagged_and_takes_nothing_as_markup(letter: Letter, officer: User) -> None:
    awkward = '#panic() $x$ @ref <b>bold</b> \\ `code` _*~ \u202e 👋 \u00a0 {{ 7*7 }} #import "x"'
    told = letters.edit(letter, texts={"missing": f"{awkward}\n\n- one\n- two"}, by=officer)
    sheet = letters.sheet_for(told, told.dispatches.get(), on=date(2026, 3, 10))
    made = as_pdf(sheet)
    assert made == as_pdf(sheet)
    with pikepdf.open(io.BytesIO(made)) as pdf, pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert pdf.Root.Lang == "en-GB"
        assert pdf.Root.MarkInfo.Marked
        kinds = _tags(pdf.Root.StructTreeRoot)
        assert {"/H1", "/H2", "/P", "/L", "/LI"} <= kinds
    large = as_pdf(sheet, large=True)
    with pikepdf.open(io.BytesIO(large)) as bigger, pikepdf.open(io.BytesIO(made)) as smaller:
        assert len(bigger.pages) >= len(smaller.pages)
    assert large != made


def _tags(node: Any) -> set[str]:
    found = {str(node.S)} if "/S" in node else set()
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary):
            found |= _tags(child)
    return found


def test_word_and_text_hold_the_same_words(letter: Letter, officer: User) -> None:
    told = letters.edit(letter, texts={"missing": "Please send page 2 & <page 3>."}, by=officer)
    sheet = letters.sheet_for(told, told.dispatches.get(), on=date(2026, 3, 10))
    document = WordDocument(io.BytesIO(as_word(sheet, large=True)))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Please send page 2 & <page 3>." in words and "Dear Ann Example" in words
    assert document.core_properties.author == sheet.office
    assert document.styles["Normal"].font.size.pt == 18
    text = as_text(sheet)
    assert "- ask the force for its file" in text and "WHAT HAPPENS NEXT" in text
    assert max(map(len, text.splitlines())) <= 78
