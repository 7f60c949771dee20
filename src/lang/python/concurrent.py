"""The package concurrent: its futures."""
