"""Markdown to the two bodies of a mail: HTML whose styles stand at each element, and text in 72 columns."""

import re
import textwrap
from collections.abc import Iterator

from django.utils.html import conditional_escape
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from mailing.styles import Styles

WIDTH = 72
_LINK = re.compile(r"(https?://|mailto:|tel:)", re.IGNORECASE)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    parser.validateLink = lambda url: bool(_LINK.match(url.strip()))  # type: ignore[method-assign]
    return parser


PARSER = _parser()


def to_html(source: str, styles: Styles) -> str:
    return str(PARSER.renderer.render(list(_styled(PARSER.parse(source), styles)), PARSER.options, {}))


def _styled(tokens: list[Token], styles: Styles) -> Iterator[Token]:
    """Inline styles, buttons, and tables whose head is empty without it."""
    buttons = 0
    bare = False  # a table without a head is a list of labels and values
    skip_until = ""
    for index, token in enumerate(tokens):
        if skip_until:
            skip_until = "" if token.type == skip_until else skip_until
            continue
        button = _button(tokens[index : index + 3])
        if button:
            yield _raw(styles.button(*button, main=buttons == 0))
            buttons += 1
            skip_until = "paragraph_close"
        elif token.type == "thead_open" and _is_empty_head(tokens[index:]):
            bare = True
            skip_until = "thead_close"
        else:
            bare = bare and token.type != "table_close"
            yield _with_style(token, styles, label=bare and tokens[index - 1].type == "tr_open")


def _button(tokens: list[Token]) -> tuple[str, str] | None:
    """(label, address) of a paragraph that is nothing but a link."""
    if [token.type for token in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
        return None
    children = tokens[1].children or []
    if len(children) < 3 or children[0].type != "link_open" or children[-1].type != "link_close":
        return None
    if any(child.type == "link_close" for child in children[:-1]):
        return None
    return "".join(child.content for child in children), str(children[0].attrGet("href"))


def _is_empty_head(tokens: list[Token]) -> bool:
    end = next(index for index, token in enumerate(tokens) if token.type == "thead_close")
    return not any(token.content for token in tokens[:end])


def _with_style(token: Token, styles: Styles, *, label: bool) -> Token:
    for part in [token, *(token.children or [])]:
        style = styles.elements.get(part.tag)
        if style and part.nesting >= 0:
            aligned_right = "right" in str(part.attrGet("style"))
            part.attrSet("style", style + (styles.amount if aligned_right else styles.label if label else ""))
            part.attrSet("class", "soft" if label or part.tag == "th" else "ink")
    return token


def _raw(html: str) -> Token:
    return Token("html_block", "", 0, content=html)


def to_text(source: str) -> str:
    blocks = [_block(node) for node in SyntaxTreeNode(PARSER.parse(source)).children]
    return "\n\n".join(block for block in blocks if block)


def _block(node: SyntaxTreeNode) -> str:
    match node.type:
        case "heading":
            title = _inline(node)
            return f"{title}\n{'-' * len(title)}"
        case "bullet_list" | "ordered_list":
            return _list(node)
        case "blockquote":
            inner = "\n\n".join(_block(child) for child in node.children)
            return textwrap.indent(inner, "> ", lambda _line: True)
        case "hr":
            return "-" * WIDTH
        case "table":
            return _table(node)
        case "fence" | "code_block":
            return textwrap.indent(node.content.rstrip(), "    ")
        case _:
            return _paragraph(node)


def _paragraph(node: SyntaxTreeNode) -> str:
    links = node.children[0].children if node.children else []
    if len(links) == 1 and links[0].type == "link" and _plain(links[0]) != links[0].attrGet("href"):
        return f"{_plain(links[0])}:\n{links[0].attrGet('href')}"
    return wrap(_inline(node))


def wrap(text: str) -> str:
    """Lines of at most 72 characters; an address is never cut."""
    lines = [textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False) for line in text.split("\n")]
    return "\n".join("\n".join(wrapped) for wrapped in lines)


def _list(node: SyntaxTreeNode) -> str:
    start = int(node.attrGet("start") or 1)
    items = []
    for index, item in enumerate(node.children):
        mark = "- " if node.type == "bullet_list" else f"{start + index}. "
        body = "\n".join(_block(child) for child in item.children)
        items.append(mark + textwrap.indent(body, " " * len(mark)).lstrip())
    return "\n".join(items)


def _inline(node: SyntaxTreeNode) -> str:
    return "".join(_text(child) for child in node.children[0].children) if node.children else ""


def _text(node: SyntaxTreeNode) -> str:
    match node.type:
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "link":
            label, address = _plain(node), str(node.attrGet("href"))
            return label if address in {label, f"mailto:{label}"} else f"{label} <{address}>"
        case _:
            return "".join(_text(child) for child in node.children) if node.children else node.content


def _plain(node: SyntaxTreeNode) -> str:
    return "".join(_plain(child) for child in node.children) if node.children else node.content


def _table(node: SyntaxTreeNode) -> str:
    rows = [row for part in node.children for row in part.children]
    cells = [[_inline(cell) for cell in row.children] for row in rows]
    right = ["right" in str(cell.attrGet("style")) for cell in rows[0].children]
    if not any(cells[0]):
        cells = cells[1:]
    widths = [max(len(row[column]) for row in cells) for column in range(len(right))]
    if right[-1]:
        widths[0] = max(WIDTH - sum(widths[1:]) - 2 * (len(widths) - 1), 20)
    return "\n".join(_row(row, widths, right) for row in cells)


def _row(row: list[str], widths: list[int], right: list[bool]) -> str:
    """The first cell may take several lines; the others stand in its last one."""
    first = textwrap.wrap(row[0], widths[0], break_long_words=False) or [""]
    columns = list(zip(row, widths, right, strict=True))[1:]
    others = [text.rjust(width) if to_the_right else text.ljust(width) for text, width, to_the_right in columns]
    last = "  ".join([first[-1].ljust(widths[0]), *others])
    return "\n".join([*first[:-1], last.rstrip()])


def plain_to_html(text: str, styles: Styles, *, own_site: str) -> str:
    """A text written by somebody else's template: paragraphs, and `Label:` above an address of ours as a button."""
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]
    return "".join(_plain_paragraph(part.split("\n"), styles, own_site) for part in paragraphs)


def _plain_paragraph(lines: list[str], styles: Styles, own_site: str) -> str:
    if len(lines) == 2 and lines[0].endswith(":") and lines[1].startswith(f"{own_site}/") and " " not in lines[1]:
        return styles.button(lines[0].removesuffix(":"), lines[1], main=True)
    body = "<br>".join(conditional_escape(line) for line in lines)
    return f'<p class="ink" style="{styles.elements["p"]}">{body}</p>'
