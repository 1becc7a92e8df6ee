"""An article on the staff's screen: its form, its prices, its stock and its history."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.views.generic import CreateView, EditView

from core import clock
from core.admin import ActionRefused, ActionView
from core.protocol import history
from shop.admin_forms.articles import StockForm
from shop.models import Goods
from shop.offers import price_before
from shop.selectors import kept_for_orders, lowest_price
from shop.services.stock import SoldOut, change_stock, count_stock

PERMISSION = "shop.change_goods"
# What a variant takes over from its main article.
INHERITED = (
    "name", "kind", "subtitle", "author", "publisher", "page_count", "language", "cover_id", "topic_id", "gross",
    "tax_class", "price_bound", "min_quantity", "max_quantity", "weight", "delivery_days_min", "delivery_days_max",
    "maker_name", "maker_address", "maker_email", "warnings", "guarantee",
)  # fmt: skip


class EditArticle(EditView):
    """The form, below it what cannot be edited in it."""

    template_name = "shop/admin/article.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        article = self.object
        variants = article.variants.order_by("variant") if isinstance(article, Goods) else []
        return {
            **super().get_context_data(**kwargs),
            "price_changes": article.price_changes.all()[:20],
            "lowest_price": lowest_price(article, at=clock.now()),
            "price_before": price_before(article),
            "goods": article if isinstance(article, Goods) else None,
            "variants": variants,
            "history": list(history(article.product_ptr)[:50]),
        }


class CreateGoods(CreateView):
    """New goods, or a variant that begins with what its main article says."""

    @cached_property
    def main(self) -> Goods | None:
        number = self.request.GET.get("variant_of", "")
        return Goods.objects.filter(pk=number, variant_of=None).first() if number.isdecimal() else None

    def get_page_title(self) -> Any:
        return _("New variant") if self.main else _("New goods")

    def get_page_subtitle(self) -> Any:
        return str(self.main) if self.main else ""

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        if self.main:
            taken = {name: getattr(self.main, name) for name in INHERITED}
            kwargs["instance"] = Goods(variant_of=self.main, **taken)
        return kwargs


class ChangeStock(ActionView):
    model = Goods
    permission = PERMISSION
    title = gettext_lazy("Change the stock")
    consequence = gettext_lazy(
        "From then on visitors can buy what is there and not ordered. Count everything that lies on the shelf: what is "
        "ordered and not sent yet is deducted by itself."
    )
    button = gettext_lazy("Change the stock")
    done = gettext_lazy("The stock has been changed.")
    form_class = StockForm
    icon = "clipboard-list"
    serious = False

    def back(self, obj: Goods) -> str:
        return reverse("goods:edit", args=[obj.pk])

    def _show(self, obj: Goods, form: Any) -> HttpResponse:
        kept = kept_for_orders([obj.pk]).get(obj.pk, 0)
        words = ngettext(
            "On the shelf, %(count)s is ordered and not sent yet.",
            "On the shelf, %(count)s are ordered and not sent yet.",
            kept,
        )
        form.fields["way"].help_text = words % {"count": kept} if kept else ""
        return super()._show(obj, form)

    def act(self, obj: Goods, data: dict[str, Any]) -> None:
        number, actor = data["number"], self.request.user
        if data["way"] == "counted":
            if missing := count_stock(goods_id=obj.pk, counted=number, actor=actor):
                self._warn(missing)
            return
        try:
            change_stock(goods_id=obj.pk, by=number if data["way"] == "received" else -number, actor=actor)
        except SoldOut as error:
            raise ActionRefused(_("So many are not there any more: please count.")) from error

    def _warn(self, missing: int) -> None:
        words = ngettext(
            "%(count)s is missing for orders that are not sent yet: please look for it or order it.",
            "%(count)s are missing for orders that are not sent yet: please look for them or order them.",
            missing,
        )
        messages.warning(self.request, words % {"count": missing})
