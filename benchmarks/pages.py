"""What the list of complaints and the page of one cost, against a bare page of the same size in the same run.

    python benchmarks/pages.py [--full] [--at 21000 ...] [--keep] [--rounds 25] [--smoke]

A bare page is a constant of as many bytes behind the same sign-in, middleware and session. Each round asks for a page
and for its bare twin in turn; every figure is the median of the rounds. Beside the time that passed stands the time
that this process used the processor, which other programs of the machine disturb less, and which leaves out the
database's own work. The list is measured at 21,000, 100,000 and 210,000 complaints of 25 years and 43 forces, and with
--full at 1,000,000 and 2,100,000 too. At 100,000 Django's own admin lists the same columns, set up as its manual shows.
Each size has a database of its own, which is removed at the end. With --keep they stay, filled, for the next run with
--keep; a run without it makes them anew and removes them.
"""

import argparse
import base64
import itertools
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pcc.settings")

from pcc import services

services.provide()

import django

django.setup()

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path

from complaints.models import Complaint
from complaints.workflow.words import ask_for_reading
from pcc import jobs
from pcc import urls as product
from pcc.models import User
from pcc.roles import Role
from pcc.views import Page
from tests import kept

SIZES = {
    "smoke": (500, 2_000),
    "usual": (21_000, 100_000, 210_000),
    "full": (21_000, 100_000, 210_000, 1_000_000, 2_100_000),
}
FORCES = 43
WARM_UP = 3
ADMIN_AT = 100_000

# The shares are those of the measurements that the targets come from: 25 years, 43 forces, one in ten open, 1.7
# allegations each; one complaint in two thousand has a word that few have.
FILL = """
INSERT INTO complaints_complaint (
    force_id, reference, reference_key, received_on, finalised_on, handling, area, channel, result, complainant,
    age_band, schedule_3_reason, referral, referral_decision, review_body_named, withdrawal_evidence,
    suspended_days, categories, allegation_count, version
)
SELECT forces[1 + n %% {forces}], 'CO/' || lpad((n / {forces})::text, 6, '0') || '/' || to_char(day, 'YY'),
       'CO' || lpad((n / {forces})::text, 6, '0') || to_char(day, 'YY'), day,
       CASE WHEN hash(n, 'end') %% 10 > 0 THEN day + (5 + power(hash(n, 'long') %% 1000 / 1000.0, 3) * 900)::int END,
       (ARRAY['OUTSIDE', 'OUTSIDE', 'OTHERWISE', 'LOCAL', 'LOCAL', 'INDEPENDENT'])[1 + hash(n, 'route') %% 6],
       (ARRAY['North', 'South', 'East', 'West', 'City centre', 'Harbour'])[1 + hash(n, 'area') %% 6],
       (ARRAY['By telephone', 'By e-mail', 'At a station'])[1 + hash(n, 'way') %% 3],
       CASE WHEN hash(n, 'rare') %% 2000 = 0 THEN 'Sequestration' ELSE 'Service acceptable' END,
       '', '', '', '', '', '', '', 0,
       ARRAY[(ARRAY['Delivery of duties and service', 'Use of force', 'Access and disclosure of information',
                    'Discriminatory behaviour', 'Harassment'])[1 + hash(n, 'kind') %% 5]],
       1 + (hash(n, 'more') %% 10 < 7)::int, 1
FROM generate_series(0, %(size)s::int - 1) AS n,
     LATERAL (SELECT date '2001-01-01' + hash(n, 'day') %% 9131 AS day) AS days,
     (SELECT array_agg(id) AS forces FROM pcc_force) AS known
ORDER BY day;
INSERT INTO complaints_allegation (
    complaint_id, number, category, decision, action, decision_code, action_codes, factors, version
)
SELECT id, number, categories[1], CASE WHEN finalised_on IS NULL THEN '' ELSE result END, '', '', '{{}}', '{{}}', 1
FROM complaints_complaint, generate_series(1, allegation_count) AS number;
"""
HASH = """
CREATE FUNCTION pg_temp.hash(n int, what text) RETURNS int LANGUAGE sql IMMUTABLE AS
$$ SELECT (hashtext(n || what) & 2147483647) $$
"""


@dataclass(frozen=True)
class Asked:
    """A page of the product, by a name and an address that may depend on what is there."""

    name: str
    address: Callable[[], str]


def middle() -> str:
    """The list from the middle of its rows on."""
    size = Complaint.objects.count()
    row = Complaint.objects.order_by("-received_on", "-pk")[size // 2]
    token = base64.urlsafe_b64encode(json.dumps([row.received_on.isoformat(), row.pk]).encode()).decode()
    return f"/complaints/?after={token}"


PAGES = (
    Asked("list, first page", lambda: "/complaints/"),
    Asked("list, filtered", lambda: "/complaints/?state=finalised&handling=LOCAL&received_to=2018-06-30"),
    Asked("list, middle page", middle),
    Asked("list, by end, last first", lambda: "/complaints/?sort=-finalised"),
    Asked("list, an area, open", lambda: "/complaints/?area=harbour&state=open"),
    Asked("list, a decision", lambda: "/complaints/?decision=sequestration"),
    Asked("list, notice overdue", lambda: "/complaints/?overdue=notice"),
    Asked("list, by reference", lambda: "/complaints/?q=co-000123"),
    Asked("list, by a rare word", lambda: "/complaints/?q=sequestration"),
    Asked("list, by a common word", lambda: "/complaints/?q=force"),
    Asked("list, by a misspelt word", lambda: "/complaints/?q=sekwestration"),
    Asked("a complaint", lambda: f"/complaints/{Complaint.objects.order_by('-pk').values_list('pk', flat=True)[7]}/"),
)


class Bare(Page):
    """A constant of as many bytes as asked for."""

    roles = frozenset(Role)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse(b"x" * int(request.GET["bytes"]))


class OpenAdmin(admin.AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return True


class PlainAdmin(admin.ModelAdmin):
    """The columns and some of the filters of our list, as Django's manual sets an admin up."""

    list_display = (
        "reference",
        "force",
        "received_on",
        "finalised_on",
        "handling",
        "categories",
        "allegation_count",
        "area",
    )
    list_filter = ("handling", "force", "area", "young_person")
    list_select_related = ("force",)
    search_fields = ("reference", "area", "result")
    date_hierarchy = "received_on"
    ordering = ("-received_on", "-pk")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    has_module_permission = has_view_permission


def serve_bare_pages() -> None:
    """The product's addresses, a bare page, and Django's own list of the same model."""
    site = OpenAdmin(name="plain")
    site.register(Complaint, PlainAdmin)
    addresses: Any = ModuleType("benchmark_addresses")
    addresses.urlpatterns = [*product.urlpatterns, path("bare/", Bare.as_view()), path("plain/", site.urls)]
    sys.modules[addresses.__name__] = addresses
    settings.ROOT_URLCONF = addresses.__name__


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--full", action="store_true", help="1,000,000 and 2,100,000 complaints as well")
    parser.add_argument("--at", type=int, nargs="+", metavar="N", help="these numbers of complaints instead")
    parser.add_argument("--keep", action="store_true", help="leave the filled databases for the next run with --keep")
    parser.add_argument("--smoke", action="store_true", help="a small run, to see that it works")
    options = parser.parse_args()
    if options.smoke:
        options.rounds = 3
    sizes = sorted(options.at or SIZES["smoke" if options.smoke else "full" if options.full else "usual"])
    settings.ALLOWED_HOSTS = ["testserver"]
    serve_bare_pages()
    connection.settings_dict["TEST"]["NAME"] = f"{connection.settings_dict['NAME']}_pages"
    kept.begin_with_it()
    connection.creation.create_test_db(verbosity=0, autoclobber=True, keepdb=options.keep, serialize=False)
    try:
        print(f"{datetime.now(tz=UTC):%Y-%m-%d}, PostgreSQL {connection.pg_version // 10000}, {options.rounds} rounds")
        measure(sizes, rounds=options.rounds, keep=options.keep)
    finally:
        if not options.keep:
            connection.creation.destroy_test_db("", verbosity=0)


@contextmanager
def filled(size: int, *, keep: bool) -> Iterator[None]:
    """A database of its own with so many complaints; one that an earlier run kept is taken as it is."""
    empty = connection.settings_dict["NAME"]
    connection.creation.clone_test_db(suffix=str(size), verbosity=0, autoclobber=True, keepdb=keep)
    own = connection.creation.get_test_db_clone_settings(str(size))["NAME"]
    _go_to(own)
    try:
        if not Complaint.objects.exists():
            began = time.perf_counter()
            fill(size)
            print(f"\nfilled with {size:,} complaints in {time.perf_counter() - began:,.0f} s")
        yield
    finally:
        _go_to(empty)
        if not keep:
            connection.creation.destroy_test_db(suffix=str(size), verbosity=0)


def _go_to(database: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = database


def measure(sizes: list[int], *, rounds: int, keep: bool) -> None:
    lists: dict[int, float] = {}
    admin_at = min(sizes, key=lambda size: abs(size - ADMIN_AT))
    plain: dict[int, float] = {}
    for size in sizes:
        with filled(size, keep=keep):
            client = signed_in()
            print(f"\n{size:,} complaints")
            print(f"  {'':<26}{'ms':>8}{'bare ms':>9}{'x bare':>8}{'x bare, CPU':>13}{'statements, bare':>18}")
            for page in PAGES:
                ours = compare(client, page, rounds=rounds)
                if page is PAGES[0]:
                    lists[size] = ours
            if size == admin_at:
                plain = {rows: admin_list(client, rows=rows, rounds=rounds) for rows in (25, 100)}
    print()
    for smaller, larger in itertools.pairwise(sizes):
        print(f"list at {larger:,} / at {smaller:,}: {lists[larger] / lists[smaller]:.2f}")
    for rows, taken in plain.items():
        print(f"Django admin, {rows} rows, at {admin_at:,} / list at {sizes[-1]:,}: {taken / lists[sizes[-1]]:.1f}")


def admin_list(client: Client, *, rows: int, rounds: int) -> float:
    """Print what Django's own list of the model costs, with so many rows on a page; its median seconds."""
    PlainAdmin.list_per_page = rows
    address = "/plain/complaints/complaint/"
    for _ in range(WARM_UP):
        client.get(address)
    taken = statistics.median(times_of(client, address)[0] for _ in range(rounds))
    print(f"  {f'Django admin, {rows} rows':<26}{taken * 1000:8.1f}{statements(client, address):44}", flush=True)
    return taken


def signed_in() -> Client:
    officer = User.objects.create(name="Benchmark Officer")
    officer.groups.set(Group.objects.filter(name=Role.COMPLAINTS_OFFICER))
    client = Client()
    client.force_login(officer)
    client.get("/bare/?bytes=1")
    return client


def fill(size: int) -> None:
    """So many complaints with their allegations, as a day's work leaves the tables: indexed, vacuumed and counted.

    Nothing is noted of each row, and indexes are made when all rows are there, as after a bulk load.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET maintenance_work_mem = '512MB'; SET work_mem = '256MB'")
        cursor.execute(
            "INSERT INTO pcc_force (code, name, reference_pattern) SELECT 'bench-' || n, 'Benchmark ' || n, '' "
            "FROM generate_series(1, %s) AS n",
            [FORCES],
        )
        cursor.execute(HASH)
        cursor.execute("SET session_replication_role = replica")  # no trigger notes a row
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN (%s, %s) "
            "AND indexname NOT IN (SELECT conname FROM pg_constraint)",
            ["complaints_complaint", "complaints_allegation"],
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute(FILL.format(forces=FORCES).replace("hash(n", "pg_temp.hash(n"), {"size": size})
        for _, made_by in indexes:
            cursor.execute(made_by)
        cursor.execute("VACUUM ANALYZE complaints_complaint")
        cursor.execute("VACUUM ANALYZE complaints_allegation")
    connection.close()
    jobs.run(ask_for_reading().pk)


def compare(client: Client, page: Asked, *, rounds: int) -> float:
    """Print what the page costs beside its bare twin; the median seconds of the page."""
    address = page.address()
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    twin = f"/bare/?bytes={len(response.content)}"
    for _ in range(WARM_UP):
        client.get(address), client.get(twin)
    ours, bare = [], []
    for _ in range(rounds):
        ours.append(times_of(client, address))
        bare.append(times_of(client, twin))
    asked, least = statements(client, address), statements(client, twin)
    mine, used = (statistics.median(column) for column in zip(*ours, strict=True))
    its, its_used = (statistics.median(column) for column in zip(*bare, strict=True))
    times = f"{mine * 1000:8.1f}{its * 1000:9.1f}{mine / its:8.1f}{used / its_used:13.1f}"
    print(f"  {page.name:<26}{times}{asked:>14}{least:>4}", flush=True)
    return mine


def times_of(client: Client, address: str) -> tuple[float, float]:
    """Seconds that passed, and seconds of the processor that this process used."""
    began, used = time.perf_counter(), time.process_time()
    response = client.get(address)
    taken = time.perf_counter() - began, time.process_time() - used
    assert response.status_code == 200, (address, response.status_code)
    return taken


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    return len(caught)


if __name__ == "__main__":
    main()
