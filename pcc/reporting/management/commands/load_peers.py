"""Load a published table of other bodies: a CSV file and a TOML file that says what its columns are."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pcc.errors import RuleBroken
from pcc.reporting.importing import peers as importing


class Command(BaseCommand):
    help = "Load a published table of other bodies, such as review rates by force, to compare this office with."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("table", type=Path, help="The table as CSV.")
        parser.add_argument("description", type=Path, help="What it is and what its columns say, as TOML.")

    def handle(self, *args: Any, table: Path, description: Path, **options: Any) -> None:
        try:
            texts = [path.read_text(encoding="utf-8-sig") for path in (table, description)]
            loaded = importing.load_peers(*texts, by=None)
        except (OSError, UnicodeDecodeError) as fault:
            raise CommandError(f"The file cannot be read: {fault}") from fault
        except RuleBroken as broken:
            raise CommandError(str(broken)) from broken
        self.stdout.write(f"{loaded}: {loaded.figures.count():,} figures of {len(loaded.measures)} measures.")
