"""The parts of the crawl of one edition: what it asks, what the answers come to, and what it may claim at the end."""
