"""Newsbeam: news in, clean articles, claims and stories out."""
