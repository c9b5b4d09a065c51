"""Past reviews from a spreadsheet: what is sound comes in once, what is not is held with its reason."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from pcc.errors import RuleBroken
from pcc.models import Force
from reviews.importing import read_review_mapping
from reviews.models import Recommendation, Review
from tests.factories import a_complaint, a_force

MAPPING = Path("docs/examples/reviews.toml")
HEADER = (
    "Our ref,Force ref,Received,Decision sent,Outcome,Theme,Recommendation type,Recommendation,Force reply,Reply date"
)
ROWS = (
    "R1,CO/1/24,04/03/2024,15/04/2024,Upheld,A,Apology,Apologise.,Yes,30/04/2024",
    "R1,CO/1/24,04/03/2024,15/04/2024,Upheld,A,Re-investigate,Look again.,No,30/04/2024",
    "R2,CO/2/24,11/03/2024,18/04/2024,Not upheld,B,,,,",
    "R3,CO/3/24,18/03/2024,22/03/2024,Withdrawn,,,,,",
    "R4,,18/03/2024,22/03/2024,Perhaps,,,,,",
    "R5,,18/03/2024,01/03/2024,Upheld,,,,,",
    "R6,,31/02/2024,22/03/2024,Upheld,,,,,",
    "R7,,18/03/2024,,Upheld,,,,,",
    "R8,,18/03/2024,22/03/2024,Not upheld,,Apology,Apologise.,,",
    "R12,,31/01/2020,22/03/2020,Not upheld,,,,,",
    "R9,,18/03/2024,22/03/2024,Not upheld,,,,,",
    "R9,,18/03/2024,22/03/2024,Not upheld,,Apology,Apologise.,,",
    "R10,,18/03/2024,22/03/2024,Not upheld,,,,,",
    "R10,,18/03/2024,22/03/2024,Upheld,,Apology,Apologise.,,",
    "R11,CO/2/24,11/03/2024,18/04/2024,Upheld,B,,,,",
    "R11,CO/2/24,11/03/2024,18/04/2024,Upheld,B,Apology,Apologise.,,",
)


@pytest.fixture
def force(db: None) -> Force:
    force = a_force(code="westmarch")
    a_complaint(force=force, reference="CO/1/24", handling="LOCAL")
    return force


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "reviews.csv"
    path.write_text("\r\n".join([HEADER, *ROWS]) + "\r\n", encoding="utf-8")
    return path


def bring_in(file: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, object]:
    asked = ("--mapping", str(MAPPING), "--force", "westmarch", "--format", "json", *more)
    call_command("import_reviews", str(file), *asked)
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_a_dry_run_tells_everything_and_changes_nothing(
    force: Force, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = bring_in(file, capsys, "--dry-run")
    assert (found["rows"], found["reviews"], found["recommendations"], found["known"]) == (16, 4, 3, 0)
    held = {row["reference"]: row["reason"] for row in found["held"]}  # type: ignore[attr-defined]
    assert list(held) == ["R4", "R5", "R6", "R7", "R8", "R12", "R9", "R10"]
    assert "does not say what 'Perhaps' means" in held["R4"]
    assert "is before" in held["R5"]
    assert held["R8"] == held["R9"] == "Only an upheld review has recommendations."
    assert "before it there were appeals" in held["R12"]
    assert "disagree on its days or on its result" in held["R10"]
    assert not Review.objects.exists()


def test_what_is_sound_comes_in_once_however_often_it_is_asked(
    force: Force, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bring_in(file, capsys)
    first = Review.objects.get(brought_as="R1")
    assert first.complaint is not None
    assert (first.complaint.reference, first.outcome, first.stage) == ("CO/1/24", "UPHELD", "RECS_OPEN")
    assert list(Recommendation.objects.filter(review=first).values_list("kind", "reply").order_by("number")) == [
        ("REMEDY", "ACCEPTED"),
        ("REINVESTIGATE", "REJECTED"),
    ]
    assert Review.objects.get(brought_as="R3").stage == "WITHDRAWN"
    assert Review.objects.get(brought_as="R11").stage == "RECS_OPEN", "its recommendation stands in a further row"
    again = bring_in(file, capsys)
    assert (again["reviews"], again["known"], Review.objects.count()) == (0, 4, 4)


def test_a_mapping_that_says_too_little_is_refused_line_by_line() -> None:
    with pytest.raises(RuleBroken) as refused:
        read_review_mapping('[columns]\nreferense = "x"\n[values.result]\n"Yes" = "MAYBE"\n')
    assert str(refused.value).splitlines()[0].startswith("[columns] has no 'referense'")
    assert len(str(refused.value).splitlines()) == 6


def test_an_unknown_force_is_told_which_there_are(force: Force, file: Path) -> None:
    with pytest.raises(CommandError, match="there is: westmarch"):
        call_command("import_reviews", str(file), "--mapping", str(MAPPING), "--force", "elsewhere")
