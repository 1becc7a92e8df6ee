"""A line of an order holds the title with the variant, however long both are."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.functions import Left


def shorten(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """On the way back: what does not fit any more is cut off. Invoices keep what they say."""
    lines = apps.get_model("shop", "OrderLine").objects.annotate(start=Left("name", 120))
    lines.exclude(name=models.F("start")).update(name=Left("name", 120))


class Migration(migrations.Migration):
    dependencies = [("shop", "0004_stopped_deliveries")]

    operations = [
        migrations.AlterField("orderline", "name", models.CharField(max_length=200, verbose_name="title")),
        migrations.RunPython(migrations.RunPython.noop, shorten),
    ]
