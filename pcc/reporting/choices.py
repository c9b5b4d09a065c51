"""States of what people decide about figures."""

from django.db.models import TextChoices


class RebaseStage(TextChoices):
    STANDS = "STANDS", "Standing"
    TAKEN_BACK = "TAKEN_BACK", "Taken back"


class PublicationStage(TextChoices):
    PROPOSED = "PROPOSED", "Waiting for a second person"
    PUBLISHED = "PUBLISHED", "Published"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"
    TAKEN_DOWN = "TAKEN_DOWN", "Taken down"
