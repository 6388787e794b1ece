"""Manners and safety of the crawl, one Scrapy middleware for each."""
