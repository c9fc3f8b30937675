"""Markdown: with front matter, as Jekyll, Hugo, Obsidian and web clippers write it (fields in YAML or TOML, then the text), or without.

Text below front matter was written or clipped as an article, and stays whole. Without it, nothing tells an article from a page that
some converter wrote down with all its menus, so it is cleaned like any dump.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import partial
from pathlib import PurePath
from typing import Any

import yaml

from newsbeam.transforms.archives.fields import page_of
from newsbeam.transforms.archives.read_context import PendingRecord, ReadContext
from newsbeam.transforms.archives.stream import Stream
from newsbeam.transforms.core.pages.page import decode
from newsbeam.transforms.core.text.folding import squash
from newsbeam.transforms.core.text.markdown import first_heading, plain_text
from newsbeam.transforms.core.web.assets import asset_of
from newsbeam.transforms.core.web.sniff import FRONT_MATTER, HEAD_BYTES
from newsbeam.transforms.errors import InputError, Permanent, Refused
from newsbeam.transforms.records import Failure, Page

_DATED_NAME = re.compile(r"(\d{4}-\d\d-\d\d)-")
"""How Jekyll names posts."""
MAX_DEPTH = 8
TEXT_TAG = "tag:yaml.org,2002:str"
PLAIN_TAGS = tuple(f"tag:yaml.org,2002:{name}" for name in ("bool", "float", "int", "map", "null", "seq", "str", "timestamp"))
"""YAML's own for what JSON and calendars have."""
_UNDERLINE = re.compile(r"(?<===)=+")
"""All but the beginning of a heading's, which is no code."""
NAME_CHARS = "[]\"' "
"""Around a name that is a link to its own page."""


class _Loader(yaml.BaseLoader):
    """All values as they are written, so that `no` is Norwegian and a date what it looks like; nothing is made of anything else."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        self.depth += 1
        if self.depth > MAX_DEPTH or self.check_event(yaml.AliasEvent):  # small ones can be made to unfold without end
            raise yaml.YAMLError("nested deeply, or of parts that are repeated by reference")
        node = super().compose_node(parent, index)
        self.depth -= 1
        if node is not None and not node.tag.startswith(PLAIN_TAGS):  # objects of some language, files to include: nothing that is said
            return yaml.ScalarNode(TEXT_TAG, "", node.start_mark, node.end_mark)
        return node


def read_front_matter(stream: Stream, context: ReadContext) -> Iterator[PendingRecord]:
    """One record: the whole stream."""
    yield partial(_page, stream, context)


def _page(stream: Stream, context: ReadContext, number: int) -> Page | Failure:
    limit = context.limits.max_record_bytes
    origin = context.origin(number, numbered=False)
    body = stream.read(limit + 1)
    try:
        if len(body) > limit:
            raise Permanent("too_large", f"more than {limit:,} bytes")
        if stream.fault:
            raise Permanent("bad_archive", f"broken off after {len(body):,} bytes: {stream.fault}")
        text = decode(body).replace("\r\n", "\n").lstrip("\ufeff \n")
        if what := _no_article(text[:HEAD_BYTES], context):
            raise Refused("not_an_article", what)
        return page_of(_record(text, PurePath(context.name).name), context, number, numbered=False)
    except Refused as refusal:
        return context.failure(origin, refusal)
    except InputError as error:
        return context.failure(origin, error, body)


def _no_article(head: str, context: ReadContext) -> str | None:
    """What a file without front matter is that only lies beside articles; None for what may be one."""
    return None if FRONT_MATTER.match(head) else asset_of(_UNDERLINE.sub("", head), context.name.rpartition("#")[2])


def _record(text: str, name: str) -> dict[str, Any]:
    found = FRONT_MATTER.match(text[:HEAD_BYTES])
    fields, markdown = (_fields(found[1] or "", found[2] or ""), text[found.end() :]) if found else ({}, text)
    record = {name: _unlinked(value) for name, value in fields.items()}
    if (dated := _DATED_NAME.match(name)) and "date" not in record:
        record["date"] = dated[1]
    if not record.get("title") and (heading := first_heading(markdown)):
        record["title"] = heading
    lines = plain_text(markdown).split("\n")
    if lines and squash(lines[0]) == squash(str(record.get("title", ""))):
        del lines[0]
    return record | {"text": "\n".join(lines), "clean": found is not None}


def _fields(in_yaml: str, in_toml: str) -> dict[str, Any]:
    try:
        fields: Any = tomllib.loads(in_toml) if in_toml else yaml.load(in_yaml, _Loader)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError):
        fields = None
    return fields if isinstance(fields, dict) else _plain_fields(in_yaml or in_toml)


def _plain_fields(text: str) -> dict[str, Any]:
    """What people write and no parser takes, such as a title with a colon in it."""
    fields: dict[str, Any] = {}
    for line in text.split("\n"):
        name, mark, value = line.partition(":" if ":" in line else "=")
        if mark and name.strip() and not name[0].isspace() and not value.lstrip().startswith("!"):  # a tag, and no text
            fields.setdefault(name.strip(), value.strip().strip("\"'"))
    return fields


def _unlinked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unlinked(one) for one in value]
    return value.strip(NAME_CHARS) if isinstance(value, str) and value.startswith("[[") else value
