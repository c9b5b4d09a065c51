"""What of a panel's results may leave the office: readers are few and know each other."""

from collections.abc import Mapping
from typing import Any

from pcc.figures import FEWEST_FOR_A_RATE, FEWEST_SHOWN

COUNTS = ("readings", "on_side", "cant_tell", "files", "files_majority")
SHARES = ("percent", "percent_low", "percent_high")
MEASURES = (*COUNTS, *SHARES)


def hidden(question: Mapping[str, Any]) -> tuple[frozenset[str], str]:
    """The measures of a question (as ``QuestionResult.as_json`` tells it) that stay inside, and why in words.

    What all readers said, or all but a few, tells what each of them said; so it is not told.
    """
    every, readings, on_side = frozenset(MEASURES), question["readings"], question["on_side"]
    if question["hidden"] or not readings:
        return every, f"fewer than {FEWEST_SHOWN} readings, so nothing is shown."
    if readings < FEWEST_FOR_A_RATE:
        return every - {"readings"}, f"fewer than {FEWEST_FOR_A_RATE} readings, so no share is shown."
    if question["files"] < FEWEST_SHOWN:
        return every - {"readings"}, f"fewer than {FEWEST_SHOWN} files, so nothing is told of them."
    smaller = min(on_side, readings - on_side)
    if smaller == 0:
        return every - {"readings", "files"}, "every reader said the same, so the share is not shown."
    if smaller < FEWEST_SHOWN:
        why = f"fewer than {FEWEST_SHOWN} readings are on one side, so the share is not shown."
        return every - {"readings", "files"}, why
    if 0 < question["cant_tell"] < FEWEST_SHOWN:
        return frozenset({"cant_tell"}), f"fewer than {FEWEST_SHOWN} could not tell, so their number is not shown."
    return frozenset(), ""
