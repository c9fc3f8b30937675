"""The ground: how a text is cut, folded and read, before anybody asks what it says."""
