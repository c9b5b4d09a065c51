"""Bring in the bank holidays of whole further years from a file."""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pcc.errors import RuleBroken
from pcc.reporting import workflow


class Command(BaseCommand):
    help = (
        "Bring in bank holidays of whole years that follow on from those loaded, for both calendars together. "
        "FILE is a CSV with the columns calendar, date (2029-12-25), label and source."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with file.open(newline="", encoding="utf-8-sig") as lines:
                new = workflow.load_holidays(csv.DictReader(lines), by=None)
        except (OSError, UnicodeDecodeError, csv.Error) as fault:
            raise CommandError(f"{file} cannot be read: {fault}.") from fault
        except RuleBroken as refusal:
            raise CommandError(f"Nothing was loaded. {refusal}") from refusal
        for name, years in new.items():
            self.stdout.write(f"{name}: {', '.join(map(str, years))} loaded.")
