"""Roles (C04): groups of the back office and what each may do. Written after each migration.

What an administrator adds to a role by hand stays; what the table takes away goes only by hand.
"""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

EDITOR, ACCOUNTING, SUPPORT, ADMIN = "Redaktion", "Buchhaltung", "Kundenservice", "Verwaltung"

_EDIT = [
    "wagtailadmin.access_admin",
    "shop.add_ebook",
    "shop.change_ebook",
    "shop.view_ebook",
    "mailing.view_mailtemplate",
    "mailing.add_mailtemplate",
    "mailing.change_mailtemplate",
    "mailing.delete_mailtemplate",
    "cms.change_navigationsettings",
    "wagtailredirects.add_redirect",
    "wagtailredirects.change_redirect",
    "wagtailredirects.delete_redirect",
]
_ACCOUNT = [
    "wagtailadmin.access_admin",
    "billing.view_receivable",
    "billing.view_invoice",
    "billing.record_payment",
    "billing.view_unassignedmoney",
    "payments.view_payment",
    "payments.operate_payment",
    "shop.view_order",
    "customers.view_customer",
]
_SUPPORT = [
    "wagtailadmin.access_admin",
    "shop.view_order",
    "shop.operate_order",
    "shop.view_withdrawal",
    "shop.decide_withdrawal",
    "customers.view_customer",
    "customers.decide_proposal",
    "customers.view_changeproposal",
    "mailing.view_message",
    "mailing.operate_message",
    "automations.view_run",
    "automations.operate_run",
]
_SETTINGS = [
    "cms.change_companysettings",
    "cms.change_taxsettings",
    "cms.change_themesettings",
    "cms.change_legalsettings",
    "shop.change_shopsettings",
    "core.change_numberseries",
    "core.view_numberseries",
    "core.operate_duty",
    "payments.view_webhookevent",
    "accounts.add_user",
    "accounts.change_user",
    "auth.change_group",
]
PERMISSIONS = {
    EDITOR: _EDIT,
    ACCOUNTING: _ACCOUNT,
    SUPPORT: _SUPPORT,
    ADMIN: sorted({*_EDIT, *_ACCOUNT, *_SUPPORT, *_SETTINGS}),
}
EDITING_ROLES = (EDITOR, ADMIN)
PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page")
# Wagtail asks for the permissions of its own classes, also about pictures and documents of ours.
MEDIA_PERMISSIONS = (
    "wagtailimages.add_image", "wagtailimages.change_image", "wagtailimages.choose_image",
    "wagtaildocs.add_document", "wagtaildocs.change_document", "wagtaildocs.choose_document",
)  # fmt: skip


def write_roles(**_: Any) -> None:
    for config in apps.get_app_configs():
        create_permissions(config, verbosity=0)
    for role, names in PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.add(*map(_permission, names))
    for role in EDITING_ROLES:
        _allow_editing(Group.objects.get(name=role))


def _permission(name: str) -> Permission:
    label, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=label, codename=codename)


def _allow_editing(group: Group) -> None:
    page, collection = Page.get_first_root_node(), Collection.get_first_root_node()
    if page is None or collection is None:
        return
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGE_PERMISSIONS):
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    for permission in map(_permission, MEDIA_PERMISSIONS):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
