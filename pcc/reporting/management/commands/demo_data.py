"""An invented office: people to sign in as, and a force that does not exist, its complaints brought in as any are."""

import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from threading import Event, Thread
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from casework.models import Case, Correspondence, Letter, Person
from complaints.choices import ImportState
from complaints.models import AppealTribunal, Complaint, ImportBatch, MisconductOutcome
from complaints.workflow import extracts as complaints
from complaints.workflow import misconduct as registers
from pcc import audit, jobs
from pcc.errors import RuleBroken
from pcc.figures import how_many
from pcc.models import AuditEvent, BankHoliday, Force, Job, User
from pcc.reporting import demo
from pcc.reporting.demo import casework as demo_files
from pcc.reporting.demo import correspondence as demo_letters
from pcc.reporting.demo import misconduct as demo_misconduct
from pcc.reporting.demo import notices, panels, papers, review_letters
from pcc.reporting.demo import reviews as demo_reviews
from pcc.reporting.demo.beside import beside
from pcc.reporting.demo.extract import extract
from pcc.reporting.demo.force import SEED, WESTMARCH, InventedForce, national
from pcc.reporting.models import Stamp
from pcc.roles import Role
from pcc.working_days import WorkingCalendar
from reviews.models import Review
from reviews.workflow import loading as reviews

PASSWORD = "every-day-counts-once"  # noqa: S105 - published on purpose, for invented people of an invented office

PEOPLE = {
    Role.COMPLAINTS_OFFICER: "Asha",
    Role.CASEWORKER: "Bryn",
    Role.REVIEWS_MANAGER: "Chidi",
    Role.PANEL_COORDINATOR: "Dilys",
    Role.PANEL_MEMBER: "Efe",
    Role.MANAGER: "Fern",
    Role.AUDITOR: "Gwil",
    Role.ADMINISTRATOR: "Hana",
    Role.COMMISSIONER: "Idris",
    Role.SAFEGUARDING_LEAD: "Joss",
}


def email_of(role: Role) -> str:
    """An address that can never be anybody's: ``complaints.officer@opcc.example``."""
    return f"{role.label.replace(' ', '.')}@opcc.example"


SIGN_INS = tuple((role.label, email_of(role), PASSWORD) for role in PEOPLE)
"""Role, e-mail address and password of each invented person."""

BEGUN = "demo.begun"
"""The event by which a database is known to hold a demonstration; events can be neither changed nor removed."""

AS_LOADED = audit.acting(by=None, request_id="demo-data")
"""Names the loading behind the writes of a part. Two parts at once have a context each, or one waits for the other."""

MAPPING = Path(demo.__file__).with_name("complaints_mapping.toml")
NATIONAL_YEARS = 25


def a_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a date; write it as 2026-04-30") from None


class Command(BaseCommand):
    help = "Load an invented office: people of each role, a force that does not exist, and its complaints up to today."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--until", type=a_day, help="Day of the extract, as 2026-04-30; today if left out.")
        parser.add_argument("--seed", type=int, default=SEED, help="Another seed tells another history.")
        parser.add_argument(
            "--scale",
            choices=["office", "national"],
            default="office",
            help=f"national: 2.1 million complaints of {NATIONAL_YEARS} years and 43 invented forces.",
        )
        parser.add_argument(
            "--side-by-side", action="store_true", help="Load what touches different records at once, in two processes."
        )

    def handle(self, *_: Any, until: date | None, seed: int, scale: str, side_by_side: bool = False, **__: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Demo data are not loaded under production settings: their passwords are published.")
        if seed < 0:
            raise CommandError("The seed must be 0 or more.")
        try:
            self.load(until, seed=seed, scale=scale, at_once=side_by_side)
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal

    def load(self, until: date | None, *, seed: int, scale: str, at_once: bool) -> None:
        calendar = BankHoliday.objects.as_calendar()
        today = timezone.localdate()
        day = until or today
        is_office = scale == "office"
        officer = AS_LOADED(open_office)()
        if is_office:
            self.open_files(on=today)
        answer_letters = partial(self.answer_letters, until=day, seed=seed, calendar=calendar)
        for invented in forces_of(scale, today=today):
            force = the_force(invented)
            newest = ImportBatch.objects.newest_day(force)
            is_there = newest is not None and (until is None or until <= newest)
            with beside(answer_letters if is_office else None, at_once=at_once and not is_there):
                if not is_there:
                    self.bring_in(invented, force, taken_on=day, seed=seed, calendar=calendar, by=officer)
            if newest and is_there:
                self.say(f"Demo data are there: {invented.name}, up to {newest:%-d %B %Y}.")
                if Stamp.objects.filter(force=force).exists():
                    self.hold_panel(force, on=newest)  # figures may have been done while the panel was not
                    continue
            self.fill_registers(invented, force, until=day, seed=seed, by=officer)
            if is_office:
                self.review_outcomes(force, until=day, seed=seed, calendar=calendar, by=officer)
            with beside(partial(self.hold_panel, force, on=day), at_once=at_once):
                self.compute(force, until=day, by=officer, with_letters=is_office)

    @AS_LOADED
    def hold_panel(self, force: Force, *, on: date) -> None:
        """What the youth commissioners did, once a demonstration."""
        began = time.monotonic()
        coordinator, second, member = (
            User.objects.get(email=email_of(role))
            for role in (Role.PANEL_COORDINATOR, Role.REVIEWS_MANAGER, Role.PANEL_MEMBER)
        )
        with transaction.atomic():
            people = {"coordinator": coordinator, "second": second, "member": member}
            held = panels.load(force, **people, on=on, at=timezone.now())
        if held is not None:
            self.say(f"14 youth commissioners and their readings of 30 files in {time.monotonic() - began:.1f} s.")

    @AS_LOADED
    @transaction.atomic
    def open_files(self, *, on: date) -> None:
        """Open the case files, once a demonstration."""
        if Person.objects.exists():
            return
        roles = (Role.CASEWORKER, Role.MANAGER, Role.REVIEWS_MANAGER)
        caseworker, manager, approver = (User.objects.get(email=email_of(role)) for role in roles)
        number = demo_files.open_files(caseworker=caseworker, manager=manager, on=on)
        written = papers.write_papers(caseworker=caseworker, manager=manager, approver=approver, on=on)
        self.say(
            f"{how_many(number, 'case file')}, with documents, "
            f"{how_many(written, 'letter')} and what there is to do today."
        )

    @AS_LOADED
    @transaction.atomic
    def answer_letters(self, *, until: date, seed: int, calendar: WorkingCalendar) -> None:
        """What the public wrote in past years and what lies there today, once a demonstration."""
        if Correspondence.objects.exists():
            return
        began = time.monotonic()
        caseworker = User.objects.get(email=email_of(Role.CASEWORKER))
        number = demo_letters.load(calendar=calendar, caseworker=caseworker, until=until, at=timezone.now(), seed=seed)
        self.say(f"{how_many(number, 'piece')} of correspondence in {time.monotonic() - began:.1f} s.")

    @AS_LOADED
    def bring_in(
        self, invented: InventedForce, force: Force, *, taken_on: date, seed: int, calendar: WorkingCalendar, by: User
    ) -> None:
        """The extract of that day through the importer; goes on where an earlier run was killed."""
        began = time.monotonic()
        batch = interrupted(force)
        if batch is None:
            self.say(f"Making up the complaints of {invented.name} to {taken_on:%-d %B %Y}.")
            file = BytesIO(b"".join(extract(invented, taken_on=taken_on, calendar=calendar, seed=seed)))
            at = timezone.now()
            mapping = complaints.keep_mapping("Demonstration extract", text=MAPPING.read_text("utf-8"), by=by, at=at)
            name = f"{invented.code.lower()}-{taken_on:%Y-%m-%d}.csv"
            batch = complaints.receive_extract(
                file, name=name, force=force, mapping=mapping, taken_on=taken_on, by=by, at=at
            )
        if batch.state == ImportState.CHECKING:
            batch = self.carry_out(batch)
        if batch.state == ImportState.CHECKED:
            batch = complaints.load(batch, by=by)
        if batch.state == ImportState.LOADING:
            batch = self.carry_out(batch)
        if batch.state != ImportState.LOADED:
            raise CommandError(batch.problem or f"The extract is {batch.get_state_display().lower()}.")
        self.say(
            f"{how_many(batch.cases_new, 'new complaint')} and {how_many(batch.cases_changed, 'changed one')} of "
            f"{invented.name} from {how_many(batch.read, 'row')} in {time.monotonic() - began:.1f} s; "
            f"{how_many(batch.held, 'row is held, with its reason', 'rows are held, with reasons')}."
        )

    @AS_LOADED
    def fill_registers(self, invented: InventedForce, force: Force, *, until: date, seed: int, by: User) -> None:
        """Enter what the registers do not have yet: misconduct outcomes, tribunals, and work on old investigations."""
        outcomes = list(demo_misconduct.misconduct(invented, until=until, seed=seed))
        appeals = list(demo_misconduct.tribunals(invented, until=until, seed=seed))
        known = set(MisconductOutcome.objects.filter(force=force).values_list("officer", flat=True))
        known |= set(AppealTribunal.objects.filter(force=force).values_list("officer", flat=True))
        new = [facts for facts in outcomes if facts["officer"] not in known]
        for facts in new:
            registers.record_outcome(facts=facts | {"force": force}, by=by, on=until)
        for facts in (facts for facts in appeals if facts["officer"] not in known):
            registers.record_tribunal(facts=facts | {"force": force}, by=by, on=until)
        if new:
            self.say(f"{how_many(len(new), 'misconduct outcome')} on the register of {invented.name}.")
        if noted := notices.work_on_old_investigations(force, by=by, on=until):
            self.say(f"{how_many(noted, 'notice')} of investigations that took more than 12 months.")

    @AS_LOADED
    def review_outcomes(self, force: Force, *, until: date, seed: int, calendar: WorkingCalendar, by: User) -> None:
        """Bring in the reviews of past years and the open ones, once a demonstration."""
        if Review.objects.filter(force=force).exists():
            return
        began = time.monotonic()
        second = User.objects.get(email=email_of(Role.REVIEWS_MANAGER))
        invented = demo_reviews.Invented(force, calendar=calendar, officer=by, second=second, until=until, seed=seed)
        loaded = reviews.load(list(invented.reviews()), by=by, source="demonstration")
        self.say(f"{how_many(len(loaded), 'review')} of {force} in {time.monotonic() - began:.1f} s.")

    @AS_LOADED
    def compute(self, force: Force, *, until: date, by: User, with_letters: bool) -> None:
        """The letters of reviews, once a demonstration, and all figures."""
        if with_letters and not Letter.objects.filter(case__review__force=force).exists():
            began = time.monotonic()
            manager = User.objects.get(email=email_of(Role.REVIEWS_MANAGER))
            with transaction.atomic():
                written = review_letters.write(force, officer=by, manager=manager, on=until)
            self.say(f"{how_many(written, 'letter')} of these reviews in {time.monotonic() - began:.1f} s.")
            self.finish(jobs.ask("reviews.figures", by=by, key="reviews have changed"))
        self.finish(jobs.ask("figures.refresh", by=by, key=f"force {force.pk}", force=force.pk))

    def carry_out(self, batch: ImportBatch) -> ImportBatch:
        """Do the job that the batch waits for, and read the batch again."""
        assert batch.job is not None
        self.finish(batch.job)
        return ImportBatch.objects.select_related("job").get(pk=batch.pk)

    def finish(self, job: Job) -> None:
        """Do the job here, or wait for the worker that was quicker."""
        with self.shown(job):
            jobs.run(job.pk)
            job.refresh_from_db()
            while not job.is_over:
                time.sleep(0.2)
                jobs.run(job.pk)
                job.refresh_from_db()
        if job.error:
            raise CommandError(job.error)

    @contextmanager
    def shown(self, job: Job) -> Iterator[None]:
        """Show the progress of the job's row while it is being done: a bar on a terminal, else a line a step."""
        over = Event()
        show = self.draw if self.stdout.isatty() else self.list_steps
        watcher = Thread(target=show, args=(job.pk, over), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()

    def list_steps(self, pk: int, over: Event) -> None:
        said = ""
        for step, _, total in progress_of(pk, over):
            if step and step != said:
                self.say(f"{step} ({total:,})." if total > 1 else f"{step}.")
                said = step

    def draw(self, pk: int, over: Event) -> None:
        columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn()
        with Progress(*columns, console=Console(), transient=True) as bars:
            bar = bars.add_task("Waiting", total=None)
            for step, done, total in progress_of(pk, over):
                bars.update(bar, description=step or "Waiting", completed=done, total=total or None)

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def progress_of(pk: int, over: Event) -> Iterator[tuple[str, int, int]]:
    """What the row of the job says, several times a second until it is over, and once after that."""
    try:
        while True:
            last = over.wait(0.1)
            if row := Job.objects.filter(pk=pk).values_list("step", "done", "total").first():
                yield row
            if last:
                return
    finally:
        connection.close()  # this thread's own


def forces_of(scale: str, *, today: date) -> tuple[InventedForce, ...]:
    if scale == "office":
        return (WESTMARCH,)
    first_year = today.year - NATIONAL_YEARS + 1
    return national(complaints=2_100_000, forces=43, first_year=first_year, years=NATIONAL_YEARS)


def interrupted(force: Force) -> ImportBatch | None:
    """The extract that an earlier run began to bring in and did not finish; its job is taken up again."""
    begun = ImportBatch.objects.filter(
        force=force, state__in=[ImportState.CHECKING, ImportState.CHECKED, ImportState.LOADING]
    ).select_related("job")
    latest = begun.order_by("-pk").first()
    if latest is None or latest.state == ImportState.CHECKED or (latest.job and not latest.job.is_over):
        return latest
    return None


@transaction.atomic
def open_office() -> User:
    """The invented people, made once, and the complaints officer among them.

    RuleBroken in a database that holds anything which no demonstration put there.
    """
    if not AuditEvent.objects.filter(verb=BEGUN).exists():
        refuse_beside_real_records()
        groups = {group.name: group for group in Group.objects.all()}
        password = ""
        for role, name in PEOPLE.items():
            person = User(email=email_of(role), name=f"{name} Demo ({role.label})", alias=f"{name} (demo)")
            if not password:
                person.set_password(PASSWORD)
                password = person.password
            person.password = password  # hashing is slow on purpose; one hash serves one published password
            person.save()
            person.groups.add(groups[role])
        audit.record(BEGUN, by=None, people=len(PEOPLE))
    return User.objects.get(email=email_of(Role.COMPLAINTS_OFFICER))


def refuse_beside_real_records() -> None:
    for model, words in ((User, "people"), (Complaint, "complaints"), (ImportBatch, "extracts"), (Case, "case files")):
        if model._default_manager.exists():
            raise RuleBroken(
                f"This database holds {words} of its own, and demo data are never put beside real records. "
                "A demonstration of its own starts with PCC_HOME set to another folder."
            )


def the_force(invented: InventedForce) -> Force:
    force, _ = Force.objects.get_or_create(
        code=invented.code, defaults={"name": invented.name, "reference_pattern": "CO/00123/24"}
    )
    return force
