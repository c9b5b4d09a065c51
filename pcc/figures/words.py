"""Numbers as people read them."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal


def rounded(number: float, places: int = 1) -> str:
    """A number as people read it: halves rounded up, thousands by commas. 89.85 is 89.9, 12345.0 is 12,345.0."""
    step = Decimal(1).scaleb(-places)
    exact = Decimal(repr(float(number)))
    shown = exact.quantize(step, rounding=ROUND_HALF_UP) if abs(exact) < Decimal("1e24") else exact
    return f"{abs(shown) if shown == 0 else shown:,f}"


def how_many(number: int, one: str, many: str = "") -> str:
    """A count with its noun: ``1 complaint``, ``4,175 complaints``. ``many`` where the plural is not one with an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def percent(share: float) -> str:
    """A share as a whole per cent: 0.1923 is 19%."""
    return f"{rounded(share * 100, 0)}%"


def that_add_up(parts: Sequence[float], *, total: float, places: int = 1) -> list[float]:
    """The parts rounded so that what is shown adds up to the total that is shown (largest remainders).

    ``total`` is their sum as it was rounded elsewhere; a part is moved by one step more at most, where it lies apart.
    """
    step = Decimal(1).scaleb(-places)
    exact = [Decimal(repr(float(part))) for part in parts]
    whole = [part.quantize(step, rounding=ROUND_FLOOR) for part in exact]
    wanted = Decimal(repr(float(total))).quantize(step, rounding=ROUND_HALF_UP)
    missing = int((wanted - sum(whole, Decimal(0))) / step)
    by_remainder = sorted(range(len(exact)), key=lambda place: whole[place] - exact[place])
    by_size = sorted(range(len(exact)), key=lambda place: -abs(exact[place]))
    for turn in range(abs(missing)) if exact else ():
        place = (by_remainder if missing > 0 else by_size)[turn % len(exact)]
        whole[place] += step if missing > 0 else -step
    return [float(number) + 0.0 for number in whole]
