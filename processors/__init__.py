"""Pure text processing: records in, records out. "Processors" are text processors here, not Scrapy item processors."""
