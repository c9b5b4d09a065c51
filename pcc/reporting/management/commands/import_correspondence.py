"""``manage.py import_correspondence``: bring in the list in which an office kept its correspondence before."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from complaints.importing.plain import told
from pcc.errors import RuleBroken
from pcc.figures import how_many
from pcc.models import User
from pcc.reporting.importing.letters import Looked
from pcc.reporting.workflow import past_letters


class Command(BaseCommand):
    help = "Bring past correspondence in from a spreadsheet. Faulty rows are held with their reasons."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the list: CSV, XLSX or ODS")
        parser.add_argument("--mapping", type=Path, required=True, help="TOML file that says what the columns mean")
        parser.add_argument(
            "--by", required=True, metavar="E-MAIL", help="who stands as having brought it in: somebody who works cases"
        )
        parser.add_argument("--dry-run", action="store_true", help="check and count, and change nothing")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email__iexact=options["by"], is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody here has the e-mail address {options['by']}.")
        try:
            content = options["file"].read_bytes()
            mapping = options["mapping"].read_text(encoding="utf-8-sig")
            at = timezone.now()
            if options["dry_run"]:
                found = past_letters.look_at_bytes(content, columns_of=mapping, on=timezone.localdate(at))
            else:
                name = options["file"].name
                _, found = past_letters.load_at_once(content, name=name, mapping=mapping, by=person, at=at)
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
            "read": found.read,
            "loaded" if not dry_run else "ready": len(found.ready),
            "known": found.known,
            "skipped": found.skipped,
            "held": [asdict(each) for each in found.held],
        },
        indent=2,
    )


def as_text(found: Looked, *, dry_run: bool) -> str:
    """What was found, and each held row with its reason."""
    one, many = ("matter would be", "matters would be") if dry_run else ("matter is", "matters are")
    counted = (
        f"{how_many(found.read, 'row')}: {how_many(len(found.ready), one, many)} brought in, "
        f"{how_many(len(found.held), 'row is', 'rows are')} held, {how_many(found.known, 'was', 'were')} here already, "
        f"{how_many(found.skipped, 'is', 'are')} empty."
    )
    return "\n".join([counted, *told(found.held)])
