"""Work counted in the lines of Python that it runs: a busy or slow machine changes nothing about the count."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


class TooManySteps(BaseException):
    """Work went on beyond what it was given. No handler of faults in the product catches it."""


def steps_of(act: Callable[[], object], *, most: int = sys.maxsize) -> int:
    """Do it, and return how many lines of Python ran in this thread; TooManySteps as soon as there are more than that.

    What runs inside a library written in another language is not seen.
    """
    done = 0

    def count(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal done
        done += event == "line"
        if done > most:
            raise TooManySteps(f"more than {most:,} lines")
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        act()
    finally:
        sys.settrace(before)
    return done
