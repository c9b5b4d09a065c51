"""Waiting for what another process or thread does: as long as it takes on the slowest machine, then told plainly."""

import time
from collections.abc import Callable
from typing import Any

PATIENCE = 300
"""Seconds; nothing that is waited for takes more than ten on an idle machine. It ends a test that would never end."""


def wait_until(true: Callable[[], Any], *, seconds: float = PATIENCE) -> None:
    """Return once it is true; AssertionError when it never becomes so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "what was waited for did not come"
        time.sleep(0.02)
