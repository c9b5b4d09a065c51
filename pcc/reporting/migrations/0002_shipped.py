"""The published table of review rates and times by force that ships with the product."""

import csv
import tomllib
from pathlib import Path

from django.db import migrations
from django.utils import timezone

FIXTURES = Path(__file__).parent.parent / "fixtures"
NAME = "iopc_2024_25_by_force"


def load(apps, schema_editor):
    about = tomllib.loads((FIXTURES / f"{NAME}.toml").read_text(encoding="utf-8"))
    with (FIXTURES / f"{NAME}.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row[about["body"]] != about["total"]]
    table = apps.get_model("reporting", "PeerTable").objects.create(
        **{name: about[name] for name in ("title", "publisher", "since", "until", "source", "licence", "caution")},
        measures=[
            {name: measure.get(name, "") for name in ("code", "label", "kind", "derived")} for measure in about["measure"]
        ],
        loaded_at=timezone.now(),
    )
    figure = apps.get_model("reporting", "PeerFigure")
    figure.objects.bulk_create(
        figure(
            table=table,
            measure=measure["code"],
            body=row[about["body"]],
            n=int(row[measure["n"]]),
            k=int(row[measure["k"]]) if "k" in measure else None,
            mean=float(row[measure["mean"]]) if "mean" in measure else None,
        )
        for measure in about["measure"]
        for row in rows
    )


def unload(apps, schema_editor):
    apps.get_model("reporting", "PeerTable").objects.all().delete()


class Migration(migrations.Migration):
    replaces = [
        ("reporting", "0002_rebases"),
        ("reporting", "0003_peers"),
        ("reporting", "0004_load_peers"),
        ("reporting", "0005_snapshots_restatements"),
        ("reporting", "0006_publications"),
        ("reporting", "0007_kept_years"),
    ]

    dependencies = [("reporting", "0001_tables")]

    operations = [migrations.RunPython(load, unload)]
