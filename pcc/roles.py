"""The roles of an office. A small office gives one person several."""

from enum import StrEnum


class Role(StrEnum):
    """Role codes, equal to the names of Django's groups."""

    COMPLAINTS_OFFICER = "COMPLAINTS_OFFICER"
    CASEWORKER = "CASEWORKER"
    REVIEWS_MANAGER = "REVIEWS_MANAGER"
    PANEL_COORDINATOR = "PANEL_COORDINATOR"
    PANEL_MEMBER = "PANEL_MEMBER"
    MANAGER = "MANAGER"
    AUDITOR = "AUDITOR"
    ADMINISTRATOR = "ADMINISTRATOR"
    COMMISSIONER = "COMMISSIONER"
    SAFEGUARDING_LEAD = "SAFEGUARDING_LEAD"

    @property
    def label(self) -> str:
        """The role as people say it: ``complaints officer``."""
        return self.value.lower().replace("_", " ")


SEES_COMPLAINTS = frozenset(
    {
        Role.COMPLAINTS_OFFICER,
        Role.REVIEWS_MANAGER,
        Role.MANAGER,
        Role.PANEL_COORDINATOR,
        Role.CASEWORKER,
    }
)
"""Roles that may read complaints at all; seals, conflicts and the own-case rule still take rows away."""

SEES_REVIEWS = frozenset({Role.COMPLAINTS_OFFICER, Role.REVIEWS_MANAGER, Role.MANAGER})
"""Roles that may read reviews; a declaration of interest comes first, and seals and conflicts take rows away."""

ANSWERS_LETTERS = frozenset({Role.COMPLAINTS_OFFICER, Role.CASEWORKER, Role.REVIEWS_MANAGER, Role.MANAGER})
"""Roles that see what the public writes to the office."""

BRINGS_IN_EXTRACTS = frozenset({Role.COMPLAINTS_OFFICER, Role.REVIEWS_MANAGER})
"""Roles that may import a force's extract."""

READS_FIGURES = frozenset(
    {Role.COMPLAINTS_OFFICER, Role.REVIEWS_MANAGER, Role.MANAGER, Role.ADMINISTRATOR, Role.COMMISSIONER}
)
"""Roles that may read the office's figures; drilling to cases needs SEES_COMPLAINTS as well."""

FREEZES_FIGURES = frozenset({Role.MANAGER, Role.REVIEWS_MANAGER})
"""Roles that may freeze a figure as published, and set a corrected one beside it."""

RUNS_JOBS = frozenset({Role.MANAGER, Role.ADMINISTRATOR})
"""Roles that may start and stop background jobs."""

STAFF = frozenset(Role) - {Role.PANEL_MEMBER, Role.COMMISSIONER}
"""Roles of the office's staff: a second factor is required of them outside the demo."""
