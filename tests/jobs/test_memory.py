"""The C library's allocator as `run` sets it: looked at in a process of its own, since it cannot be set back."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAPS_AND_MAPPED = """
import ctypes, re, sys, threading
from newsbeam.pipeline.memory import MAPPED_BYTES, spare_memory
if sys.argv[1] == "spare":
    spare_memory()
C = ctypes.CDLL(None)
C.malloc.restype, C.malloc.argtypes, C.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]
C.fopen.restype, C.fclose.argtypes, C.malloc_info.argtypes = ctypes.c_void_p, [ctypes.c_void_p], [ctypes.c_int, ctypes.c_void_p]

def information():
    file = C.fopen(sys.argv[2].encode(), b"w")
    C.malloc_info(0, file)
    C.fclose(file)
    return open(sys.argv[2]).read()

C.free(C.malloc(16 * MAPPED_BYTES))  # from which glibc learns
before, together = information(), threading.Barrier(9)

def allocate():
    C.malloc(1000)
    together.wait()
    C.malloc(4 * MAPPED_BYTES)
    together.wait()

threads = [threading.Thread(target=allocate) for _ in range(8)]
for thread in threads:
    thread.start()
together.wait()
together.wait()
after = information()
mapped = [int(re.findall(r'type="mmap" count="(\\d+)"', told)[-1]) for told in (before, after)]
print(after.count("<heap ") - before.count("<heap "), mapped[1] - mapped[0])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's allocator")
def test_threads_make_no_heaps_and_large_blocks_are_mappings(tmp_path: Path) -> None:
    def told(how: str) -> list[int]:
        command = [sys.executable, "-c", HEAPS_AND_MAPPED, how, str(tmp_path / "information")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
        return [int(number) for number in done.stdout.split()]

    new_heaps, mapped = told("plain")
    assert (new_heaps > 1, mapped) == (True, 0), "this C library needs none of it: then the module can go"
    assert told("spare") == [0, 8]


RUN_WITHOUT_FEEDS = """
import sys
from typer.testing import CliRunner
from newsbeam.pipeline.cli import app
print(CliRunner().invoke(app, ["run", "--config", sys.argv[1]]).exception)
import pyarrow
print(pyarrow.default_memory_pool().backend_name)
"""


@pytest.mark.parametrize(("given", "used"), [({}, "system"), ({"ARROW_DEFAULT_MEMORY_POOL": "mimalloc"}, "mimalloc")])
def test_arrow_uses_the_same_allocator_unless_told_otherwise(tmp_path: Path, given: dict[str, str], used: str) -> None:
    (tmp_path / "empty.toml").touch()
    command = [sys.executable, "-c", RUN_WITHOUT_FEEDS, str(tmp_path / "empty.toml")]
    done = subprocess.run(command, env=os.environ | given, capture_output=True, text=True, timeout=60, check=True)
    error, pool = done.stdout.splitlines()
    assert "names no feeds" in error
    assert pool == used
