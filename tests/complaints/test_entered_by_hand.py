"""A complaint that the office entered before its extract arrived: the next import finds it."""

import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from complaints.choices import Handling, ImportState
from complaints.models import Complaint, ImportBatch
from complaints.workflow import extracts, records
from pcc import jobs
from pcc.models import User
from tests.factories import a_force

AT = datetime(2025, 1, 10, 12, tzinfo=UTC)
MAPPING = """
[columns]
reference = "Ref"
received_on = "Received"
area = "Area"
[dates]
format = "%d/%m/%Y"
time_zone = "Europe/London"
"""


@pytest.mark.django_db(transaction=True)
def test_the_next_extract_finds_it_by_its_reference_and_keeps_what_it_does_not_say(
    officer: User, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    force = a_force()
    facts = {"reference": "CO/1/24", "received_on": date(2024, 3, 1), "handling": Handling.LOCAL, "area": ""}
    entered = records.enter(force, facts=facts, by=officer, on=date(2024, 3, 4))
    records.put_label(entered, name="Heard by phone", by=officer)

    batch = bring_in(b"Ref,Received,Area\nCO/1/24,01/03/2024,North\n", force=force, by=officer)

    kept = Complaint.objects.get()
    assert (batch.cases_new, batch.cases_changed) == (0, 1)
    assert (kept.pk, kept.area, kept.handling, kept.first_batch, kept.last_batch) == (
        entered.pk,
        "North",
        Handling.LOCAL,
        None,
        batch,
    )
    assert kept.labelled.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_extract_without_it_does_not_make_it_vanish(officer: User, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    force = a_force()
    facts = {"reference": "CO/2/24", "received_on": date(2024, 3, 1), "handling": Handling.LOCAL}
    records.enter(force, facts=facts, by=officer, on=date(2024, 3, 4))
    bring_in(b"Ref,Received,Area\nCO/1/24,01/03/2024,North\n", force=force, by=officer)
    assert Complaint.objects.get(reference="CO/2/24").vanished_on is None


def bring_in(content: bytes, **given: Any) -> ImportBatch:
    mapping = extracts.keep_mapping("By hand", text=MAPPING, by=given["by"], at=AT)
    batch = extracts.receive_extract(
        io.BytesIO(content), name="extract.csv", mapping=mapping, taken_on=date(2024, 12, 31), at=AT, **given
    )
    for wanted in (ImportState.CHECKED, ImportState.LOADED):
        jobs.run(batch.job_id)
        batch = ImportBatch.objects.select_related("job").get(pk=batch.pk)
        assert batch.state == wanted, batch.problem
        if wanted == ImportState.CHECKED:
            batch = extracts.load(batch, by=given["by"])
    return batch
