"""The parts that the law asks for on the legal pages, as blocks: what is there can be seen without reading it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import TEXTS, HeadingBlock, OutlinedBlock, PictureBlock, QuestionBlock, TextBlock

PARTS = _("Parts that the law asks for")


class Kind(models.TextChoices):
    """The values are the names of the fields in the legal settings."""

    IMPRINT = "imprint", _("Imprint")
    TERMS = "terms", _("Terms and conditions")
    PRIVACY = "privacy", _("Privacy policy")
    WITHDRAWAL = "withdrawal", _("Right of withdrawal")
    SHIPPING = "shipping", _("Payment and delivery")
    ACCESSIBILITY = "accessibility", _("Accessibility statement")


# The imprint has none: it is made from the settings.
TOPICS: dict[str, dict[str, Any]] = {
    Kind.TERMS: {
        "terms.contract": _("How the contract is made"),
        "terms.payment": _("Prices and payment"),
        "terms.delivery": _("Delivery"),
        "terms.withdrawal": _("Right of withdrawal"),
        "terms.defects": _("If something is wrong with it"),
    },
    Kind.PRIVACY: {
        "privacy.controller": _("Who is responsible"),
        "privacy.purposes": _("What for and on which legal basis"),
        "privacy.recipients": _("Who receives data"),
        "privacy.retention": _("How long data is kept"),
        "privacy.rights": _("Your rights"),
        "privacy.authority": _("Supervisory authority"),
    },
    Kind.WITHDRAWAL: {
        "withdrawal.instruction": _("Instruction on the right of withdrawal"),
        "withdrawal.consequences": _("Consequences of the withdrawal"),
        "withdrawal.form": _("Model withdrawal form"),
    },
    Kind.SHIPPING: {
        "shipping.payment": _("How you can pay"),
        "shipping.delivery": _("Where, how fast and for how much we deliver"),
    },
    Kind.ACCESSIBILITY: {
        "accessibility.service": _("What this site offers"),
        "accessibility.feedback": _("Tell us what is missing"),
        "accessibility.enforcement": _("Market surveillance"),
    },
}
LABELS = {topic: label for topics in TOPICS.values() for topic, label in topics.items()}
CONFORMANCE = _("How accessible this site is")


class PartValue(blocks.StructValue):
    @property
    def title(self) -> str:
        return str(self["heading"] or LABELS.get(self["topic"], ""))


class PartBlock(blocks.StructBlock):
    topic = blocks.ChoiceBlock(
        label=_("Part"), choices=[(Kind(kind).label, list(topics.items())) for kind, topics in TOPICS.items()]
    )
    heading = blocks.CharBlock(label=_("Heading"), required=False, help_text=_("Empty: the name of the part."))
    text = TextBlock(label=_("Text"))

    class Meta:
        label = _("Part")
        description = _("One of the parts that a page of this kind must have.")
        icon = "list-ul"
        template = "website/blocks/part.html"
        value_class = PartValue


class ConformanceBlock(blocks.StructBlock):
    """What § 14 BFSG wants to know: how far, and since when we know it."""

    status = blocks.ChoiceBlock(
        label=_("Conformance"),
        choices=[
            (
                "full",
                _("This site meets the guidelines WCAG 2.2 (level AA) and EN 301 549."),
            ),
            (
                "partial",
                _("This site meets the guidelines WCAG 2.2 (level AA) for the most part."),
            ),
            ("none", _("This site does not yet meet the guidelines WCAG 2.2 (level AA).")),
        ],
    )
    checked_on = blocks.DateBlock(label=_("Checked on"))
    checked_by = blocks.ChoiceBlock(
        label=_("Checked by"), choices=[("us", _("our own test")), ("others", _("an independent test"))], default="us"
    )
    limits = TextBlock(label=_("What does not work yet"), required=False)

    class Meta:
        label = CONFORMANCE
        description = _("Status and date for the accessibility statement.")
        icon = "check"
        template = "website/blocks/conformance.html"

    def get_context(self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        choices = {name: dict(self.child_blocks[name].field.choices) for name in ("status", "checked_by")}
        words = {name: labels.get(value[name], "") for name, labels in choices.items()}
        return {**super().get_context(value, parent_context), "words": words}


class LegalBlock(OutlinedBlock):
    part = PartBlock(group=PARTS)
    conformance = ConformanceBlock(group=PARTS)
    heading = HeadingBlock(group=TEXTS)
    text = TextBlock(group=TEXTS)
    question = QuestionBlock(group=TEXTS)
    picture = PictureBlock(group=TEXTS)


def missing_parts(kind: str, body: blocks.StreamValue) -> list[Any]:
    present = {block.value["topic"] for block in body if block.block_type == "part"}
    missing = [label for topic, label in TOPICS.get(kind, {}).items() if topic not in present]
    if kind == Kind.ACCESSIBILITY and not any(block.block_type == "conformance" for block in body):
        missing.append(CONFORMANCE)
    return missing
