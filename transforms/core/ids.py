"""Ids that are functions of content: the same document gets the same id on every machine, in every mode, in any order.

An id is BLAKE2b-128 over a version byte, the kind of thing, and its parts, in UUID form. Each part is preceded by its length, and a part
that is not known (None) differs from an empty one, so that no two different lists of parts can give the same bytes.
"""

import hashlib
import unicodedata
import uuid

from newsbeam.transforms.records import Id

VERSION = b"\x01"
"""Raise it if the meaning of any id changes."""
NO_OUTLET = "unknown"
"""Stands for the outlet in the ids of articles that have none: as it always did, so that they keep them."""


def make_id(kind: str, *parts: str | None) -> Id:
    """The id of a thing of `kind` that is told from others of its kind by `parts`."""
    digest = hashlib.blake2b(VERSION, digest_size=16)
    for part in (kind, *parts):
        data = b"" if part is None else part.encode("utf-8", "surrogatepass")
        digest.update((-1 if part is None else len(data)).to_bytes(8, "big", signed=True))
        digest.update(data)
    return Id(str(uuid.UUID(bytes=digest.digest())))


def article_id(
    url_key: str | None, source: str | None, title: str | None, published: str | None, text: str, external_id: str | None = None
) -> Id:
    """An article's identity: its address; without one, its source, title and date; without those, its text.

    Args:
        published: the publication day as `YYYY-MM-DD`, if known.
        external_id: the id that a record without address carries: records with different ids are different articles.
    """
    if url_key:
        return make_id("article", "url", url_key)
    own = () if external_id is None else (external_id,)
    if title and published:
        return make_id("article", "title", source or NO_OUTLET, normalise(title), published, *own)
    return make_id("article", "text", normalise(text), *own)


def entry_id(source: str | None, guid: str) -> Id:
    """The article that an entry without an address is: its outlet and its guid, whatever becomes of title and text."""
    return make_id("article", "guid", source or NO_OUTLET, guid)


def content_id(title: str | None, text: str) -> Id:
    """What an article says: white space, case and Unicode form do not count."""
    return make_id("content", normalise(title or ""), normalise(text))


def normalise(text: str) -> str:
    """NFKC, case folded, runs of white space as one space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
