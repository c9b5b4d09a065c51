"""What a complaint belongs to: links, labels, those who watch it, the file of the office."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from casework import workflow as casework
from casework.choices import Kind
from casework.models import Case
from complaints.choices import LinkKind
from complaints.models import Complaint, ComplaintLabel, Label, Link, Watch
from complaints.workflow.records.taking import save, take
from pcc import audit
from pcc.errors import RuleBroken, said
from pcc.models import User


@transaction.atomic
def link(complaint: Complaint, *, other: Complaint, kind: LinkKind, note: str = "", by: User) -> Link:
    """Say that two complaints belong together."""
    complaint = take("link", complaint, by)
    if other.pk == complaint.pk:
        raise RuleBroken("A complaint cannot be linked to itself.")
    first, second = sorted((complaint.pk, other.pk))
    if Link.objects.filter(first=first, second=second, kind=kind).exists():
        raise RuleBroken(f"{other.reference} is linked like this already.")
    made = Link.objects.create(
        first_id=first, second_id=second, kind=kind, note=note.strip(), made_by=by, made_at=timezone.now()
    )
    audit.record("complaint.linked", complaint, by=by, other=other.pk, code=kind)
    return made


@transaction.atomic
def unlink(complaint: Complaint, *, link: Link, by: User) -> None:
    """Take a link away again; history keeps it."""
    complaint = take("link", complaint, by)
    if complaint.pk not in (link.first_id, link.second_id):
        raise RuleBroken("This link is of other complaints.")
    other = link.second_id if link.first_id == complaint.pk else link.first_id
    Link.objects.filter(pk=link.pk).delete()
    audit.record("complaint.unlinked", complaint, by=by, other=other)


@transaction.atomic
def mark_duplicate(complaint: Complaint, *, of: Complaint | None, by: User) -> Complaint:
    """Say that the force logged the same complaint twice and this one is the copy; None takes it back."""
    complaint = take("link", complaint, by)
    if of is None and complaint.duplicate_of_id is None:
        raise RuleBroken("It is not marked as a duplicate.")
    if of is not None:
        of = Complaint.objects.select_for_update().get(pk=of.pk)
        if of.pk == complaint.pk:
            raise RuleBroken("A complaint cannot be a duplicate of itself.")
        if of.force_id != complaint.force_id:
            raise RuleBroken("Only complaints of one force can be duplicates.")
        if of.duplicate_of_id is not None:
            raise RuleBroken(f"{of.reference} is a duplicate itself: name the complaint that it repeats.")
        if complaint.duplicates.exists():
            raise RuleBroken("Another complaint is marked as a duplicate of this one, so this one must stand.")
    complaint.duplicate_of = of
    save(complaint, "duplicate_of")
    audit.record("complaint.duplicate_marked", complaint, by=by, of=of.pk if of else None)
    return complaint


@transaction.atomic
def put_label(complaint: Complaint, *, name: str, by: User) -> ComplaintLabel:
    """Put a label on a complaint; a new word becomes a label of the office. It opens no case file."""
    complaint = take("label", complaint, by)
    name = said(" ".join(name.split()), "Give the label a name.")
    if len(name) > 40 or not name.isprintable():
        raise RuleBroken("A label has at most 40 characters that can be printed.")
    label = Label.objects.filter(name__iexact=name).first()
    if label is None:
        try:
            with transaction.atomic():
                label = Label.objects.create(name=name, made_by=by, made_at=timezone.now())
        except IntegrityError:  # somebody else made it between the two statements
            label = Label.objects.get(name__iexact=name)
    put, new = ComplaintLabel.objects.get_or_create(
        complaint=complaint, label=label, defaults={"put_by": by, "put_at": timezone.now()}
    )
    if not new:
        raise RuleBroken(f"It has the label “{label}” already.")
    audit.record("complaint.labelled", complaint, by=by, label=label.pk)
    return put


@transaction.atomic
def take_label_off(complaint: Complaint, *, label: Label, by: User) -> None:
    complaint = take("label", complaint, by)
    gone, _ = ComplaintLabel.objects.filter(complaint=complaint, label=label).delete()
    if not gone:
        raise RuleBroken(f"It does not have the label “{label}”.")
    audit.record("complaint.label_removed", complaint, by=by, label=label.pk)


@transaction.atomic
def watch(complaint: Complaint, *, by: User) -> None:
    """Keep an eye on a complaint, or stop doing so when this person does already."""
    complaint = take("watch", complaint, by)
    gone, _ = Watch.objects.filter(complaint=complaint, user=by).delete()
    if not gone:
        Watch.objects.create(complaint=complaint, user=by, since=timezone.now())
    audit.record("complaint.unwatched" if gone else "complaint.watched", complaint, by=by)


@transaction.atomic
def open_file(complaint: Complaint, *, by: User, on: date) -> Case:
    """Open the office's own file on a complaint. From then on seals, conflicts and clocks can stand on it."""
    return put_on_file(take("open_file", complaint, by), by=by, on=on)


def put_on_file(complaint: Complaint, *, by: User, on: date) -> Case:
    """Open the file of a complaint that is locked. For verbs with a move of their own: drawing a sample opens files."""
    complaint.case = casework.open_case(Kind.COMPLAINT, title=f"Complaint {complaint.reference}", on=on, by=by)
    save(complaint, "case")
    audit.record("complaint.file_opened", complaint, by=by, case=complaint.case.pk)
    return complaint.case
