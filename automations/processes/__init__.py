"""The processes of this site, each in a file of its own."""

from automations.process import Process

PROCESSES: list[type[Process]] = []
