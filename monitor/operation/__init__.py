"""Keeping an installation alive for years: backups and how they come back, what is taken away when its time is over."""
