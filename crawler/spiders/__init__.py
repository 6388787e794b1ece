"""Find and fetch: one spider for each outlet, all of them one crawl of their editions' entry points."""
