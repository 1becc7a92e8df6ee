"""What ebooks and goods have in common moves to the article."""

import django.core.validators
import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import shop.validators

FIELDS = ["subtitle", "author", "publisher", "isbn", "page_count", "language", "cover"]


def to_article(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for ebook in apps.get_model("shop", "Ebook").objects.all():
        values = {
            ("cover_id" if f == "cover" else f): getattr(ebook, "old_cover_id" if f == "cover" else f"old_{f}")
            for f in FIELDS
        }
        apps.get_model("shop", "Product").objects.filter(pk=ebook.pk).update(kind="ebook", max_quantity=1, **values)


def to_ebook(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for ebook in apps.get_model("shop", "Ebook").objects.all():
        for field in FIELDS:
            name = "cover_id" if field == "cover" else field
            setattr(ebook, f"old_{name}", getattr(ebook, name))
        ebook.save()


def picture() -> models.ForeignKey:
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="cms.picture",
        verbose_name="cover",
    )


OLD = {
    "subtitle": models.CharField(blank=True, max_length=160, verbose_name="subtitle"),
    "author": models.CharField(default="", max_length=120, verbose_name="author"),
    "publisher": models.CharField(blank=True, max_length=120, verbose_name="publisher"),
    "isbn": models.CharField(
        blank=True, max_length=17, validators=[shop.validators.validate_isbn], verbose_name="ISBN"
    ),
    "page_count": models.PositiveIntegerField(blank=True, null=True, verbose_name="pages"),
    "language": models.CharField(default="de", max_length=5, verbose_name="language"),
    "cover": picture(),
}
QUANTITY = [django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(999)]
KIND = models.CharField(
    choices=[
        ("book", "book"),
        ("ebook", "ebook"),
        ("audio", "audio book"),
        ("calendar", "calendar"),
        ("stationery", "stationery"),
        ("other", "other"),
    ],
    default="other",
    max_length=12,
    verbose_name="kind",
)
NEW = {
    "kind": KIND,
    "min_quantity": models.PositiveSmallIntegerField(default=1, validators=QUANTITY, verbose_name="at least"),
    "max_quantity": models.PositiveSmallIntegerField(default=20, validators=QUANTITY, verbose_name="at most"),
    **OLD,
    "author": models.CharField(blank=True, max_length=120, verbose_name="author"),
    "cover": picture(),
}


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]

    operations = [
        # On the way back the removed fields are added again: an empty author is then allowed.
        migrations.AlterField("ebook", "author", OLD["author"]),
        *[migrations.RenameField("ebook", name, f"old_{name}") for name in FIELDS],
        *[migrations.AddField("product", name, field.clone()) for name, field in NEW.items()],
        migrations.RunPython(to_article, to_ebook),
        *[migrations.RemoveField("ebook", f"old_{name}") for name in FIELDS],
    ]
