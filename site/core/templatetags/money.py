from django import template

from core.money import format_eur

register = template.Library()
register.filter("eur", format_eur)
