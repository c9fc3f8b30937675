"""Feeds: RSS, Atom, JSON Feed, sitemaps."""
