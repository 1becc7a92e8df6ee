import django.core.validators
from django.db import migrations, models

MOST_DAYS = 36_500
BOUNDS = models.Q(retention_days__isnull=True) | models.Q(retention_days__range=(1, MOST_DAYS))


def within_bounds(apps, schema_editor):
    """What no calendar reaches meant: for ever, nearly."""
    forms = apps.get_model("website", "Form").objects
    forms.filter(retention_days__gt=MOST_DAYS).update(retention_days=MOST_DAYS)
    forms.filter(retention_days=0).update(retention_days=1)


class Migration(migrations.Migration):
    dependencies = [("website", "0002_shop_site")]

    operations = [
        migrations.RunPython(within_bounds, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="form",
            name="retention_days",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="Empty: they stay until somebody deletes them. With them go their files and mails.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(MOST_DAYS),
                ],
                verbose_name="delete submissions after so many days",
            ),
        ),
        migrations.AddConstraint("form", models.CheckConstraint(condition=BOUNDS, name="website_form_retention")),
    ]
