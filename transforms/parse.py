"""ParseFeeds: replies of feeds in, polls with their entries out (`newsbeam.transforms.core.syndication.feeds.parse_feed`)."""

from dataclasses import dataclass

import apache_beam as beam
from apache_beam.typehints.decorators import no_annotations

from newsbeam.transforms.core.syndication.feeds import poll_of
from newsbeam.transforms.execution.error_routing import Routed, RouteErrors
from newsbeam.transforms.execution.sandbox import Limits
from newsbeam.transforms.fetch_records import FeedPoll


@dataclass
class ParseFeeds(beam.PTransform):
    """PCollection[FeedReply] -> Routed(PCollection[FeedPoll], PCollection[Failure]).

    Args:
        limits: of the sandbox in which feeds are parsed.
    """

    limits: Limits = Limits()

    @no_annotations
    def expand(self, replies: beam.PCollection) -> Routed:
        """Parse each feed in the sandbox."""
        polls: Routed = replies | RouteErrors("parse", poll_of, FeedPoll, self.limits)
        return polls
