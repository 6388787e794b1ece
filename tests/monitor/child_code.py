"""What a crawl's process does in tests that need no crawl. It imports nothing, for each of these processes would pay for it."""


def run_code(arguments: tuple[str, ...]) -> None:
    """That Python code."""
    exec(arguments[0], {"__name__": "crawl"})
