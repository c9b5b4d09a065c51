"""The part of the command ``figures`` that is about panels."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from pcc import audit
from pcc.figures import how_many
from reviews.dip_sampling.choices import SessionStage
from reviews.dip_sampling.models import Session
from reviews.dip_sampling.stats import results
from reviews.dip_sampling.stats.results import PanelReport


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("session", type=int, metavar="SESSION", help="its number, as in the address of its page")
    parser.add_argument("--format", dest="form", default="table", choices=["table", "json", "csv"])


def printed(options: dict[str, Any]) -> str:
    """The results of a closed session in the form asked for. CommandError when there is none, or it is not closed."""
    rows = Session.objects.for_list().filter(pk=options["session"])
    session = rows.first()
    if session is None:
        raise CommandError(f"There is no session {options['session']}.")
    if session.stage not in (SessionStage.CLOSED, SessionStage.PUBLISHED):
        raise CommandError("This session is not closed: nobody sees answers before that.")
    report = results.panel(session)
    audit.record("figures.read", session, by=None, figure="panel")
    if options["form"] == "json":
        return json.dumps(report.as_json(), indent=2) + "\n"
    return report.as_csv() if options["form"] == "csv" else as_table(report)


def as_table(report: PanelReport) -> str:
    """The results for a terminal: a line a question, always with its base."""
    base = f"{how_many(report.readers, 'reader')}, {how_many(report.files, 'file')}"
    lines = [f"{report.title}: {base}, {report.question_set}", ""]
    lines += [f"{question.measure}: {question.words}; {question.agreed_words}" for question in report.questions]
    lines += ["", f"Definition {report.definition.code}, version {report.definition.version}", ""]
    return "\n".join(lines)
