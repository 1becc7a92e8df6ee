from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def validate_pattern(pattern: str) -> None:
    """`{year}` and `{number}` (with a width such as `{number:06d}`) and nothing else."""
    try:
        sample = pattern.format(year=2026, number=1)
        distinct = sample != pattern.format(year=2026, number=2)
    except (KeyError, IndexError, ValueError, AttributeError, TypeError) as error:
        raise ValidationError(_("Use {year} and {number:06d} only.")) from error
    if not distinct or len(sample) > 30:
        raise ValidationError(_("The pattern needs {number} and gives at most 30 characters."))


class NumberSeries(models.Model):
    """How the numbers of one kind of document look."""

    key = models.CharField(max_length=30, unique=True, editable=False)
    pattern = models.CharField(_("pattern"), max_length=60, validators=[validate_pattern])

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = pgettext_lazy("several", "number series")

    def __str__(self) -> str:
        return self.key

    def year_of(self, year: int) -> int:
        """The year that a counter counts for: a pattern that names the year starts each year at 1, others never."""
        return year if "{year" in self.pattern else 0


class NumberCounter(models.Model):
    """The last number given out of a series in a year (year 0: a series that never starts again)."""

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="counters")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="core_numbercounter_series_year")]

    def __str__(self) -> str:
        return f"{self.series_id}/{self.year}: {self.last}"
