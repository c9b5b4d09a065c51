"""The case file, a module a subject."""

from casework.models.cases import Case, Seal, StaffConnection
from casework.models.clocks import CaseClock, Pause, StartReading

__all__ = ["Case", "CaseClock", "Pause", "Seal", "StaffConnection", "StartReading"]
