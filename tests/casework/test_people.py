"""People on files: what they are to a case, whom a file closes to, two records of one person, plans for contact."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from casework import rules, workflow
from casework.choices import Connection, PartyRole, PlanStage
from casework.models import Case, Party, Person
from pcc.errors import FieldsRefused, RuleBroken
from pcc.models import AuditEvent, User
from pcc.roles import Role
from pcc.versions import Overtaken
from tests.factories import a_case, a_party, a_person, a_plan, a_user

ON = date(2024, 3, 6)


# How people are compared


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mrs. Zoë O'Hara", "zoe ohara"),
        ("  JO   SMITH ", "Jo Smith"),
        ("Dr Dr", "dr dr"),
        ("Łukasz Nowak-Lis", "Łukasz NowakLis"),
    ],
)
def test_one_way_of_writing_a_name_finds_another(one: str, other: str) -> None:
    assert rules.name_key(one) == rules.name_key(other) != ""


@pytest.mark.parametrize(
    ("phone", "key"),
    [
        ("01632 960123", "01632960123"),
        ("+44 (0)1632 960 123", "01632960123"),
        ("0044 1632 960123", "01632960123"),
        ("441632960123", "01632960123"),
        ("123", ""),
        ("", ""),
    ],
)
def test_phone_numbers_are_compared_by_their_digits(phone: str, key: str) -> None:
    assert rules.phone_key(phone) == key


@given(st.text(max_size=200))
def test_any_text_has_keys_that_change_no_more(text: str) -> None:
    assert rules.name_key(rules.name_key(text)) == rules.name_key(text)
    keys = rules.keys_in(text)
    assert rules.postcode_key(keys.postcode) == keys.postcode
    assert rules.phone_key(keys.phone) == keys.phone


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("zoe", True),
        ("ohara zoe", True),
        ("Zo", True),
        ("zoe smith", False),
        ("ZOE@example.org", True),
        ("01632 960 123", True),
        ("+44 1632 960123", True),
        ("ex1 1aa", True),
        ("%", False),
        ("'", False),
        ("", False),
    ],
)
def test_people_are_found_by_name_phone_address_and_postcode(typed: str, found: bool, caseworker: User) -> None:
    a_person(name="Zoë O’Hara", email="Zoe@example.org", phone="01632 960123", postcode="EX1 1AA")
    assert Person.objects.visible_to(caseworker).matching(typed).exists() == found


# Details


@pytest.mark.parametrize(
    ("details", "field"),
    [({"name": "  "}, "name"), ({"name": "!!"}, "name"), ({"name": "Jo", "phone": "1" * 41}, "phone"), ({}, "name")],
)
def test_details_that_cannot_be_are_refused_in_a_sentence(
    details: dict[str, str], field: str, caseworker: User
) -> None:
    with pytest.raises(FieldsRefused) as refused:
        workflow.add_person(details, by=caseworker)
    assert list(refused.value.by_field) == [field]
    assert not Person.objects.exists()


def test_an_event_of_a_person_holds_no_value_of_theirs(caseworker: User) -> None:
    person = a_person(name="Unmistakable Name", phone="01632 960111", by=caseworker)
    workflow.edit_person(person, changes={"phone": "01632 960222", "adjustments": "Large print"}, seen=1, by=caseworker)
    workflow.add_party(a_case(), person=person, role=PartyRole.COMPLAINANT, on=ON, by=caseworker)
    told = " ".join(f"{event.facts}{event.reason}{event.subject_id}" for event in AuditEvent.objects.all())
    assert "Unmistakable" not in told and "96022" not in told and "Large" not in told
    assert AuditEvent.objects.get(verb="person.edited").facts == {"fields": ["adjustments", "phone"]}


def test_two_editors_of_one_person_keep_both_changes_and_settle_a_clash(caseworker: User) -> None:
    person = a_person(by=caseworker)
    workflow.edit_person(person, changes={"phone": "01632 960111", "address": ""}, seen=1, by=caseworker)
    both = workflow.edit_person(person, changes={"phone": "", "address": "1 Example Street"}, seen=1, by=caseworker)
    assert (both.row.phone, both.row.address, both.theirs) == ("01632 960111", "1 Example Street", ("phone",))
    with pytest.raises(Overtaken):
        workflow.edit_person(person, changes={"phone": "01632 960222"}, seen=1, by=caseworker)


# What they are to a case


def test_a_representative_stands_on_the_file_with_consent_and_its_evidence(caseworker: User) -> None:
    complainant = a_party(by=caseworker)
    case = complainant.case
    party = workflow.add_party(
        case,
        person=a_person(by=caseworker),
        role=PartyRole.REPRESENTATIVE,
        represents=complainant,
        consent_on=date(2024, 3, 1),
        consent_evidence="Signed form, scanned",
        on=ON,
        by=caseworker,
    )
    assert (party.represents, party.consent_on) == (complainant, date(2024, 3, 1))
    assert AuditEvent.objects.filter(verb="case.party_added", facts__party=party.pk).exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"represents": None}, "represents"),
        ({"consent_on": None}, "consent_on"),
        ({"consent_on": date(2999, 1, 1)}, "consent_on"),
        ({"consent_evidence": "  "}, "consent_evidence"),
    ],
)
def test_a_representative_without_written_consent_is_refused(
    change: dict[str, Any], field: str, caseworker: User
) -> None:
    complainant = a_party(by=caseworker)
    asked = {"represents": complainant, "consent_on": date(2024, 3, 1), "consent_evidence": "Signed form"} | change
    with pytest.raises(FieldsRefused) as refused:
        workflow.add_party(
            complainant.case,
            person=a_person(by=caseworker),
            role=PartyRole.REPRESENTATIVE,
            on=ON,
            by=caseworker,
            **asked,
        )
    assert list(refused.value.by_field) == [field]
    assert complainant.case.parties.count() == 1


def test_nobody_represents_somebody_of_another_file_or_themselves(caseworker: User) -> None:
    complainant, elsewhere = a_party(by=caseworker), a_party(by=caseworker)
    consent = {"consent_on": date(2024, 3, 1), "consent_evidence": "Signed form"}
    for person, represents in ((a_person(), elsewhere), (complainant.person, complainant)):
        with pytest.raises(FieldsRefused):
            workflow.add_party(
                complainant.case,
                person=person,
                role=PartyRole.REPRESENTATIVE,
                represents=represents,
                on=ON,
                by=caseworker,
                **consent,
            )


def test_the_database_refuses_a_representative_without_consent(caseworker: User) -> None:
    complainant = a_party(by=caseworker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.create(
            case=complainant.case,
            person=a_person(),
            role=PartyRole.REPRESENTATIVE,
            represents=complainant,
            added_on=ON,
            added_by=caseworker,
        )


def test_a_person_has_a_role_on_a_file_once_and_again_after_it_ended(caseworker: User) -> None:
    party = a_party(by=caseworker)
    again = {"person": party.person, "role": party.role, "on": ON, "by": caseworker}
    with pytest.raises(RuleBroken, match="already"):
        workflow.add_party(party.case, **again)
    workflow.end_party(party, reason="Added by mistake", on=ON, by=caseworker)
    workflow.add_party(party.case, **again)
    assert party.case.parties.count() == 2


def test_who_represents_somebody_ends_with_them(caseworker: User) -> None:
    complainant = a_party(by=caseworker)
    consent = {"represents": complainant, "consent_on": ON, "consent_evidence": "Form"}
    a_party(complainant.case, role=PartyRole.REPRESENTATIVE, by=caseworker, **consent)
    workflow.end_party(complainant, reason="Withdrew", on=ON, by=caseworker)
    assert not complainant.case.parties.filter(ended_on=None).exists()


# Whom a file closes to


def test_a_file_closes_to_staff_whose_own_it_turns_out_to_be(caseworker: User) -> None:
    case = a_case(owner=caseworker)
    task = workflow.add_task(case, text="Ring back", due_on=date(2024, 4, 1), owner=caseworker, by=caseworker)
    other = a_user(Role.CASEWORKER)
    a_party(case, person=a_person(email=caseworker.email.upper(), by=other), by=other)
    assert not Case.objects.visible_to(caseworker).filter(pk=case.pk).exists()
    case.refresh_from_db()
    task.refresh_from_db()
    assert (case.owner, task.owner) == (None, None)
    assert not Person.objects.visible_to(caseworker).exists()


def test_an_interest_closes_todays_files_and_later_ones(caseworker: User) -> None:
    person = a_person()
    before = a_party(person=person).case
    workflow.declare_interest(person, kind=Connection.CONFLICT, by=caseworker)
    after = a_party(person=person).case
    seen = Case.objects.visible_to(caseworker)
    assert not seen.filter(pk__in=[before.pk, after.pk]).exists()
    assert not Person.objects.visible_to(caseworker).filter(pk=person.pk).exists()


def test_nobody_takes_themselves_off_the_register(manager: User) -> None:
    interest = workflow.declare_interest(a_person(), kind=Connection.OWN_CASE, by=manager)
    with pytest.raises(RuleBroken, match="Nobody takes themselves off"):
        workflow.end_interest(interest, reason="A mistake", by=manager)
    ended = workflow.end_interest(interest, reason="A mistake", by=a_user(Role.MANAGER))
    assert ended.ended_at is not None


def test_who_stands_only_on_files_out_of_reach_is_not_found(caseworker: User, manager: User) -> None:
    sealed, open_to_all = a_party(), a_party()
    workflow.seal(sealed.case, reason="A colleague", named=[manager], review_on=timezone.localdate(), by=manager)
    assert set(Person.objects.visible_to(caseworker)) == {open_to_all.person}
    assert set(Person.objects.visible_to(manager)) == {sealed.person, open_to_all.person}
    assert set(Party.objects.visible_to(caseworker)) == {open_to_all}
    assert not Person.objects.visible_to(a_user(Role.ADMINISTRATOR)).exists()


# One person, two records


def test_a_merge_moves_everything_and_its_undo_gives_everything_back(caseworker: User) -> None:
    kept = a_person(name="Jo Smith", phone="01632 960001", adjustments="Large print", by=caseworker)
    gone = a_person(name="J Smith", email="jo@example.org", adjustments="Rings only", by=caseworker)
    theirs, both = a_party(person=gone), a_party(person=gone)
    a_party(both.case, person=kept)
    plan = a_plan(gone, by=caseworker)

    merge = workflow.merge_people(kept, gone, by=caseworker)

    kept.refresh_from_db()
    assert (kept.name, kept.phone, kept.email) == ("Jo Smith", "01632 960001", "jo@example.org")
    assert kept.adjustments == "Large print\nRings only"
    assert set(kept.parties.filter(ended_on=None).values_list("case", flat=True)) == {theirs.case_id, both.case_id}
    assert kept.plans.get() == plan
    assert kept in Person.objects.visible_to(caseworker) and gone not in Person.objects.visible_to(caseworker)

    workflow.edit_person(kept, changes={"phone": "01632 960009"}, seen=kept.version, by=caseworker)
    workflow.undo_merge(merge, by=caseworker)

    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.phone, kept.email, kept.adjustments) == ("01632 960009", "", "Large print")
    assert set(gone.parties.filter(ended_on=None).values_list("pk", flat=True)) == {theirs.pk, both.pk}
    assert gone.plans.get() == plan and gone.merged_into is None
    with pytest.raises(RuleBroken, match="undone already"):
        workflow.undo_merge(merge, by=caseworker)


TEXTS = [name for name in rules.DETAILS if name != "is_young"]
DETAIL = st.fixed_dictionaries({name: st.sampled_from(["", "a", "b"]) for name in TEXTS})


@given(kept=DETAIL, gone=DETAIL, young=st.tuples(*[st.sampled_from([None, True, False])] * 2))
def test_two_records_lose_nothing_that_protects(
    kept: dict[str, Any], gone: dict[str, Any], young: tuple[Any, Any]
) -> None:
    joined = rules.joined_details(kept | {"is_young": young[0]}, gone | {"is_young": young[1]})
    for name in rules.KEPT_FROM_BOTH:
        assert kept[name] in joined[name] and gone[name] in joined[name]
    assert all(joined[name] == kept[name] for name in TEXTS if kept[name] and name not in rules.KEPT_FROM_BOTH)
    assert joined["is_young"] is True or True not in young


def test_alike_are_records_of_one_name_phone_or_address_until_somebody_says_otherwise(caseworker: User) -> None:
    person = a_person(name="Ada Ely", phone="01632 960004", email="ada@example.org")
    same_name, same_phone = a_person(name="Mrs Ada Ely"), a_person(name="A E", phone="+44 1632 960004")
    a_person(name="Ada Elyot")
    assert set(Person.objects.visible_to(caseworker).alike(person)) == {same_name, same_phone}
    workflow.keep_apart(same_name, person, by=caseworker)
    assert set(Person.objects.visible_to(caseworker).alike(person)) == {same_phone}


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do these at once on connections of their own: what each gave, or how it was refused."""

    def run(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except RuleBroken as broken:
            return str(broken)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(run, act) for act in acts]]


@pytest.mark.django_db(transaction=True)
def test_of_two_merges_at_once_in_opposite_directions_one_wins() -> None:
    by = a_user(Role.CASEWORKER)
    one, two = a_person(by=by), a_person(by=by)
    a_party(person=one, by=by)
    found = at_once(
        lambda: workflow.merge_people(one, two, by=by),
        lambda: workflow.merge_people(two, one, by=by),
    )
    assert sorted(isinstance(each, str) for each in found) == [False, True]
    assert Person.objects.filter(merged_into=None).count() == 1


# Plans for unacceptable contact


def test_a_plan_is_decided_by_another_with_a_day_to_look_again(manager: User) -> None:
    plan = a_plan(by=manager)
    facts = {"agree": True, "note": "Proportionate.", "on": date(2024, 5, 2), "review_on": date(2024, 11, 1)}
    with pytest.raises(RuleBroken, match="somebody else decides"):
        workflow.decide_plan(plan, by=manager, **facts)
    other = a_user(Role.MANAGER)
    for day in (None, date(2024, 5, 2), date(2025, 5, 4)):
        with pytest.raises(RuleBroken, match="day"):
            workflow.decide_plan(plan, by=other, **facts | {"review_on": day})
    plan = workflow.decide_plan(plan, by=other, **facts)
    assert (plan.stage, plan.review_on) == (PlanStage.IN_FORCE, date(2024, 11, 1))
    plan = workflow.review_plan(plan, review_on=date(2025, 2, 1), note="Still", on=date(2024, 11, 1), by=manager)
    plan = workflow.end_plan(plan, reason="Settled", on=date(2025, 1, 1), by=manager)
    assert (plan.stage, plan.ended_on) == (PlanStage.ENDED, date(2025, 1, 1))


def test_a_person_has_one_plan_at_a_time_and_a_refused_one_leaves_room(caseworker: User, manager: User) -> None:
    plan = a_plan(by=caseworker)
    with pytest.raises(RuleBroken, match="a plan for"):
        a_plan(plan.person)
    workflow.decide_plan(plan, agree=False, note="Not shown", review_on=None, on=date(2024, 5, 3), by=manager)
    a_plan(plan.person)


@pytest.mark.parametrize("role", Role)
def test_only_those_who_answer_for_cases_decide_on_plans(role: Role, db: None) -> None:
    plan = a_plan()
    try:
        workflow.decide_plan(plan, agree=False, note="No", review_on=None, on=date(2024, 5, 3), by=a_user(role))
        decided = True
    except RuleBroken as refused:
        assert str(refused) == "Your role does not allow this."
        decided = False
    assert decided == (role in rules.ANSWERS_FOR_CASES)
