"""Keeps watch: every edge that is not crawling: store, mail, clock, files, command line."""
