"""Open a real office: its first administrator and its police force."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from pcc import audit, passwords
from pcc.models import Force, User
from pcc.roles import Role

QUESTIONS = {
    "admin_email": "E-mail address of the first administrator: ",
    "admin_name": "Their name: ",
    "force_code": "Code of the police force (letters, digits and hyphens, as in west-midlands): ",
    "force_name": "Name of the police force (as in West Midlands Police): ",
}


class Command(BaseCommand):
    help = "Make the first administrator and the police force of a new office, and print a link to set the password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, question in QUESTIONS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", help=question.rstrip(": "))
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help="read the administrator's password from standard input, instead of printing a link to set it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_an_open_office()
        answers = {name: (options[name] or _ask(question, options)).strip() for name, question in QUESTIONS.items()}
        password = sys.stdin.readline().rstrip("\r\n") if options["password_stdin"] else None
        try:
            person = open_office(**answers, password=password)
        except ValidationError as refused:
            raise CommandError(" ".join(_sentences(refused))) from None
        self.stdout.write(f"The office is open. {person} is its first administrator.")
        if password is None:
            self.stdout.write(f"They set their password here, once and within an hour:\n{passwords.link(person)}")


def _ask(question: str, options: dict[str, Any]) -> str:
    if options["password_stdin"] or not sys.stdin.isatty():
        names = ", ".join(f"--{name.replace('_', '-')}" for name in QUESTIONS)
        raise CommandError(f"Give {names}, each with its value.")
    return input(question)


def _sentences(refused: ValidationError) -> list[str]:
    if not hasattr(refused, "error_dict"):
        return refused.messages
    return [f"{field.replace('_', ' ').capitalize()}: {' '.join(said)}" for field, said in refused.message_dict.items()]


def refuse_an_open_office() -> None:
    """An office has administrators already: further people are added by one of them, on the page People."""
    if User.objects.filter(groups__name=Role.ADMINISTRATOR).exists():
        raise CommandError("This office is open already: an administrator adds further people on the page People.")


@transaction.atomic
def open_office(*, admin_email: str, admin_name: str, force_code: str, force_name: str, password: str | None) -> User:
    """Make the force and the administrator, or neither. ValidationError names what is not acceptable."""
    administrators = Group.objects.select_for_update().get(name=Role.ADMINISTRATOR)  # two openings make one office
    refuse_an_open_office()
    force = Force.objects.filter(code=force_code, name=force_name).first()
    if force is None:
        force = Force(code=force_code, name=force_name)
        force.full_clean()
        force.save()
        audit.record("force.added", force, by=None)
    if not admin_email:
        raise ValidationError("An administrator needs an e-mail address to sign in with.")
    if not admin_name:
        raise ValidationError("An administrator needs a name.")
    person = User(email=admin_email, name=admin_name)
    person.set_password(password)
    person.full_clean()
    if password is not None:
        validate_password(password, person)
    person.save()
    person.groups.set([administrators])
    audit.record("user.added", person, by=None, roles=[Role.ADMINISTRATOR])
    return person
