"""Check that the audit log is whole."""

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pcc.audit import chain

NOT_WHOLE = 1
CANNOT_CHECK = 2


class Command(BaseCommand):
    help = (
        "Walk the audit log and its chain of seals, and name the first row that is bad, missing or too many. "
        "Exit code 0: whole; 1: not whole; 2: could not be checked."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--heads", type=Path, help="the heads as written out, from a place outside this machine")
        parser.add_argument("--json", action="store_true", help="the verdict as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        heads: Path | None = options["heads"]
        if heads is not None and not heads.is_file():
            raise CommandError(f"There is no file {heads}.", returncode=CANNOT_CHECK)
        began = time.monotonic()
        verdict = chain.verify(heads=heads)
        seconds = time.monotonic() - began
        if options["json"]:
            told = asdict(verdict) | {"whole": verdict.whole, "seconds": round(seconds, 3)}
            self.stdout.write(json.dumps(told, indent=2))
        else:
            self.stdout.write(verdict.sentence)
            for fault in verdict.faults[1:]:
                self.stdout.write(f"- {fault.sentence}")
            waiting = "1 event is" if verdict.unsealed == 1 else f"{verdict.unsealed:,} events are"
            self.stdout.write(f"{waiting} not yet sealed. Checked in {seconds:,.1f} s.")
        if not verdict.whole:
            raise SystemExit(NOT_WHOLE)
