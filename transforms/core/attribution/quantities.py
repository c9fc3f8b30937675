"""Quantities: the numbers of a statement, what they count and whose they are.

`about 5,300 Russian soldiers were killed` -> low 5300, high 5300, approx, unit people, class killed, side Russia.
Pure text rules over one statement: no model.
"""

from newsbeam.transforms.core.attribution.number_words import HEDGE_WORDS
from newsbeam.transforms.core.attribution.numerals import Number, find_numbers
from newsbeam.transforms.core.attribution.quantified import (
    ELIDED,
    OF_PEOPLE,
    counts_people,
    is_of_crowd,
    magnitude_at,
    place_of,
    side_of,
    subject_class,
    subject_length,
    subject_of,
)
from newsbeam.transforms.core.entities.names import entity_id
from newsbeam.transforms.records import Quantity, Span

JOINTS = (" to ", " and ", " or ")
SHARES = ("percent", "percentage points", "times")


def find_quantities(text: str, start: int, end: int) -> tuple[Quantity, ...]:
    """The quantities in `text[start:end]`, with spans into `text`."""
    quantities: list[Quantity] = []
    for number in find_numbers(text, start, end):
        found = _quantity(text, number, start, end, quantities[-1] if quantities else None)
        if quantities and quantities[-1].unit is None and text[quantities[-1].span.end : number.span.start] in JOINTS:
            quantities[-1] = quantities[-1]._replace(unit=found.unit)  # `fell from 90 to 70 tonnes`
        quantities.append(found)
    return tuple(quantities)


def _quantity(text: str, number: Number, start: int, end: int, previous: Quantity | None) -> Quantity:
    subject, unit = subject_of(text, number.span.end, end)
    kind = subject_class(text, number.span, start, end, previous.span.end if previous else start)
    if previous and unit is None and subject and subject.split()[-1].lower() in ELIDED and previous.unit:
        # an elided head: `352 Ukrainian lives and approximately 5,300 Russian ones`
        unit = previous.unit
        subject = " ".join([*subject.split()[:-1], *(previous.subject_text or "").split()[-1:]])
    elif previous and subject is None and unit is None and number.unit is None and kind == previous.subject_class:
        unit = previous.unit
    unit = number.unit or unit
    if magnitude_at(text, number.span, start, end):
        unit = "magnitude"
    if unit is None and (kind in OF_PEOPLE or is_of_crowd(text, number.span, start)):
        unit = "people"
    if kind in OF_PEOPLE and unit is not None and not counts_people(unit) and (kind, unit) != ("infected", "cases"):
        kind = None  # `five kilometres south of the town, killing …`
    if kind is None and previous and subject and unit == previous.unit and unit not in SHARES:
        kind = previous.subject_class
    side = side_of(text, number.span, subject, start, end)
    stop = number.span.end + subject_length(text, number.span.end, end)
    span = Span(_approx_start(text, number.span.start, start), stop)
    return Quantity(
        span,
        text[span.start : span.end],
        number.low,
        number.high,
        number.approx,
        unit,
        subject,
        kind,
        entity_id(side, "GPE") if side else None,
        place_of(text, stop, end),
    )


def _approx_start(text: str, at: int, start: int) -> int:
    match = HEDGE_WORDS.search(text[max(start, at - 24) : at])
    return at - (len(match[0]) if match else 0)
