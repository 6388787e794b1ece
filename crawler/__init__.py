"""Collects: what an outlet is, and the hand-over from a crawl to the store."""
