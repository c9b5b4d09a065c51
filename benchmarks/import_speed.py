"""How fast and in how much memory an extract comes in, as ratios against two baselines of the same run.

    python benchmarks/import_speed.py [--rows 100000] [--rounds 5]

- raw COPY: the clean rows, with every value ready, straight into the two tables: the limit.
- row by row: get_or_create and create through the ORM, in one transaction, on the first rows of the file.

Every time is the median of the rounds. Memory is the most that this process held while the whole file was checked and
loaded, above what it held before, after a small file had gone the same way. It works in a database of its own and
removes it.
"""

import argparse
import csv
import gc
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pcc.settings")

from pcc import services

services.provide()

import django

django.setup()

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from complaints.models import Complaint, ImportBatch
from complaints.rules import reference_key
from complaints.workflow import extracts
from pcc import jobs
from pcc.models import Force
from tests import kept

TAKEN_ON = date(2026, 6, 30)
MAPPING = """
[columns]
reference = "Reference"
received_on = "Received"
finalised_on = "Finalised"
handling = "Handling"
area = "Area"
channel = "Channel"
[allegation]
category = "Category"
decision = "Decision"
[dates]
format = "%d/%m/%Y"
time_zone = "Europe/London"
"""
ROWS_ONE_BY_ONE = 5_000
HEADER = "Reference,Received,Finalised,Handling,Area,Channel,Category,Decision\n"


def write_extract(path: Path, rows: int, *, changed: float = 0) -> None:
    """An extract of that many rows, 1.7 to a case, one in a hundred faulty; the same for the same arguments."""
    chance, edits = random.Random(1), random.Random(2)
    with path.open("w") as file:
        file.write(HEADER)
        written = case = 0
        while written < rows:
            case += 1
            received = date(2001, 1, 1) + timedelta(days=chance.randrange(9_000))
            finalised = received + timedelta(days=int(chance.lognormvariate(4.3, 0.9)) + 1)
            if chance.random() < 0.01:
                finalised = received - timedelta(days=1)
            closed = finalised.strftime("%d/%m/%Y") if finalised < TAKEN_ON and chance.random() > 0.1 else ""
            handling = chance.choice(("OUTSIDE", "OTHERWISE", "LOCAL"))
            area = f"Area {chance.randrange(40)}"
            if edits.random() < changed:
                area = "Area 99"
            for _ in range(min(chance.choice((1, 1, 1, 2, 2, 3)), rows - written)):
                written += 1
                category, decision = f"Category {chance.randrange(12)}", f"Decision {chance.randrange(5)}"
                file.write(
                    f"CO/{case:07}/20,{received:%d/%m/%Y},{closed},{handling},{area},Channel {case % 7},"
                    f"{category},{decision}\n"
                )


def bring_in(path: Path, force: Force) -> tuple[float, float, ImportBatch]:
    """Seconds of the check and of the load."""
    mapping = extracts.keep_mapping("benchmark", text=MAPPING, by=None, at=timezone.now())
    with path.open("rb") as file:
        batch = extracts.receive_extract(
            file, name=path.name, force=force, mapping=mapping, taken_on=TAKEN_ON, by=None, at=timezone.now()
        )
    checked = timed(lambda: jobs.run(batch.job_id or 0))
    batch = extracts.load(ImportBatch.objects.get(pk=batch.pk), by=None)
    loaded = timed(lambda: jobs.run(batch.job_id or 0))
    return checked, loaded, ImportBatch.objects.get(pk=batch.pk)


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def megabytes(name: str) -> float:
    """What Linux says of this process: VmRSS is held now, VmHWM the most since ``forget_peak``."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


def forget_peak() -> None:
    """From now on VmHWM counts anew: the most that a process ever held says nothing of one step of its work."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")


def empty_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE complaints_complaint, complaints_allegation, complaints_changedmonth CASCADE")
        cursor.execute("VACUUM ANALYZE complaints_complaint, complaints_allegation")


def drop_truncate_guards() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_no_truncate%'")
        for table, trigger in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {trigger} ON {table}")


def table_bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_total_relation_size('complaints_complaint') + pg_total_relation_size('complaints_allegation')"
        )
        return int(cursor.fetchone()[0])


def raw_copy(folder: Path) -> float:
    """COPY what is loaded out, empty the tables, and time it back in with indexes, checks and foreign keys in force."""
    tables = ("complaints_complaint", "complaints_allegation")
    with connection.cursor() as cursor:
        for table in tables:
            with (folder / table).open("wb") as file, cursor.copy(f"COPY {table} TO STDOUT") as copy:
                for block in copy:
                    file.write(block)
    empty_tables()

    def copy_in() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for table in tables:
                with (folder / table).open("rb") as file, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    while block := file.read(1 << 20):
                        copy.write(block)

    return timed(copy_in)


def row_by_row(path: Path, force: Force, rows: int) -> float:
    """Seconds for the plain way: read a row, look its complaint up or make it, make its allegation."""

    def day(text: str) -> date | None:
        return datetime.strptime(text, "%d/%m/%Y").date() if text else None  # noqa: DTZ007 - as written

    numbers: Counter[int] = Counter()

    def insert() -> None:
        with path.open(newline="") as file, transaction.atomic():
            for row in islice(csv.DictReader(file), rows):
                received, finalised = day(row["Received"]), day(row["Finalised"])
                if finalised and received and finalised < received:
                    continue
                complaint, _ = Complaint.objects.get_or_create(
                    force=force,
                    reference=row["Reference"],
                    defaults={
                        "reference_key": reference_key(row["Reference"]),
                        "received_on": received,
                        "finalised_on": finalised,
                        "handling": row["Handling"],
                        "area": row["Area"],
                        "channel": row["Channel"],
                    },
                )
                numbers[complaint.pk] += 1
                complaint.allegations.create(
                    number=numbers[complaint.pk], category=row["Category"], decision=row["Decision"]
                )

    empty_tables()
    return timed(insert)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--smoke", action="store_true", help="a small run, to see that it works")
    options = parser.parse_args()
    if options.smoke:
        options.rows, options.rounds = 2_000, 1
    connection.settings_dict["TEST"]["NAME"] = f"{connection.settings_dict['NAME']}_benchmark"
    kept.begin_with_it()
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with tempfile.TemporaryDirectory() as folder:
            settings.MEDIA_ROOT = folder
            measure(Path(folder), rows=options.rows, rounds=options.rounds)
    finally:
        connection.creation.destroy_test_db("", verbosity=0)


def measure(folder: Path, *, rows: int, rounds: int) -> None:
    drop_truncate_guards()
    force = Force.objects.create(code="benchmark", name="Benchmark Police")
    write_extract(folder / "first.csv", rows)
    write_extract(folder / "newer.csv", rows, changed=0.02)
    write_extract(folder / "small.csv", min(rows, 2_000))
    bring_in(folder / "small.csv", force)  # what a process does only once is not counted
    times: dict[str, list[float]] = {}
    growth, sample, memory = 0.0, min(rows, ROWS_ONE_BY_ONE), []
    for _ in range(rounds):
        empty_tables()
        ImportBatch.objects.update(state="FAILED", loaded_at=None)
        forget_peak()
        before = megabytes("VmRSS")
        check, first, batch = bring_in(folder / "first.csv", force)
        memory.append(megabytes("VmHWM") - before)
        size = table_bytes()
        again_check, again, _same = bring_in(folder / "first.csv", force)
        growth = table_bytes() / size - 1
        _, newer, changed = bring_in(folder / "newer.csv", force)
        for name, seconds in (
            ("check", check),
            ("load", first),
            ("check again", again_check),
            ("load again, nothing changed", again),
            (f"load newer, {changed.cases_changed:,} cases changed", newer),
            ("raw COPY", raw_copy(folder)),
            ("row by row", row_by_row(folder / "first.csv", force, sample) * rows / sample),
        ):
            times.setdefault(name, []).append(seconds)
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"{datetime.now(tz=UTC):%Y-%m-%d}, {rows:,} rows ({batch.cases_new:,} complaints, {batch.held:,} rows held)")
    for name, seconds in medians.items():
        ratio = seconds / medians["raw COPY"]
        print(f"  {name:<45} {seconds:8.2f} s {rows / seconds:10,.0f} rows/s {ratio:6.2f} x raw COPY")
    print(f"  I1  load / raw COPY                        {medians['load'] / medians['raw COPY']:8.2f}   (target 4)")
    print(f"  I2  row by row / load                      {medians['row by row'] / medians['load']:8.2f}   (target 15)")
    again = medians["load again, nothing changed"]
    print(f"  I3  load again / load, growth of tables    {again / medians['load']:8.2f}   {growth:.1%} (targets 1, 5%)")
    print(f"  I4  extra memory                           {max(memory):8.0f} MB (target 100 at 1,000,000 rows)")


if __name__ == "__main__":
    main()
