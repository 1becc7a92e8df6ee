"""The engine: rows of steps, performed one transaction at a time."""
