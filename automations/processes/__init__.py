"""The processes of this site, each in a file of its own."""

from automations.process import Process
from automations.processes.ebook import EbookPurchase

PROCESSES: list[type[Process]] = [EbookPurchase]
