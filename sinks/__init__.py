"""The store: how rows get in, are kept, and are read. `store.Store` writes, `read.open_published` reads."""
