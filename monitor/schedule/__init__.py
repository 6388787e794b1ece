"""The watch: crawls at their times, what follows on them, and what it leaves in the store of when each job ran."""
