"""Functions that the sandbox's tests run in children: they must be importable there."""

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from newsbeam.transforms.core.ids import make_id
from newsbeam.transforms.errors import Permanent, Refused
from newsbeam.transforms.records import Origin


def double(number: int) -> int:
    return 2 * number


def misbehave(what: str) -> str:
    if what == "sleep":
        time.sleep(60)
    if what == "die":
        os._exit(7)
    if what == "eat":
        return str(len(bytearray(4 << 30)))
    if what == "raise":
        raise ValueError("boom")
    return what


@dataclass(frozen=True)
class Item:
    text: str

    @property
    def origin(self) -> Origin:
        return Origin(make_id("test", self.text), (0, 0), "test", datetime(2031, 3, 4, tzinfo=UTC))

    @property
    def payload(self) -> bytes:
        return self.text.encode()


def shout(item: Item) -> str:
    if item.text == "empty":
        raise Permanent("empty")
    if item.text == "wall":
        raise Refused("bot_wall", "a wall")
    if item.text == "die":
        os._exit(3)
    if item.text == "hang":
        while True:
            pass
    return item.text.upper()


class Bomb:
    """Ends the process that unpickles it."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (9,)


def nap(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def own_number(_: object) -> int:
    return os.getpid()


def unpassable(_: object) -> object:
    return lambda: None
