"""A date in a sentence does not break after its day."""

DATE_FORMAT = "j.\N{NO-BREAK SPACE}F Y"
MONTH_DAY_FORMAT = "j.\N{NO-BREAK SPACE}F"
