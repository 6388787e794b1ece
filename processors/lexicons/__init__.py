"""What a linguist edits: word lists by language, the same file names in each; `loader.py` is the one way to read them."""
