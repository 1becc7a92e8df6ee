"""What is done to many articles at once: their price, topic, delivery time, and whether they are on sale."""

import hashlib
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from core.money import CENT, format_eur
from shop.admin_forms.articles import take_german_prices
from shop.models import Product, Topic
from shop.offers import measure
from shop.office.many import ServiceAction
from shop.services.articles import change_articles
from shop.validators import wrong_order

Changes = dict[int, dict[str, Any]]
NINETY = Decimal("0.90")


class ArticleAction(ServiceAction):
    """A step of many articles. `values` says what becomes of one of them; None leaves it out.

    It is done only as it was shown: who presses twice, or changes an entry, sees first what would happen now.
    """

    models = [Product]
    template_name = "shop/admin/bulk_articles.html"

    def check_perm(self, obj: Product) -> bool:
        return bool(self.request.user.has_perm(f"shop.change_{'ebook' if obj.is_ebook else 'goods'}"))

    @classmethod
    def rows(cls, ids: list[int]) -> "QuerySet[Product]":
        return Product.objects.filter(pk__in=ids).select_related("goods", "topic").order_by("name", "pk")

    def values(self, article: Product, data: dict[str, Any]) -> dict[str, Any] | None:
        raise NotImplementedError

    def said(self, values: dict[str, Any]) -> str:
        """The new state in words."""
        raise NotImplementedError

    def now(self, article: Product) -> str:
        raise NotImplementedError

    def warning(self, article: Product) -> str:
        return ""

    def why_not(self, _article: Product, _data: dict[str, Any]) -> str:
        """Of one that is left out."""
        return _("stays as it is")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        articles, _without_access = self.get_actionable_objects()
        found = {article.pk: self.values(article, form.cleaned_data) for article in articles}
        changes = {pk: values for pk, values in found.items() if values is not None}
        preview = [self._row(article, changes, form.cleaned_data) for article in articles]
        shown, seen = _digest(preview, changes), self.request.POST.get("seen")
        if "apply" not in self.request.POST or seen != shown:
            outdated = "apply" in self.request.POST and seen is not None
            context = self.get_context_data(
                form=form, preview=preview, changing=len(changes), shown=shown, outdated=outdated
            )
            return self.render_to_response(context)
        done = len(change_articles(changes=changes, actor=self.request.user))
        words = ngettext("%(count)s article has been changed.", "%(count)s articles have been changed.", done)
        messages.success(self.request, words % {"count": done})
        return redirect(self.next_url)

    def _row(self, article: Product, changes: Changes, data: dict[str, Any]) -> dict[str, Any]:
        values = changes.get(article.pk)
        return {
            "article": article,
            "before": self.now(article),
            "after": self.said(values) if values else "",
            "warning": self.warning(article) if values else self.why_not(article, data),
        }


def _digest(preview: list[dict[str, Any]], changes: Changes) -> str:
    """Stands for everything that was shown, and for what it would do."""
    rows = [(row["article"].pk, row["before"], repr(changes.get(row["article"].pk))) for row in preview]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


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
    """May be nothing or less; and rounding may lead the other way: see `objection`."""
    kind, _underscore, direction = way.partition("_")
    step = gross * by / 100 if kind == "percent" else by
    price = gross + step if direction == "up" else gross - step
    if rounding == "ninety":
        return (price - NINETY).quantize(Decimal(1), ROUND_HALF_UP) + NINETY
    return price.quantize(CENT, ROUND_HALF_UP)


def objection(gross: Decimal, price: Decimal, *, way: str) -> str:
    """Why nobody can have meant this price."""
    if price <= 0:
        return _("left out: it would cost nothing")
    if way.endswith("down") and price > gross:
        return _("left out: rounded, it would become more expensive")
    if way.endswith("up") and price < gross:
        return _("left out: rounded, it would become cheaper")
    return ""


class ChangePrices(ArticleAction):
    action_type = "price"
    display_name = gettext_lazy("Price")
    aria_label = gettext_lazy("Change the prices of the chosen articles")
    title = gettext_lazy("Change prices")
    consequence = gettext_lazy("The new prices hold at once, in every basket, too. Orders keep theirs.")
    form_class = PriceForm
    action_priority = 20

    def values(self, article: Product, data: dict[str, Any]) -> dict[str, Any] | None:
        price = self._price(article, data)
        if price == article.gross or objection(article.gross, price, way=data["way"]):
            return None
        announce = data["announce"] and not article.price_bound and measure(article, price) is not None
        return {"gross": price, "reduced": announce}

    def why_not(self, article: Product, data: dict[str, Any]) -> str:
        return objection(article.gross, self._price(article, data), way=data["way"]) or super().why_not(article, data)

    def _price(self, article: Product, data: dict[str, Any]) -> Decimal:
        return new_price(article.gross, way=data["way"], by=data["by"], rounding=data["rounding"])

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
        if wrong := wrong_order(data.get("delivery_days_min"), data.get("delivery_days_max")):
            self.add_error("delivery_days_max", wrong)
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
