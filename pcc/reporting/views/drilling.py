"""The lists of exactly the complaints that the numbers of the report on time count."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from complaints.stats import Line, Report
from pcc.figures import days_of
from pcc.reporting.stats import KnownForce
from pcc.reporting.views.reports import list_of

STEPS = {"log": "logged", "contact": "contacted", "notice": "noticed"}
"""The days by which the list finds what a measure counts, where it is not the day finalised."""


@dataclass(frozen=True)
class Rows:
    """The addresses of the lists behind a report. ``known_to`` is the newest day of which any of its forces has told:
    a complaint entered by hand since, or finalised since, is not counted yet."""

    report: Report
    known_to: date

    def counted(self, **more: Any) -> str:
        """What is counted. ``from`` and ``to`` narrow the period, other names are filters."""
        measure, by_receipt = self.report.asked.measure, self.report.asked.basis == "received"
        since, until = more.pop("from", self.report.since), more.pop("to", self.report.until)
        asked: dict[str, Any] = {}
        if measure == "open":
            day, asked = "received", {"state": "open", "open_on": self.known_to}
        else:
            end = STEPS.get(measure, "finalised")
            day = "received" if by_receipt else end
            asked |= {} if measure in STEPS else {"state": "finalised"}
            asked |= {f"{end}_to": self.known_to} if by_receipt else {}
        return self._list(asked | {f"{day}_from": since, f"{day}_to": until} | more)

    def open(self, **more: Any) -> str:
        """What is open, or waits for what the measure counts to, beside the figures."""
        measure = self.report.asked.measure
        asked: dict[str, Any] = {"state": "open", "open_on": self.known_to}
        if measure in STEPS:
            asked["waits_for"] = measure
        if self.report.asked.basis == "received":
            asked |= {"received_from": self.report.since, "received_to": self.report.until}
        return self._list(asked | more)

    def counted_in(self, line: Line) -> str:
        """What a line of the table counts."""
        return self.counted(**self._part(line))

    def open_in(self, line: Line) -> str:
        """The open complaints that belong to a line."""
        part = self._part(line)
        if "from" in part:  # open complaints belong to months by their receipt alone
            part = {"received_from": part["from"], "received_to": part["to"]}
        return self.open(**part)

    def _part(self, line: Line) -> dict[str, Any]:
        """What narrows the list to a line: its part of the breakdown."""
        if line.key == "all":
            return {}
        if self.report.by in ("handling", "force", "category", "area"):
            return {self.report.by: line.key}
        first, last = days_of(line.key, self.report.by)
        return {"from": max(first, self.report.since), "to": min(last, self.report.until)}

    def _list(self, asked: dict[str, Any]) -> str:
        handling = asked.pop("handling", self.report.handling)
        return list_of(handling=handling, which=self.report.asked.which, **asked)


def known_to(report: Report, forces: Iterable[KnownForce], *, on: date) -> date:
    """The newest day of which any force of a report has told; ``on`` for one that has sent no extract."""
    days = [force.taken_on or on for force in forces if report.asked.force in ("", force.code)]
    return max(days, default=on)
