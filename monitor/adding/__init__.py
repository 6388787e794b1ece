"""Adding an outlet: the four pieces as stubs, and what the pieces make of saved pages, listings and crawls."""
