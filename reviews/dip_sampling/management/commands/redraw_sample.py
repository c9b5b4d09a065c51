"""``manage.py redraw_sample ID``: draw a sample again and prove that it gives the same list."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pcc import audit
from reviews.dip_sampling.models import Sample
from reviews.dip_sampling.workflow import samples


class Command(BaseCommand):
    help = "Draw a sample again from its seed and kept population, compare, and show what has changed in the records."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sample", metavar="ID", help="Its number or reference: 12, DIP/2026/0001.")

    def handle(self, *_: Any, sample: str, **__: Any) -> None:
        rows = Sample.objects.select_related("panel")
        found = rows.filter(pk=sample).first() if sample.isdecimal() else rows.filter(reference=sample).first()
        if found is None:
            raise CommandError(f"There is no sample {sample}.")
        again = samples.redraw(found)
        audit.record("sample.redrawn", found, by=None, same=again.same)
        self.stdout.write(f"{found}, drawn on {timezone.localtime(found.drawn_at):%-d %B %Y at %H:%M}")
        self.stdout.write(f"algorithm {found.algorithm}, seed {found.seed!r}, population of {len(found.population)}")
        self.stdout.write(f"fingerprint {found.fingerprint}: {'holds' if again.fingerprint_holds else 'DOES NOT HOLD'}")
        for place, key in enumerate(again.order, start=1):
            self.stdout.write(f"{place:4} {key}{'  (reserve)' if place > found.size else ''}")
        change = again.change
        if change:
            self.stdout.write("The records have changed since; the draw stands.")
            for word, keys in (("came", change.came), ("went", change.went), ("changed stratum", change.moved)):
                if keys:
                    self.stdout.write(f"  {len(keys)} {word}: {', '.join(keys[:20])}{' ...' if len(keys) > 20 else ''}")
        if not (again.same and again.fingerprint_holds):
            raise CommandError("This is NOT the list that was kept.")
        self.stdout.write("The same list.")
