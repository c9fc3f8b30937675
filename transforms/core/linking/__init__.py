"""How articles and claims bear on each other: copies, stories, links."""
