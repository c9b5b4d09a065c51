"""How fast figures are computed and read, as ratios against baselines of the same run.

    python benchmarks/figures_speed.py [--sizes 21000,210000,2100000] [--rounds 5] [--keep] [--smoke]

- sequential scan: a warm ``count(*)`` that reads the whole table of complaints: the limit.
- loop: each complaint as an object, its days walked one by one against a set of holidays, as most products do.
- pandas: columns by COPY into a data frame, ``busday_count``, grouped quantiles, the table written by COPY.
- bare: a page of the same size behind sign-in that asks nothing more of the database.

All of them compute the same table: month finalised x force x handling. The job is timed twice: *of the night*, where
all is computed and compared with what is kept, and nothing differs; *for the first time*, where all is written too.
Every time is the median of the rounds, in which what is compared takes turns (the loop is timed once, and at most on
210,000 complaints). It works in a database of its own for each size and removes them, or leaves them filled for the
next run with ``--keep``; with ``--national`` in the one that ``demo_data --scale national`` filled, whose figures it
computes anew.
"""

import argparse
import io
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pcc.settings")

from pcc import services

services.provide()

import django

django.setup()

import numpy as np
import pandas as pd
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client
from django.urls import include, path

from complaints import stats
from complaints.choices import ImportState
from complaints.models import ChangedMonth, Complaint, ImportBatch, Mapping
from complaints.stats import Report
from pcc.models import BankHoliday, Force, User
from pcc.reporting import workflow
from pcc.reporting.stats import kept_timeliness
from pcc.roles import Role
from pcc.views import Page
from tests import kept

FORCES, YEARS = 43, 25
AS_AT = date(2026, 10, 31)
MOST_LOOPED = 210_000
TABLE = Complaint._meta.db_table
OTHER_PAGES = {
    "overview": "/reports/overview/",
    "still open": "/reports/counted-in/",
    "unusual months": "/reports/months/",
}
PAGE = "/reports/timeliness/?from=2024-11-01&to=2026-10-31&by=month"


class Bare(Page):
    """A page of a given size that asks nothing more than who is there."""

    roles = frozenset(Role)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse("x" * kwargs["size"])


urlpatterns = [path("", include("pcc.urls")), path("bare/<int:size>/", Bare.as_view())]


def fill(complaints: int) -> None:
    """Complaints of 43 unequal forces over 25 years: skewed durations, one in ten open, one in thirty suspended.

    They lie as extracts bring them: month by month, each force's together.
    """
    forces = [Force(code=f"bench-{number:02}", name=f"Benchmark Force {number:02}") for number in range(FORCES)]
    Force.objects.bulk_create(forces)
    mapping = Mapping.objects.create(name="benchmark", made_at=datetime.now(tz=UTC))
    ImportBatch.objects.bulk_create(
        ImportBatch(
            force=force,
            mapping=mapping,
            state=ImportState.LOADED,
            file_digest=force.code,
            file_bytes=1,
            taken_on=AS_AT,
            asked_at=mapping.made_at,
            loaded_at=mapping.made_at,
        )
        for force in forces
    )
    first = min(force.pk for force in forces)
    with connection.cursor() as cursor, indexes_afterwards(cursor):
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(
            f"""
            INSERT INTO {TABLE} (force_id, reference, reference_key, received_on, finalised_on, handling, area, channel,
                result, complainant, age_band, schedule_3_reason, referral, referral_decision, review_body_named,
                withdrawal_evidence, suspended_days, categories, allegation_count, version)
            SELECT {first} + floor({FORCES} * power(random(), 1.6))::int AS force_id, 'CO/' || n, 'CO' || n, received,
                CASE WHEN random() < 0.9 AND received + took <= %(as_at)s THEN received + took END,
                (ARRAY['OUTSIDE', 'OUTSIDE', 'OUTSIDE', 'OTHERWISE', 'LOCAL', 'INDEPENDENT'])[1 + floor(6 * random())],
                'Area ' || floor(8 * random()), 'Online form', '', '', '', '', '', '', '', '',
                CASE WHEN random() < 0.03 THEN floor(60 * random()) ELSE 0 END,
                ARRAY['Delivery of duties and service'], 1 + floor(2 * random()), 1
            FROM (
                SELECT n, %(as_at)s::date - floor({YEARS} * 365.25 * random())::int AS received,
                       floor(exp(4.4 + 0.95 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())))::int AS took
                FROM generate_series(1, %(complaints)s) n
            ) AS drawn
            ORDER BY date_trunc('month', received), force_id
            """,
            {"as_at": AS_AT, "complaints": complaints},
        )
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {TABLE}")


@contextmanager
def indexes_afterwards(cursor: Any) -> Iterator[None]:
    """The table's indexes, but those of its constraints, are made once it is full: the same, in a fraction of the
    time."""
    cursor.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
        "WHERE i.indrelid = %s::regclass AND NOT i.indisunique",
        [TABLE],
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f"DROP INDEX {name}")
    yield
    cursor.execute("SET maintenance_work_mem = '512MB'")
    for _, made in found:
        cursor.execute(made)
    cursor.execute("RESET maintenance_work_mem")


KEPT = ("reporting_restatement", "reporting_keptyear", "reporting_stamp", "complaints_changedmonth")


READERS = ("pcc_user_groups", "pcc_user")


def forget(*tables: str) -> None:
    """What an earlier run computed or who read it, so that each run starts alike."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("SET session_replication_role = DEFAULT")


def without_limits() -> None:
    """As a job works: the timeouts of web pages are not for it."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0")


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def median(work: Callable[[], object], rounds: int) -> float:
    return statistics.median(timed(work) for _ in range(rounds))


def medians_in_turn(works: dict[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The median of what each gives, each asked once a round: a busy minute of the machine meets them all."""
    found = [{name: work() for name, work in works.items()} for _ in range(rounds)]
    return {name: statistics.median(one[name] for one in found) for name in works}


def first_time(work: Callable[[], object]) -> float:
    """With nothing kept before."""
    forget(*KEPT)
    return timed(work)


@transaction.atomic
def whole_job() -> None:
    """As the job of the night does it: every month of every force, swapped in one transaction."""
    calendar = BankHoliday.objects.as_calendar()
    workflow.refresh(*stats.forces_with_complaints().values(), on=AS_AT, calendar=calendar, everything=True)


def one_by_one() -> None:
    calendar = BankHoliday.objects.as_calendar()
    for force in stats.forces_with_complaints().values():
        workflow.refresh(force, on=AS_AT, calendar=calendar, everything=True)


def dirty_month(forces: list[Force]) -> float:
    """One complaint of a month of each force is corrected; the time until that is in the figures."""
    month = date(2025, 5, 1)
    for force in forces:
        corrected = Complaint.objects.filter(force=force, finalised_on__range=(month, date(2025, 5, 31))).first()
        if corrected is not None:
            Complaint.objects.filter(pk=corrected.pk).update(suspended_days=(corrected.suspended_days or 0) ^ 1)
        ChangedMonth.objects.create(force=force, month=month)
    calendar = BankHoliday.objects.as_calendar()
    return timed(lambda: workflow.refresh(*forces, on=AS_AT, calendar=calendar))


def sequential_scan() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off")
        cursor.execute(f"SELECT count(*) FROM {TABLE}")
        cursor.fetchone()
        cursor.execute("RESET enable_indexscan; RESET enable_indexonlyscan; RESET enable_bitmapscan")


def holidays() -> set[date]:
    return set(BankHoliday.objects.as_calendar().holidays)


def loop() -> None:
    """One object after the other, one day after the other."""
    off, cells = holidays(), defaultdict(list)
    for complaint in Complaint.objects.filter(finalised_on__isnull=False).iterator():
        days, day = 0, complaint.received_on
        while day < complaint.finalised_on:
            day += timedelta(days=1)
            if day.weekday() < 5 and day not in off:
                days += 1
        cells[complaint.finalised_on.replace(day=1), complaint.force_id, complaint.handling].append(days)
    made = [
        (*key, len(days), statistics.fmean(days), *(sorted(days)[int(len(days) * share)] for share in (0.5, 0.75, 0.9)))
        for key, days in cells.items()
    ]
    write([",".join(map(str, row)) for row in made])


def by_pandas() -> None:
    text = io.BytesIO()
    with (
        connection.cursor() as cursor,
        cursor.copy(
            f"COPY (SELECT force_id, received_on - '1970-01-01', finalised_on - '1970-01-01', handling FROM {TABLE} "
            "WHERE finalised_on IS NOT NULL) TO STDOUT (FORMAT CSV)"
        ) as copy,
    ):
        for block in copy:
            text.write(block)
    text.seek(0)
    names = ["force", "received", "finalised", "handling"]
    frame = pd.read_csv(
        text, names=names, dtype={"force": "int32", "received": "int32", "finalised": "int32", "handling": "category"}
    )
    received, finalised = (frame[name].to_numpy().astype("datetime64[D]") for name in ("received", "finalised"))
    off = np.array(sorted(holidays()), dtype="datetime64[D]")
    frame["days"] = np.busday_count(received + 1, finalised + 1, holidays=off)
    frame["month"] = finalised.astype("datetime64[M]").astype("datetime64[s]")
    groups = frame.groupby(["month", "force", "handling"], observed=True)["days"]
    table = groups.agg(["size", "mean", "median"]).join(groups.quantile([0.75, 0.9]).unstack()).reset_index()
    write([",".join(map(str, row)) for row in table.itertuples(index=False)])


def write(lines: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE baseline (month date, force int, handling text, n int, mean float, "
            "median float, p75 float, p90 float)"
        )
        with cursor.copy("COPY baseline FROM STDIN (FORMAT CSV)") as copy:
            copy.write("\n".join(lines))
        cursor.execute("DROP TABLE baseline")


def five_years_of(force: Force) -> stats.Asked:
    return stats.Asked(date(2021, 11, 1), AS_AT, force=force.code)


def from_rows(asked: stats.Asked) -> Callable[[], Report]:
    def work() -> Report:
        calendar = BankHoliday.objects.as_calendar()
        return stats.from_facts(stats.all_complaints(), asked, calendar=calendar, on=AS_AT)

    return work


def from_kept(asked: stats.Asked) -> Callable[[], Report]:
    def work() -> Report:
        kept = kept_timeliness(asked, calendar=BankHoliday.objects.as_calendar(), on=AS_AT)
        assert kept is not None
        return kept.report

    return work


def memory_of(work: Callable[[], object]) -> int:
    """Bytes above what the process had before: the peak while it worked."""
    Path("/proc/self/clear_refs").write_text("5")
    before = status("VmRSS")
    work()
    return status("VmHWM") - before


def status(name: str) -> int:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024


def signed_in() -> Client:
    user = User.objects.create(name="Benchmark Manager")
    user.groups.set(Group.objects.filter(name=Role.MANAGER))
    client = Client()
    client.force_login(user)
    return client


def asked(client: Client, address: str) -> Callable[[], int]:
    def work() -> int:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        return len(response.content)

    return work


def measure(complaints: int, *, rounds: int) -> dict[str, float]:
    """Seconds of everything with the complaints that are there."""
    forces = list(stats.forces_with_complaints().values())
    by_size = sorted(forces, key=lambda force: Complaint.objects.filter(force=force).count())
    middle, largest = by_size[len(forces) // 2], by_size[-1]
    median(sequential_scan, 3)
    one_by_one()
    found = {"memory": memory_of(lambda: first_time(whole_job)) / complaints}
    found |= medians_in_turn(
        {
            "sequential scan": lambda: timed(sequential_scan),
            "43 single refreshes, first time": lambda: first_time(one_by_one),
            "whole job, first time": lambda: first_time(whole_job),
            "whole job": lambda: timed(whole_job),
            "43 single refreshes": lambda: timed(one_by_one),
            "one dirty month of one force": lambda: dirty_month([middle]),
            "one dirty month of all forces": lambda: dirty_month(forces),
            "pandas": lambda: timed(by_pandas),
        },
        rounds,
    )
    if complaints <= MOST_LOOPED:
        found["loop"] = timed(loop)
    asked_of_one = five_years_of(largest)
    assert from_rows(asked_of_one)().as_json() == from_kept(asked_of_one)().as_json()
    found["median from rows"] = median(from_rows(asked_of_one), rounds * 4)
    found["median from kept"] = median(from_kept(asked_of_one), rounds * 4)
    client = signed_in()
    size = asked(client, PAGE)()
    found["report page of another period"] = median(another_question(client), rounds)
    found["report page, first request"] = first_request(client)
    found["report page"] = median(asked(client, PAGE), rounds * 4)
    for name, address in OTHER_PAGES.items():
        found[f"page: {name}"] = median(asked(client, address), rounds)
    found["bare page"] = median(asked(client, f"/bare/{size}/"), rounds * 4)
    found["report page bytes"] = size
    return found


def another_question(client: Client) -> Callable[[], None]:
    """The same page of a period that nobody has asked for since the figures were computed."""
    first_days = iter(date(2024, 1, 1) + timedelta(days=day) for day in range(300))

    def work() -> None:
        asked(client, f"/reports/timeliness/?from={next(first_days)}&to={AS_AT}&by=month")()

    return work


def first_request(client: Client) -> float:
    """With a new connection and with nothing in PostgreSQL's plan caches or in Django's template cache."""
    connection.close()
    for engine in engines.all():
        for loader in engine.engine.template_loaders:
            loader.reset()
    seconds = timed(asked(client, PAGE))
    without_limits()
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="21000,210000,2100000", help="complaints, rising")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--national", action="store_true", help="measure the complaints that demo_data --scale national has loaded"
    )
    parser.add_argument("--keep", action="store_true", help="keep its databases, filled, for the next run")
    parser.add_argument("--smoke", action="store_true", help="a small run, to see that it works")
    options = parser.parse_args()
    if options.smoke:
        options.sizes, options.rounds = "4000", 1
    sizes = [int(size) for size in options.sizes.split(",")]
    settings.ALLOWED_HOSTS, settings.ROOT_URLCONF = ["testserver"], __name__
    if options.national:
        without_limits()
        complaints = Complaint.objects.count()
        found = {complaints: measure(complaints, rounds=options.rounds)}
        show(complaints, found[complaints])
        show_targets(found)
        return
    name = connection.settings_dict["NAME"]
    print(f"{datetime.now(tz=UTC):%Y-%m-%d}, {options.rounds} rounds")
    found: dict[int, dict[str, float]] = {}
    for size in sizes:
        with database(f"{name}_figures_{size}", keep=options.keep), tempfile.TemporaryDirectory() as folder:
            settings.HOME = Path(folder)
            without_limits()
            if Complaint.objects.count() != size:
                fill(size)
            forget(*KEPT, *READERS)
            found[size] = measure(size, rounds=options.rounds)
            show(size, found[size])
    show_targets(found)


@contextmanager
def database(name: str, *, keep: bool) -> Iterator[None]:
    """A database of the product's tables, removed at the end unless it is to be kept for the next run."""
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = name
    connection.close()
    kept.begin_with_it()
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=keep)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0, keepdb=keep)


def show(complaints: int, found: dict[str, float]) -> None:
    print(f"  {complaints:,} complaints")
    for name, value in found.items():
        if name == "memory":
            print(f"    {'memory of the whole job':<32} {value:10,.0f} B a complaint")
        elif name == "report page bytes":
            print(f"    {name:<32} {value:10,.0f}")
        else:
            print(f"    {name:<32} {value:10.4f} s {value / found['whole job']:10.3f} x whole job")
    sys.stdout.flush()


def show_targets(found: dict[int, dict[str, float]]) -> None:
    sizes = sorted(found)
    last, before = found[sizes[-1]], found[sizes[-2]] if len(sizes) > 1 else found[sizes[-1]]
    looped = found[max((size for size in sizes if "loop" in found[size]), default=sizes[-1])]
    for when in ("", ", first time"):
        job = f"whole job{when}"
        told("S1", f"{job} / sequential scan", last[job] / last["sequential scan"], "<= 12")
        told("S2", f"loop / {job}, at 210,000 or below", looped.get("loop", float("nan")) / looped[job], ">= 25")
        told("S3", f"pandas / {job}", last["pandas"] / last[job], ">= 3")
        told("S4", f"{job}, the largest / the size before it", last[job] / before[job], "<= 10")
        told("S5", f"43 single refreshes / {job}", last[f"43 single refreshes{when}"] / last[job], "<= 1.5")
    told("S6", "median of five years: from rows / kept", last["median from rows"] / last["median from kept"], ">= 20")
    told("S7", "bytes a complaint above the interpreter", last["memory"], "<= 200")
    told("W5", "report page / bare page", last["report page"] / last["bare page"], "<= 12")


def told(code: str, what: str, ratio: float, target: str) -> None:
    print(f"  {code}  {what:<60} {ratio:9.2f}   (target {target})")


if __name__ == "__main__":
    main()
