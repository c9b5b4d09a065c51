"""Bring a force's extract of complaints in from the command line: the same check and load as on the page."""

import json
import sys
import threading
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from complaints.choices import Fate, ImportState, Problem
from complaints.importing.comparing import Counts
from complaints.models import ImportBatch
from complaints.querysets import HeldRowQuerySet
from complaints.rules import SECOND_FILE, in_words
from complaints.workflow import extracts
from pcc import jobs
from pcc.errors import RuleBroken
from pcc.figures import how_many
from pcc.models import Force, Job

ROWS_TO_SHOW = 10
ROWS_IN_JSON = 1_000
SECONDS_BETWEEN_LOOKS = 0.3
COUNTS = tuple(Counts.__dataclass_fields__)


def a_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a date; write it as 2026-04-30") from None


class Command(BaseCommand):
    help = "Bring a force's extract of complaints in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the extract: CSV, XLSX or ODS")
        parser.add_argument(
            "--allegations", type=Path, metavar="FILE2", help="the allegations, where they come in a file of their own"
        )
        parser.add_argument("--mapping", type=Path, required=True, help="TOML file that says what the columns mean")
        parser.add_argument("--force", required=True, metavar="CODE", help="code of the force, as in west-midlands")
        parser.add_argument(
            "--taken-on",
            type=a_day,
            metavar="YYYY-MM-DD",
            help="the day the force took the extract (or in the mapping)",
        )
        parser.add_argument("--dry-run", action="store_true", help="check and count, and change nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse_old_database()
        force = self._force(options["force"])
        try:
            batch = self._receive(
                options["file"], options["allegations"], options["mapping"], force, options["taken_on"]
            )
            batch = self._carry_out(batch)
            if batch.state == ImportState.CHECKED and not options["dry_run"]:
                batch = self._carry_out(extracts.load(batch, by=None))
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from None
        if batch.state == ImportState.FAILED:
            raise CommandError(f"Nothing was brought in.\n{batch.problem}")
        done = ImportState.CHECKED if options["dry_run"] else ImportState.LOADED
        if batch.state != done:
            raise CommandError(f"Nothing was brought in. {batch.job.error if batch.job else ''}".strip())
        self.stdout.write(as_json(batch) if options["format"] == "json" else as_text(batch))

    def _refuse_old_database(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("The database is not of this version: run manage.py migrate, then this again.")

    def _force(self, code: str) -> Force:
        force = Force.objects.filter(code=code).first()
        if force is None:
            known = ", ".join(Force.objects.order_by("code").values_list("code", flat=True)[:20]) or "none yet"
            raise CommandError(
                f"There is no force with the code {code} (there is: {known}). "
                f'Add it with manage.py add_force {code} "Name of the force", then run this again.'
            )
        return force

    def _receive(
        self, path: Path, second: Path | None, mapping: Path, force: Force, taken_on: date | None
    ) -> ImportBatch:
        at = timezone.now()
        try:
            text = mapping.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise CommandError(f"The mapping {mapping} cannot be read: {error.strerror}.") from None
        except UnicodeDecodeError:
            raise CommandError(f"The mapping {mapping} is not UTF-8 text.") from None
        kept = extracts.keep_mapping(mapping.stem, text=text, by=None, at=at)
        try:
            with ExitStack() as opened:
                file = opened.enter_context(path.open("rb"))
                allegations = second and extracts.Upload(opened.enter_context(second.open("rb")), second.name)
                return extracts.receive_extract(
                    file,
                    name=path.name,
                    allegations=allegations,
                    force=force,
                    mapping=kept,
                    taken_on=taken_on,
                    by=None,
                    at=at,
                )
        except OSError as error:
            raise CommandError(f"The file {error.filename} cannot be read: {error.strerror}.") from None

    def _carry_out(self, batch: ImportBatch) -> ImportBatch:
        """Do the batch's job here, or watch the worker that took it first; returns the batch as it is then."""
        assert batch.job_id is not None
        over = threading.Event()
        try:
            with shown(batch.job_id):
                while not Job.objects.get(pk=batch.job_id).is_over:
                    jobs.run(batch.job_id)
                    over.wait(SECONDS_BETWEEN_LOOKS if not Job.objects.get(pk=batch.job_id).is_over else 0)
        except KeyboardInterrupt:
            with suppress(RuleBroken):  # it ended in the same moment
                jobs.ask_to_stop(Job.objects.get(pk=batch.job_id), by=None)
            raise CommandError("Stopped: nothing was brought in.") from None
        return ImportBatch.objects.select_related("job", "force", "same_as").get(pk=batch.pk)


@contextmanager
def shown(pk: int) -> Iterator[None]:
    """The progress of a job on the terminal, read from its row: a bar, or a line a step where nobody watches."""
    over = threading.Event()
    show = _show_bar if sys.stderr.isatty() else _show_lines
    watcher = threading.Thread(target=show, args=(pk, over), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _looks(pk: int, over: threading.Event) -> Iterator[Job]:
    """The row now and then, and once more when the work is over."""
    try:
        while not over.wait(SECONDS_BETWEEN_LOOKS):
            yield from Job.objects.filter(pk=pk)
        yield from Job.objects.filter(pk=pk)
    finally:
        connections.close_all()  # of this thread


def _show_lines(pk: int, over: threading.Event) -> None:
    last = ""
    for job in _looks(pk, over):
        if job.step and job.step != last:
            sys.stderr.write(f"{job.step} ...\n")
            last = job.step


def _show_bar(pk: int, over: threading.Event) -> None:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,} lines"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Waiting")
        for job in _looks(pk, over):
            bar.update(task, description=job.step or "Waiting", completed=job.done, total=job.total or None)


def as_json(batch: ImportBatch) -> str:
    """Every count, and the first of what is held: the same numbers as on the page."""
    held = batch.rows.held()
    return json.dumps(
        {
            "batch": batch.pk,
            "state": batch.state,
            "force": batch.force.code,
            "file": batch.file_name,
            "digest": batch.file_digest,
            "encoding": batch.encoding,
            "delimiter": batch.delimiter,
            "sheet": batch.sheet,
            "taken_on": batch.taken_on.isoformat(),
            "already_in": batch.is_in_already,
            **{name: getattr(batch, name) for name in COUNTS},
            "held_by_problem": list(held.by_problem()),
            "told_by_problem": list(batch.rows.told().by_problem()),
            "held_rows": [
                {
                    "row": row.number % SECOND_FILE,
                    "file": "allegations" if row.number > SECOND_FILE else "complaints",
                    "reference": row.reference,
                    "column": row.column,
                    "value": row.value,
                    "problem": row.problem,
                    "reason": row.reason,
                }
                for row in held.order_by("number", "pk")[:ROWS_IN_JSON]
            ],
            "held_rows_left_out": max(0, held.count() - ROWS_IN_JSON),
        },
        indent=2,
        ensure_ascii=False,
    )


def as_text(batch: ImportBatch) -> str:
    """The account of an extract, for a person at a terminal."""
    done = batch.state == ImportState.LOADED
    lines = [
        f"{batch.file_name}, taken on {in_words(batch.taken_on)}, {batch.force}",
        batch.read_as,
        "",
        f"  {batch.read:>9,} rows read",
        f"  {batch.loaded:>9,} {'loaded' if done else 'ready'}",
        f"  {batch.held:>9,} held",
        f"  {batch.duplicates:>9,} counted once, being the same as another in every column",
        f"  {batch.skipped:>9,} skipped, being empty",
        "",
        f"  {batch.cases_read:>9,} complaints in the file",
        f"  {batch.cases_new:>9,} new",
        f"  {batch.cases_changed:>9,} changed",
        f"  {batch.cases_same:>9,} the same as before",
        f"  {batch.cases_held:>9,} held",
        f"  {batch.cases_vanished:>9,} no longer in the extract",
        f"  {batch.warnings:>9,} warnings",
    ]
    lines += _row_lines(batch.rows.held(), "Held")
    lines += _row_lines(batch.rows.filter(fate=Fate.WARNING), "Loaded with a warning")
    lines.append("")
    if batch.is_in_already:
        lines.append("This file is in already: nothing changes.")
    elif done:
        lines.append(
            f"Brought in: {how_many(batch.cases_read - batch.cases_held, 'complaint')}, and {batch.cases_held:,} held."
        )
    else:
        lines.append("This was a dry run: nothing was changed.")
    return "\n".join(lines)


def _row_lines(rows: HeldRowQuerySet, title: str) -> list[str]:
    """How many rows have each problem, and the first of them; nothing where there is none."""
    if not (problems := list(rows.by_problem())):
        return []
    lines = ["", f"{title}:"]
    for entry in problems:
        label = Problem(str(entry["problem"])).label
        rows_word = "row" if entry["rows"] == 1 else "rows"
        lines.append(f"  {entry['rows']:>9,} {rows_word} of {how_many(entry['cases'], 'case')}: {label}")
    lines += ["", "The first of them:"]
    for row in rows.order_by("number", "pk")[:ROWS_TO_SHOW]:
        where = f", {row.column} {row.value!r}" if row.column else ""
        lines.append(f"  {row.place}{where}: {row.reason}")
    return lines
