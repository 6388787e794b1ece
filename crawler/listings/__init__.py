"""Entry points → what an outlet lists: pure; one module for each form (feed, sitemap, JSON listing, list page)."""
