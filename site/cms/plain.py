from wagtail.rich_text import get_text_for_indexing


def plain_text(html: str) -> str:
    """What somebody reads of a rich text, in one line: paragraphs and line breaks as spaces, signs as themselves."""
    return " ".join(get_text_for_indexing(html).split())
