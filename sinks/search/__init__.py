"""Full-text search over a store's articles and claims: a SQLite file beside it (FTS5), written with every commit, read by anyone meanwhile.

It is derived from the store and holds nothing else: a file that is lost, damaged, or of another time is made anew.
"""
