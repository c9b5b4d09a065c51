"""States of what people decide about figures."""

from django.db.models import TextChoices


class RebaseStage(TextChoices):
    STANDS = "STANDS", "Standing"
    TAKEN_BACK = "TAKEN_BACK", "Taken back"
