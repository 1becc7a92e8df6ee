"""The shop's lists in the back office."""
