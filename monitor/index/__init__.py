"""Elasticsearch as a projection of the store: made again from it at any time, and never asked for the truth."""
