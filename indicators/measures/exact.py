"""Sums of whole numbers that never overflow and never depend on the order of rows.

A sum is held as planes: arrays of 64-bit whole numbers, the k-th of them in units of 2 ** (26 k).
Planes are added plane by plane, so any sum of cells is a sum of planes. Each batch of rows adds
to a plane at most 2 ** 53 in absolute value over all its cells together (proved where it is
added), so 256 batches stay below 2 ** 61 in every cell, every roll-up of cells and every difference of two.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Objects = NDArray[np.object_]
Plane = NDArray[np.int64] | NDArray[np.float64]
Planes = tuple[Plane, ...]
"""Planes of one shape: whole numbers, or floats where areas were split by shares."""

LIMB_BITS: Final = 26
BATCH_ROWS: Final = 2**27
"""So many rows of limbs, each below 2 ** 26, stay below 2 ** 53."""
BATCHES: Final = 256

_BASE: Final = 2**LIMB_BITS
_MOST_OF_A_BATCH: Final = 2**53
_FITS: Final = 2**62
_SAFE: Final = 2.0**62
_LIMBS_IN_64_BITS: Final = 3


def add_count(planes: list[Ints], cells: NDArray[np.intp]) -> None:
    """Add one to the cell of every row. It takes time by the rows, not by the cells."""
    np.add.at(planes[0], cells, 1)


def add_products(
    planes: list[Ints], cells: NDArray[np.intp], factors: Sequence[Ints], rows: int = 0
) -> None:
    """Add to the cell of every row the product of its factors, exactly, however large they are.

    Args:
        planes: the sums so far, all of one length; longer sums get more planes.
        cells: the cell of every row.
        factors: one to three arrays of a number a row.
        rows: of how many rows, at most BATCH_ROWS, these are some; 0: they are all of them.
    """
    add_limbs(planes, cells, limbs(factors, rows))


def limbs(factors: Sequence[Ints], rows: int = 0) -> list[Ints]:
    """Give the limbs of the products of some rows: no sum of `rows` such limbs exceeds 2 ** 53.

    Args:
        factors: one to three arrays of a number a row.
        rows: of how many rows, at most BATCH_ROWS, these are some; 0: they are all of them.
    """
    rows = rows or len(factors[0])
    bound = 1
    for factor in factors:
        bound *= max((-int(factor.min()), int(factor.max()), 1)) if len(factor) else 1
    if bound >= _FITS:
        return _product_limbs(factors)
    product = np.multiply.reduce(factors) if len(factors) > 1 else factors[0]
    found: list[Ints] = []
    while bound * rows > _MOST_OF_A_BATCH:
        # What is below zero comes out right: the last limb alone has a sign.
        found.append(product & (_BASE - 1))
        product, bound = product >> LIMB_BITS, (bound >> LIMB_BITS) + 1
    return [*found, product]


def add_limbs(planes: list[Ints], cells: NDArray[np.intp], parts: Sequence[Ints]) -> None:
    """Add to the cell of every row its limbs."""
    for place, limb in enumerate(parts):
        np.add.at(_plane(planes, place), cells, limb)


def add_planes(planes: list[Ints], others: Sequence[Ints], sign: int) -> None:
    """Add other sums of the same cells, or take them off where the sign is below zero."""
    for place, other in enumerate(others):
        plane = _plane(planes, place)
        (np.add if sign > 0 else np.subtract)(plane, other, out=plane)


def add_sums(planes: list[Ints], cells: NDArray[np.integer], sums: Ints | Objects) -> None:
    """Add to cells what was summed elsewhere, exactly, however large it is.

    Args:
        planes: the sums so far, all of one length; longer sums get more planes.
        cells: the cell of every sum, at most BATCH_ROWS of them.
        sums: a whole number each: of 64 bits, or Python's own.
    """
    rest = abs(sums)
    sign = np.sign(sums)
    place = 0
    while place == 0 or rest.any():
        np.add.at(_plane(planes, place), cells, (rest % _BASE * sign).astype(np.int64))
        rest = rest // _BASE
        place += 1


def as_floats(planes: Planes, decimals: int) -> Floats:
    """Give sums as floats, in the unit that was scaled by ten to the power of `decimals`.

    The same sum gives the same float whichever planes it arrived in.
    """
    if len(planes) == 1:
        total: Floats = planes[0].astype(np.float64)
    else:
        digits = [digit.astype(np.float64) for digit in _canonical(planes)]
        total = digits[-1]
        for digit in reversed(digits[:-1]):
            total = total * float(_BASE) + digit
    return total / 10.0**decimals if decimals else total


def spreads(cases: Planes, sums: Planes, squares: Planes) -> Floats:
    """Give the sums of squared deviations from the mean: squares - sums ** 2 / cases.

    nan without cases. Nothing is scaled back. The difference is made in whole numbers, because in
    floats it may lose every digit.
    """
    count = as_floats(cases, 0)
    total, square = as_floats(sums, 0), as_floats(squares, 0)
    if not _are_whole((*cases, *sums, *squares)):
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            rough = square - total * total / count
        return np.where(count > 0, np.maximum(rough, 0.0), np.nan)
    exact, held = np.full(count.shape, np.nan), count > 0
    n, s, q = (_as_int64(planes) for planes in (cases, sums, squares))
    np.divide(n * q - s * s, count, out=exact, where=held)
    if _most(count) * _most(square) < _SAFE and _most(total) * _most(total) < _SAFE:
        return exact
    with np.errstate(over="ignore"):
        large = held & ~((count * square < _SAFE) & (total * total < _SAFE))
    # What was made of them above overflowed.
    exact[large] = _spread_of_large(*(_as_objects(p, large) for p in (cases, sums, squares)))
    return exact


def _most(floats: Floats) -> float:
    """Give the largest absolute value of some floats."""
    return max(float(floats.max()), -float(floats.min())) if floats.size else 0.0


def _spread_of_large(cases: Objects, sums: Objects, squares: Objects) -> Floats:
    """Do it with Python's own whole numbers, which have no largest."""
    spread: Floats = ((cases * squares - sums * sums) / cases).astype(np.float64)
    return spread


def _plane(planes: list[Ints], place: int) -> Ints:
    while len(planes) <= place:
        planes.append(np.zeros_like(planes[0]))
    return planes[place]


def _product_limbs(factors: Sequence[Ints]) -> list[Ints]:
    """Give the limbs of a product, all of its sign and below 2 ** 26 in absolute value."""
    sign = np.sign(factors[0])
    limbs = _limbs(factors[0])
    for factor in factors[1:]:
        sign = sign * np.sign(factor)
        limbs = _multiplied(limbs, _limbs(factor))
    return [limb * sign for limb in limbs]


def _limbs(values: Ints) -> list[Ints]:
    # Seen without its sign, the one number that has no opposite, -2 ** 63, comes out right too.
    rest = np.abs(values).view(np.uint64)
    found: list[Ints] = []
    while not found or rest.any():
        found.append((rest % _BASE).astype(np.int64))
        rest = rest >> np.uint64(LIMB_BITS)
    return found


def _multiplied(left: list[Ints], right: list[Ints]) -> list[Ints]:
    """Multiply as at school. A column holds at most 3 products below 2 ** 52 and a carry."""
    result: list[Ints] = []
    carry = np.zeros_like(left[0])
    for place in range(len(left) + len(right)):
        for index in range(len(left)):
            if 0 <= place - index < len(right):
                carry = carry + left[index] * right[place - index]
        result.append(carry % _BASE)
        carry = carry >> LIMB_BITS
    return result


def _canonical(planes: Planes) -> list[Ints] | list[Floats]:
    """Carry what exceeds a limb upwards, so that equal sums have equal planes."""
    if not _are_whole(planes):
        return [plane.astype(np.float64) for plane in planes]
    if len(planes) == 1:
        return [planes[0].astype(np.int64)]
    digits: list[Ints] = []
    carry = np.zeros(planes[0].shape, dtype=np.int64)
    for plane in planes:
        whole = plane.astype(np.int64) + carry
        digits.append(whole % _BASE)
        carry = whole >> LIMB_BITS
    return [*digits, carry]


def _are_whole(planes: Planes) -> bool:
    return all(plane.dtype.kind == "i" for plane in planes)


def _as_int64(planes: Sequence[Plane]) -> Ints:
    """Give sums as whole numbers of 64 bits. Of one that does not fit it gives anything."""
    total = planes[0].astype(np.int64)
    for place, plane in enumerate(planes[1:_LIMBS_IN_64_BITS], start=1):
        # What overflows here overflows back, and higher planes overflow altogether.
        total += plane.astype(np.int64) << np.int64(LIMB_BITS * place)
    return total


def _as_objects(planes: Planes, where: NDArray[np.bool_]) -> Objects:
    total = np.zeros(int(where.sum()), dtype=object)
    for place, plane in enumerate(planes):
        total = total + plane[where].astype(object) * 2 ** (LIMB_BITS * place)
    return total
