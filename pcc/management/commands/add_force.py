"""Add a police force, so that its extracts can be brought in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from pcc import audit
from pcc.models import Force


class Command(BaseCommand):
    help = 'Add a police force by code and name: manage.py add_force west-midlands "West Midlands Police"'

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="letters, digits and hyphens, as in west-midlands")
        parser.add_argument("name", help='as people say it: "West Midlands Police"')

    def handle(self, *args: Any, **options: Any) -> None:
        force = Force(code=options["code"].strip(), name=options["name"].strip())
        known = Force.objects.filter(code=force.code).first()
        if known and known.name == force.name:
            self.stdout.write(f"{force} is already there.")
            return
        try:
            force.full_clean()
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from None
        with transaction.atomic():
            force.save()
            audit.record("force.added", force, by=None)
        self.stdout.write(f"{force} has been added. Its code is {force.code}.")
