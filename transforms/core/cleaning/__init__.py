"""The article in a page or dump, and what is cut."""
