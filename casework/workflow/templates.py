"""Every write to the templates of letters: new versions, approval, retirement."""

import re
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from casework.choices import Need, TemplateStage
from casework.letters.paragraphs import FIELD, fields_of
from casework.letters.rules import TEMPLATE_MOVES
from casework.letters.starter import PartWords, TemplateWords
from casework.models import LetterTemplate, TemplatePart
from pcc import audit, moves
from pcc.errors import FieldsRefused, RuleBroken
from pcc.locks import Lock, wait_for
from pcc.models import ClockRule, User
from pcc.moves import check_role

CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")


def _held(template: LetterTemplate, name: str, by: User) -> LetterTemplate:
    wait_for(Lock.LETTER_TEMPLATE, template.code)
    template = LetterTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    moves.check(TEMPLATE_MOVES[name], template, by)
    return template


@transaction.atomic
def change(template: LetterTemplate, *, words: TemplateWords, by: User) -> LetterTemplate:
    """Make the next version with other words; it is written from once it is approved.

    RuleBroken when the newest version is another one by now, or the words are unsound.
    """
    template = _held(template, "change", by)
    newest = LetterTemplate.objects.filter(code=template.code).aggregate(newest=Max("version"))["newest"]
    if newest != template.version:
        raise RuleBroken("Somebody has made a newer version meanwhile. Open that one, and make your change there.")
    _refuse_unsound(words)
    made = LetterTemplate.objects.create(
        code=template.code,
        version=newest + 1,
        name=words.name.strip(),
        purpose=words.purpose.strip(),
        kind=template.kind,
        stage=TemplateStage.DRAFT,
        subject=words.subject.strip(),
        second_check=words.second_check,
        clock=words.clock,
        automatic=template.automatic,
        made_by=by,
        made_at=timezone.now(),
    )
    put_parts(made, words.parts)
    if template.stage in (TemplateStage.SAMPLE, TemplateStage.DRAFT):
        template.stage = TemplateStage.RETIRED
        template.save(update_fields=["stage"])
    audit.record("template.changed", made, by=by, version=made.version)
    return made


@transaction.atomic
def write_new(words: TemplateWords, *, by: User) -> LetterTemplate:
    """Write a letter that the office did not have; it is written from once somebody else has approved it.

    FieldsRefused says what is unsound of code and name.
    """
    check_role(by, TEMPLATE_MOVES["change"].roles)
    wait_for(Lock.LETTER_TEMPLATE, words.code)
    if not CODE.fullmatch(words.code):
        raise FieldsRefused({"code": "Write the code in small letters, digits and _, beginning with a letter."})
    if LetterTemplate.objects.filter(code=words.code).exists():
        raise FieldsRefused({"code": f"There is a letter with the code {words.code} already: choose another."})
    _refuse_unsound(words)
    made = LetterTemplate.objects.create(
        code=words.code,
        version=1,
        name=words.name.strip(),
        purpose=words.purpose.strip(),
        kind=words.kind,
        stage=TemplateStage.DRAFT,
        subject=words.subject.strip(),
        second_check=words.second_check,
        clock=words.clock,
        made_by=by,
        made_at=timezone.now(),
    )
    put_parts(made, words.parts)
    audit.record("template.written", made, by=by, code=made.code)
    return made


def put_parts(template: LetterTemplate, parts: Sequence[PartWords]) -> None:
    """Write the parts of a new version."""
    TemplatePart.objects.bulk_create(
        TemplatePart(
            template=template,
            order=order,
            code=part.code,
            need=part.need,
            heading=part.heading.strip(),
            text=part.text.strip(),
            prompt=part.prompt.strip(),
        )
        for order, part in enumerate(parts, 1)
    )


def _refuse_unsound(words: TemplateWords) -> None:
    if not words.name.strip() or not words.subject.strip():
        raise RuleBroken("Give the letter a name and a subject.")
    if not words.parts:
        raise RuleBroken("A letter has at least one part.")
    codes = [part.code for part in words.parts]
    if len(set(codes)) < len(codes):
        raise RuleBroken("Two parts have the same heading: give each another.")
    if words.clock and not ClockRule.objects.filter(code=words.clock).exists():
        raise RuleBroken("Choose a time limit that exists.")
    for part in words.parts:
        if part.need in (Need.REQUIRED, Need.OPTIONAL) and not part.text.strip():
            raise RuleBroken(f"The part “{part.code}” has no words.")
        if part.need == Need.WRITE and not part.prompt.strip():
            raise RuleBroken(f"The part “{part.code}” does not say what the author is to write.")
        if "[[" in FIELD.sub("", part.text) or "[[" in FIELD.sub("", part.heading):
            raise RuleBroken("A field is written as [[name]], in small letters without spaces.")
    uses_clock = {"deadline", "deadline_sentence"} & set(fields_of(words.subject, *(part.text for part in words.parts)))
    if uses_clock and not words.clock:
        raise RuleBroken("This letter gives a deadline, so choose the time limit that it comes from.")


def may_approve(template: LetterTemplate) -> QuerySet[User]:
    """Who may approve these words: those with the role who may sign in and did not write them."""
    names = [role.value for role in TEMPLATE_MOVES["approve"].roles]
    people = User.objects.filter(is_active=True, groups__name__in=names).exclude(pk=template.made_by_id or 0)
    return people.distinct().order_by("name", "pk")


@transaction.atomic
def approve(template: LetterTemplate, *, by: User) -> LetterTemplate:
    """Say that these words may go out in the office's name; the version in use until now is replaced."""
    template = _held(template, "approve", by)
    now = timezone.now()
    LetterTemplate.objects.filter(code=template.code, stage=TemplateStage.APPROVED).update(stage=TemplateStage.RETIRED)
    template.stage, template.approved_by, template.approved_at = TemplateStage.APPROVED, by, now
    template.save(update_fields=["stage", "approved_by", "approved_at"])
    audit.record("template.approved", template, by=by, version=template.version)
    return template


@transaction.atomic
def retire(template: LetterTemplate, *, by: User) -> LetterTemplate:
    """Have nobody write from this template any more; letters made from it stay."""
    template = _held(template, "retire", by)
    template.stage = TemplateStage.RETIRED
    template.save(update_fields=["stage"])
    audit.record("template.retired", template, by=by, version=template.version)
    return template
