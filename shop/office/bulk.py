"""What is done to many articles at once: chosen, shown, then done by one call of a service."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from wagtail.admin.views.bulk_action import BulkAction

from core.money import CENT, format_eur
from shop.admin_forms.articles import take_german_prices
from shop.models import Product, Topic
from shop.services.articles import change_articles

Changes = dict[int, dict[str, Any]]
NINETY = Decimal("0.90")


class ArticleAction(BulkAction):
    """A step of many articles. `values` says what becomes of one of them; None leaves it out."""

    models = [Product]
    template_name = "shop/admin/bulk_articles.html"
    aria_label: Any = ""
    title: ClassVar[Any]
    consequence: ClassVar[Any] = ""

    def check_perm(self, obj: Product) -> bool:
        return bool(self.request.user.has_perm(f"shop.change_{'ebook' if obj.is_ebook else 'goods'}"))

    @classmethod
    def get_queryset(cls, model: type[Product], object_ids: list[str]) -> list[Product]:
        ids = [int(pk) for pk in object_ids if pk.isdecimal()]
        return list(model.objects.filter(pk__in=ids).select_related("goods", "topic").order_by("name"))

    def values(self, article: Product, data: dict[str, Any]) -> dict[str, Any] | None:
        raise NotImplementedError

    def said(self, values: dict[str, Any]) -> str:
        """The new state in words."""
        raise NotImplementedError

    def now(self, article: Product) -> str:
        raise NotImplementedError

    def warning(self, article: Product) -> str:
        return ""

    def _changes(self, articles: list[Product], data: dict[str, Any]) -> Changes:
        found = {article.pk: self.values(article, data) for article in articles}
        return {pk: values for pk, values in found.items() if values is not None}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        articles, _without_access = self.get_actionable_objects()
        changes = self._changes(articles, form.cleaned_data)
        if "preview" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, preview=self._preview(articles, changes)))
        done = len(change_articles(changes=changes, actor=self.request.user))
        words = ngettext("%(count)s article has been changed.", "%(count)s articles have been changed.", done)
        messages.success(self.request, words % {"count": done})
        return redirect(self.next_url)

    def _preview(self, articles: list[Product], changes: Changes) -> list[dict[str, Any]]:
        return [
            {
                "article": article,
                "before": self.now(article),
                "after": self.said(changes[article.pk]) if article.pk in changes else "",
                "warning": self.warning(article) if article.pk in changes else _("stays as it is"),
            }
            for article in articles
        ]

    @classmethod
    def execute_action(cls, objects: list[Any], **_kwargs: Any) -> tuple[int, int]:
        raise NotImplementedError  # form_valid does it, with the service


class OnSaleForm(forms.Form):
    on_sale = forms.TypedChoiceField(
        label=gettext_lazy("On sale"),
        choices=[(True, gettext_lazy("on sale")), (False, gettext_lazy("not on sale"))],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )


class SetOnSale(ArticleAction):
    action_type = "on_sale"
    display_name = gettext_lazy("On sale")
    aria_label = gettext_lazy("Put the chosen articles on sale, or take them off")
    title = gettext_lazy("On sale or not")
    form_class = OnSaleForm
    action_priority = 10

    def values(self, article: Product, data: dict[str, Any]) -> dict[str, Any] | None:
        return {"active": data["on_sale"]} if article.active != data["on_sale"] else None

    def said(self, values: dict[str, Any]) -> str:
        return _("on sale") if values["active"] else _("not on sale")

    def now(self, article: Product) -> str:
        return self.said({"active": article.active})


class PriceForm(forms.Form):
    way = forms.ChoiceField(
        label=gettext_lazy("How the prices change"),
        choices=[
            ("percent_up", gettext_lazy("raise by percent")),
            ("percent_down", gettext_lazy("lower by percent")),
            ("amount_up", gettext_lazy("raise by an amount")),
            ("amount_down", gettext_lazy("lower by an amount")),
        ],
        widget=forms.RadioSelect,
    )
    by = forms.DecimalField(
        label=gettext_lazy("By how much"),
        min_value=Decimal("0.01"),
        max_value=Decimal(1000),
        max_digits=6,
        decimal_places=2,
        help_text=gettext_lazy("Percent or euros, such as 5 or 1,50."),
    )
    rounding = forms.ChoiceField(
        label=gettext_lazy("Rounding"),
        choices=[("cent", gettext_lazy("to the cent")), ("ninety", gettext_lazy("to the nearest price with …,90"))],
        widget=forms.RadioSelect,
        initial="ninety",
    )
    announce = forms.BooleanField(
        label=gettext_lazy("Announce the reduction"),
        required=False,
        help_text=gettext_lazy("Where the price falls and is not fixed by law, visitors see the former one beside it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        take_german_prices([self.fields["by"]])


def new_price(gross: Decimal, *, way: str, by: Decimal, rounding: str) -> Decimal:
    kind, _underscore, direction = way.partition("_")
    step = gross * by / 100 if kind == "percent" else by
    price = max(Decimal(0), gross + step if direction == "up" else gross - step)
    if rounding == "ninety":
        return max(NINETY, (price - NINETY).quantize(Decimal(1), ROUND_HALF_UP) + NINETY)
    return price.quantize(CENT, ROUND_HALF_UP)


class ChangePrices(ArticleAction):
    action_type = "price"
    display_name = gettext_lazy("Price")
    aria_label = gettext_lazy("Change the prices of the chosen articles")
    title = gettext_lazy("Change prices")
    consequence = gettext_lazy("The new prices hold at once, in every basket, too. Orders keep theirs.")
    form_class = PriceForm
    action_priority = 20

    def values(self, article: Product, data: dict[str, Any]) -> dict[str, Any] | None:
        price = new_price(article.gross, way=data["way"], by=data["by"], rounding=data["rounding"])
        if price == article.gross:
            return None
        return {"gross": price, "reduced": data["announce"] and price < article.gross and not article.price_bound}

    def said(self, values: dict[str, Any]) -> str:
        return format_eur(values["gross"])

    def now(self, article: Product) -> str:
        return format_eur(article.gross)

    def warning(self, article: Product) -> str:
        return _("fixed book price: only its publisher sets it, for all sellers") if article.price_bound else ""


class TopicForm(forms.Form):
    topic = forms.ModelChoiceField(
        label=pgettext_lazy("catalogue", "Topic"), queryset=Topic.objects.all(), required=False, empty_label="–"
    )


class SetTopic(ArticleAction):
    action_type = "topic"
    display_name = pgettext_lazy("catalogue", "Topic")
    aria_label = gettext_lazy("Give the chosen articles a topic")
    title = gettext_lazy("Set the topic")
    form_class = TopicForm
    action_priority = 30

    def values(self, article: Product, data: dict[str, Any]) -> dict[str, Any] | None:
        return {"topic": data["topic"]} if article.topic != data["topic"] else None

    def said(self, values: dict[str, Any]) -> str:
        return str(values["topic"] or "–")

    def now(self, article: Product) -> str:
        return str(article.topic or "–")


class DeliveryTimeForm(forms.Form):
    delivery_days_min = forms.IntegerField(label=gettext_lazy("At least (working days)"), min_value=0, max_value=90)
    delivery_days_max = forms.IntegerField(label=gettext_lazy("At most (working days)"), min_value=0, max_value=90)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        least, most = data.get("delivery_days_min"), data.get("delivery_days_max")
        if least is not None and most is not None and least > most:
            self.add_error("delivery_days_max", _("This must not be less than %(least)s.") % {"least": least})
        return data


class SetDeliveryTime(ArticleAction):
    action_type = "delivery_time"
    display_name = gettext_lazy("Delivery time")
    aria_label = gettext_lazy("Set the delivery time of the chosen articles")
    title = gettext_lazy("Set the delivery time")
    consequence = gettext_lazy("Ebooks are left out.")
    form_class = DeliveryTimeForm
    action_priority = 40

    def values(self, article: Product, data: dict[str, Any]) -> dict[str, Any] | None:
        return None if article.is_ebook else dict(data)

    def said(self, values: dict[str, Any]) -> str:
        return _("%(least)s to %(most)s days") % {
            "least": values["delivery_days_min"],
            "most": values["delivery_days_max"],
        }

    def now(self, article: Product) -> str:
        return "–" if article.is_ebook else self.said(dict(vars(article.goods)))


ARTICLE_ACTIONS = (SetOnSale, ChangePrices, SetTopic, SetDeliveryTime)
