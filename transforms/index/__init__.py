"""What decisions about new documents look at: earlier ones, in one SQLite file beside the store."""
