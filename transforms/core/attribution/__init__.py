"""Who said what: claims, their speakers and numbers."""
