"""``manage.py import_reviews``: bring past reviews in, so that last year exists on the first day."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from complaints.importing.plain import told
from pcc.errors import RuleBroken
from pcc.models import Force
from reviews.importing import Looked, look_at, read_review_mapping
from reviews.workflow import loading


class Command(BaseCommand):
    help = "Bring past reviews in, with outcomes and recommendations. Faulty rows are held with their reasons."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the reviews: CSV, XLSX or ODS")
        parser.add_argument("--mapping", type=Path, required=True, help="TOML file that says what the columns mean")
        parser.add_argument("--force", required=True, metavar="CODE", help="code of the force, as in west-midlands")
        parser.add_argument("--dry-run", action="store_true", help="check and count, and change nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        force = Force.objects.filter(code=options["force"]).first()
        if force is None:
            known = ", ".join(Force.objects.order_by("code").values_list("code", flat=True)[:20]) or "none yet"
            raise CommandError(f"There is no force with the code {options['force']} (there is: {known}).")
        try:
            columns = read_review_mapping(options["mapping"].read_text(encoding="utf-8-sig"))
            found = look_at(options["file"], columns, force=force, on=timezone.localdate())
            if not options["dry_run"]:
                loading.load(found.ready, by=None, source=options["file"].name)
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error.strerror}.") from None
        except UnicodeDecodeError:
            raise CommandError(f"The mapping {options['mapping']} is not UTF-8 text.") from None
        except RuleBroken as refusal:
            raise CommandError(f"Nothing was brought in.\n{refusal}") from None
        show = as_json if options["format"] == "json" else as_text
        self.stdout.write(show(found, dry_run=options["dry_run"]))


def as_json(found: Looked, *, dry_run: bool) -> str:
    return json.dumps(
        {
            "dry_run": dry_run,
            "rows": found.rows,
            "reviews": len(found.ready),
            "recommendations": sum(len(each.advice) for each in found.ready),
            "known": found.known,
            "held": [asdict(each) for each in found.held],
        },
        indent=2,
    )


def as_text(found: Looked, *, dry_run: bool) -> str:
    """What was found, and each held row with its reason."""
    done = "would be brought in" if dry_run else "are brought in"
    counted = (
        f"{found.rows:,} rows: {len(found.ready):,} reviews {done}, {found.known:,} were here already, "
        f"{len(found.held):,} rows are held."
    )
    return "\n".join([counted, *told(found.held)])
