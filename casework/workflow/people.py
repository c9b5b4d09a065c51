"""Every write about people: who they are, what they are to a case, who is the same person, plans for their contact."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from casework.choices import Connection, PartyRole
from casework.models import Case, ContactPlan, Distinct, Interest, Merge, Party, Person
from casework.rules import (
    ANSWERS_FOR_CASES,
    DETAILS,
    KEEPS_FILES,
    email_key,
    joined_details,
    name_key,
    phone_key,
    postcode_key,
)
from casework.workflow.cases import held, refuse_future, refuse_last_named, shut_out
from pcc import audit
from pcc.errors import FieldsRefused, RuleBroken, said
from pcc.models import User
from pcc.moves import check_role
from pcc.versions import Edited, as_it_was, merged
from pcc.working_days import in_words

# Who they are


@transaction.atomic
def add_person(details: Mapping[str, Any], *, by: User) -> Person:
    """Add a person with any of ``rules.DETAILS``; a name there must be. FieldsRefused says what is wrong."""
    keeps(by)
    person = Person(added_by=by, added_at=timezone.now())
    _put(person, details)
    person.save(force_insert=True)
    audit.record("person.added", person, by=by)
    return person


@transaction.atomic
def edit_person(person: Person, *, changes: Mapping[str, Any], seen: int, by: User) -> Edited:
    """Change details of a person from a form that showed the version ``seen``.

    What somebody else changed meanwhile is kept; where both changed the same field, Overtaken has both versions.
    """
    keeps(by)
    person = taken(person)
    put_together = merged(person, changes=changes, seen=seen)
    changed = tuple(name for name, value in put_together.values.items() if value != getattr(person, name))
    if changed:
        keys = _put(person, {name: put_together.values[name] for name in changed})
        _save(person, *changed, *keys)
        audit.record("person.edited", person, by=by, fields=sorted(changed))
        _shut_out_themselves(person, by=by)
    return Edited(person, changed, put_together.theirs)


def keeps(by: User) -> None:
    check_role(by, KEEPS_FILES)


def taken(person: Person) -> Person:
    """Lock a person who still stands for themselves."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.merged_into_id is not None:
        raise RuleBroken("This record was merged into another meanwhile: open the one that was kept.")
    return person


def _put(person: Person, details: Mapping[str, Any]) -> tuple[str, ...]:
    """Set details, and the keys by which people are compared; the names of the keys."""
    if unknown := sorted(set(details) - set(DETAILS)):
        raise RuleBroken(f"A person has no {', '.join(unknown)}.")
    for name, value in details.items():
        setattr(person, name, value.strip() if isinstance(value, str) else value)
    person.name = " ".join(person.name.split())
    refused = {}
    if not name_key(person.name):
        refused["name"] = "Give the person's name, or what the office calls them."
    for name, longest in (("name", 150), ("phone", 40), ("postcode", 10), ("email", 254)):
        if len(getattr(person, name)) > longest:
            refused[name] = f"Write this in {longest} characters or fewer."
    if refused:
        raise FieldsRefused(refused)
    person.name_key, person.phone_key = name_key(person.name)[:150], phone_key(person.phone)
    person.email_key, person.postcode_key = email_key(person.email), postcode_key(person.postcode)
    return ("name_key", "phone_key", "email_key", "postcode_key")


def _save(person: Person, *fields: str) -> None:
    person.version += 1
    person.save(update_fields=[*fields, "version"])


# What they are to a case


@transaction.atomic
def add_party(
    case: Case,
    *,
    person: Person,
    role: PartyRole,
    represents: Party | None = None,
    consent_on: date | None = None,
    consent_evidence: str = "",
    on: date,
    by: User,
) -> Party:
    """Put a person on a case. A representative has the written consent of a party to the case, and its evidence.

    Members of staff who are that person, or declared a conflict with them, no longer see the case.
    """
    case = held(case, "add_party", by, on=on)
    person = taken(person)
    refuse_future("The day", on)
    if role == PartyRole.REPRESENTATIVE:
        consent_evidence = _consent(case, person, represents, consent_on, consent_evidence)
    elif represents or consent_on or consent_evidence.strip():
        raise RuleBroken("Only a representative has somebody's consent: choose that role, or leave these fields empty.")
    standing = case.parties.filter(person=person, ended_on=None)
    if standing.filter(role=role, represents=represents).exists():
        raise RuleBroken(f"{person} is on this file as {role.label.lower()} already.")
    party = Party.objects.create(
        case=case,
        person=person,
        role=role,
        represents=represents,
        consent_on=consent_on,
        consent_evidence=consent_evidence,
        added_on=on,
        added_by=by,
    )
    audit.record("case.party_added", case, by=by, party=party.pk, person=person.pk, role=role)
    _shut_out_of(case, person, by=by)
    return party


@transaction.atomic
def add_new_party(case: Case, *, details: Mapping[str, Any], by: User, **standing: Any) -> Party:
    """Add a person and put them on a case in one act; ``standing`` is what ``add_party`` takes beside the person."""
    return add_party(case, person=add_person(details, by=by), by=by, **standing)


def _consent(case: Case, person: Person, represents: Party | None, on: date | None, evidence: str) -> str:
    refused = {}
    if represents is None or represents.case_id != case.pk or represents.ended_on is not None:
        refused["represents"] = "Choose whom they represent: somebody who is on this file already."
    elif represents.person_id == person.pk:
        refused["represents"] = "Nobody represents themselves: choose somebody else."
    elif represents.role == PartyRole.REPRESENTATIVE:
        refused["represents"] = "Choose the person whose matter it is, not another representative."
    if on is None:
        refused["consent_on"] = (
            "A representative needs written consent: give the date on it. Until then add them as other."
        )
    elif on > timezone.localdate():
        refused["consent_on"] = f"Consent of {in_words(on)} is still to come: give today or an earlier day."
    if not evidence.strip():
        refused["consent_evidence"] = "Say where the written consent is kept."
    if refused:
        raise FieldsRefused(refused)
    return evidence.strip()


@transaction.atomic
def end_party(party: Party, *, reason: str, on: date, by: User) -> Party:
    """Say that a person is no longer this to the case; who represents them ends with them. The row stays."""
    case = held(party.case, "end_party", by, on=on)
    reason = said(reason, "Say why.", longest=200)
    refuse_future("The day", on)
    party = Party.objects.select_for_update().get(pk=party.pk)
    if party.ended_on is not None:
        raise RuleBroken("This has ended already.")
    if on < party.added_on:
        raise RuleBroken(f"They were put on the file on {in_words(party.added_on)}: this cannot end before.")
    with_them = [party, *party.representatives.select_for_update().filter(ended_on=None)]
    for each in with_them:
        each.ended_on, each.ended_because = max(on, each.added_on), reason
        each.save(update_fields=["ended_on", "ended_because"])
    audit.record("case.party_ended", case, by=by, reason=reason, party=party.pk, ended=[each.pk for each in with_them])
    return party


# Staff who must not see their files


@transaction.atomic
def declare_interest(person: Person, *, kind: Connection, by: User) -> Interest:
    """Say that this person is oneself, or that there is a conflict: their files close to who says so."""
    person = taken(person)
    if Interest.objects.filter(user=by, person=person, kind=kind, ended_at=None).exists():
        raise RuleBroken("This is already on the register.")
    interest = Interest.objects.create(user=by, person=person, kind=kind, declared_at=timezone.now())
    audit.record("person.interest_declared", person, by=by, kind=kind)
    for party in person.parties.filter(ended_on=None).select_related("case").order_by("case"):
        _shut_out_of(Case.objects.select_for_update().get(pk=party.case_id), person, by=by)
    return interest


@transaction.atomic
def end_interest(interest: Interest, *, reason: str, by: User) -> Interest:
    """Take an interest off the register. Files stay closed until somebody lets the person in, file by file."""
    check_role(by, ANSWERS_FOR_CASES)
    reason = said(reason, "Say why it has ended.")
    interest = Interest.objects.select_for_update().get(pk=interest.pk)
    if interest.ended_at is not None:
        raise RuleBroken("This has ended already.")
    if interest.user_id == by.pk:
        raise RuleBroken("Nobody takes themselves off the register: ask somebody else who answers for cases.")
    interest.ended_at = timezone.now()
    interest.save(update_fields=["ended_at"])
    audit.record("person.interest_ended", interest.person, by=by, reason=reason, user=interest.user_id)
    return interest


def _shut_out_of(case: Case, person: Person, *, by: User) -> None:
    """Shut out of a held case the staff who are this person, or declared an interest in them."""
    owed = {(interest.user, Connection(interest.kind)) for interest in _interests(person)}
    if person.email_key:
        owed |= {(user, Connection.OWN_CASE) for user in User.objects.filter(email=person.email_key)}
    standing = set(case.connections.filter(ended_at=None).values_list("user", "kind"))
    for user, kind in sorted(owed, key=lambda each: (each[0].pk, each[1])):
        if (user.pk, kind) not in standing:
            refuse_last_named(case, user)
            shut_out(case, user=user, kind=kind, by=by, found=True)


def _interests(person: Person) -> list[Interest]:
    return list(person.interests.filter(ended_at=None).select_related("user"))


def _shut_out_themselves(person: Person, *, by: User) -> None:
    """Look anew at every case of a person about whom more is known."""
    cases = Case.objects.filter(parties__person=person, parties__ended_on=None).order_by("pk")
    for case in Case.objects.select_for_update().filter(pk__in=cases.values("pk")).order_by("pk"):
        _shut_out_of(case, person, by=by)


# One person, two records


@transaction.atomic
def merge_people(kept: Person, gone: Person, *, by: User) -> Merge:
    """Say that two records are one person: files, plans and interests of ``gone`` become those of ``kept``.

    What stands in ``kept`` stays; gaps are filled; adjustments and safe contact of both are kept.
    """
    keeps(by)
    if kept.pk == gone.pk:
        raise RuleBroken("Choose two records.")
    both = {person.pk: person for person in _locked(kept.pk, gone.pk)}
    kept, gone = both[kept.pk], both[gone.pk]
    if kept.merged_into_id is not None or gone.merged_into_id is not None:
        raise RuleBroken("One of these records was merged already.")
    open_stages = ("PROPOSED", "IN_FORCE")
    plans = list(ContactPlan.objects.select_for_update().filter(person=gone))
    if any(plan.stage in open_stages for plan in plans) and kept.plans.filter(stage__in=open_stages).exists():
        raise RuleBroken("Both have a plan for their contact: end one of the plans first.")
    merge = Merge(kept=kept, gone=gone, kept_version=kept.version, made_by=by, made_at=timezone.now())
    for plan in plans:
        plan.person = kept
        plan.save(update_fields=["person"])
        merge.plans.append(plan.pk)
    today = timezone.localdate()
    for party in Party.objects.select_for_update().filter(person=gone).order_by("pk"):
        twin = Party.objects.filter(case=party.case_id, person=kept, role=party.role, represents=party.represents_id)
        if party.ended_on is None and twin.filter(ended_on=None).exists():
            party.ended_on, party.ended_because = max(today, party.added_on), "On the file twice: records merged"
            merge.parties_ended.append(party.pk)
        party.person = kept
        party.save(update_fields=["person", "ended_on", "ended_because"])
        merge.parties.append(party.pk)
    said_already = {(interest.user_id, interest.kind) for interest in _interests(kept)}
    for interest in Interest.objects.select_for_update().filter(person=gone, ended_at=None):
        if (interest.user_id, interest.kind) not in said_already:
            interest.person = kept
            interest.save(update_fields=["person"])
            merge.interests.append(interest.pk)
    joined = joined_details(_details(kept), _details(gone))
    keys = _put(kept, joined)
    _save(kept, *DETAILS, *keys)
    gone.merged_into = kept
    _save(gone, "merged_into")
    merge.save(force_insert=True)
    audit.record("person.merged", kept, by=by, merge=merge.pk, gone=gone.pk, parties=merge.parties)
    _shut_out_themselves(kept, by=by)
    return merge


def _locked(*pks: int) -> list[Person]:
    """Lock people in one order, whoever asks first."""
    return list(Person.objects.select_for_update().filter(pk__in=pks).order_by("pk"))


def _details(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in DETAILS}


@transaction.atomic
def undo_merge(merge: Merge, *, by: User) -> Person:
    """Two people after all: each has again what they had, and what was changed since stays with the record kept."""
    keeps(by)
    kept, gone = sorted(_locked(merge.kept_id, merge.gone_id), key=lambda person: person.pk != merge.kept_id)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None:
        raise RuleBroken("This was undone already.")
    if kept.merged_into_id is not None:
        raise RuleBroken("The record kept was merged into another since: undo that first.")
    for party in Party.objects.select_for_update().filter(pk__in=merge.parties, person=kept):
        party.person = gone
        if party.pk in merge.parties_ended:
            party.ended_on, party.ended_because = None, ""
        party.save(update_fields=["person", "ended_on", "ended_because"])
    moved: list[ContactPlan | Interest] = [
        *ContactPlan.objects.select_for_update().filter(pk__in=merge.plans, person=kept),
        *Interest.objects.select_for_update().filter(pk__in=merge.interests, person=kept),
    ]
    for row in moved:
        row.person = gone
        row.save(update_fields=["person"])
    before = as_it_was(kept, merge.kept_version, list(DETAILS))
    if before is not None:
        joined = joined_details(before, _details(gone))
        untouched = {name: before[name] for name in DETAILS if getattr(kept, name) == joined[name]}
        keys = _put(kept, untouched)
        _save(kept, *untouched, *keys)
    gone.merged_into = None
    _save(gone, "merged_into")
    merge.undone_by, merge.undone_at = by, timezone.now()
    merge.save(update_fields=["undone_by", "undone_at"])
    audit.record("person.merge_undone", kept, by=by, merge=merge.pk, gone=gone.pk)
    return gone


@transaction.atomic
def keep_apart(first: Person, second: Person, *, by: User) -> Distinct:
    """Say that two records that look alike are two people, so that nobody is asked again."""
    keeps(by)
    if first.pk == second.pk:
        raise RuleBroken("Choose two records.")
    low, high = sorted((first.pk, second.pk))
    distinct, new = Distinct.objects.get_or_create(
        first_id=low, second_id=high, defaults={"said_by": by, "said_at": timezone.now()}
    )
    if new:
        audit.record("person.kept_apart", first, by=by, other=second.pk)
    return distinct
