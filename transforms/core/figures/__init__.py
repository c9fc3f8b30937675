"""Figures: what a text counts and measures, whoever tells it."""
