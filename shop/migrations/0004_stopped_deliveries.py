from typing import Any

from django.db import migrations, models


def stop_withdrawn(apps: Any, _editor: Any) -> None:
    """They waited for nothing. The stock stays as it is: nobody knows whether somebody has booked the goods in."""
    withdrawals = apps.get_model("shop", "Withdrawal").objects.filter(state="accepted", order__isnull=False)
    deliveries = apps.get_model("shop", "Delivery").objects.filter(state="open")
    deliveries.filter(order__in=withdrawals.values("order")).update(state="stopped")


def open_again(apps: Any, _editor: Any) -> None:
    apps.get_model("shop", "Delivery").objects.filter(state="stopped").update(state="open")


class Migration(migrations.Migration):
    dependencies = [("shop", "0003_shop_site")]

    operations = [
        migrations.RemoveConstraint(model_name="delivery", name="shop_delivery_state_has_its_time"),
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(
                choices=[("open", "to be sent"), ("shipped", "sent"), ("stopped", "withdrawn")],
                default="open",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("shipped_at", None), ("state__in", ["open", "stopped"])),
                    models.Q(("shipped_at__isnull", False), ("state", "shipped")),
                    _connector="OR",
                ),
                name="shop_delivery_state_has_its_time",
            ),
        ),
        migrations.RunPython(stop_withdrawn, open_again),
    ]
