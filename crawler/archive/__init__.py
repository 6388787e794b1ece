"""The archive: every answer as it came over the wire, in WARC 1.1 files, with an index that can be made again from them."""
