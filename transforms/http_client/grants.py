"""What one feed, and the pages that it names, may do beyond all others: private addresses, and headers that prove who is asking."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from newsbeam.transforms.core.web.urls import Address


@dataclass(frozen=True, slots=True)
class Grant:
    """The rights of one feed. Another feed that names the same page has none of them."""

    allow_private: frozenset[str] = frozenset()
    """Exactly these `host:port` pairs may be at a private address."""
    host: str = ""
    """`scheme://host`, or with a port that is not the scheme's own: where `headers` are sent, and nowhere else."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Secrets: never printed, and never stored."""

    def headers_for(self, address: Address) -> Mapping[str, str]:
        """What to send to that address: the headers to the feed's own host, also if it sends from http on to https; nothing to another."""
        here = f"{address.scheme}://{address.netloc}"
        return self.headers if here in (self.host, self.host.replace("http://", "https://", 1)) else {}


NOTHING = Grant()
"""No rights."""
