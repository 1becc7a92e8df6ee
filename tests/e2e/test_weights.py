"""Style sheets and scripts in the form in which they are delivered. What each page weighs, says the walk over all."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from config.staticfiles import MINIFIERS, minified
from tests.e2e.scales import BUDGETS, packed
from tests.support.environment import ROOT

SOURCES = sorted(path for path in (ROOT / "static").rglob("*") if path.suffix in MINIFIERS)
# Every rule as the browser understands it: its kind, its selector or condition, its declarations.
RULES = """text => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    const told = rule => [
        rule.constructor.name, rule.selectorText ?? rule.conditionText ?? rule.name ?? rule.nameList?.join() ?? "",
        rule.style?.cssText,
        ...[...(rule.cssRules ?? [])].map(told),
    ];
    return JSON.stringify([...sheet.cssRules].map(told));
}"""


def test_all_our_scripts_for_visitors_are_within_the_budget() -> None:
    sizes = {path.name: packed(path.name, path.read_text("utf-8")) for path in (ROOT / "static/js").glob("*.js")}
    assert sum(sizes.values()) <= BUDGETS["script"], sizes


@pytest.mark.parametrize("path", [path for path in SOURCES if path.suffix == ".css"], ids=lambda path: path.name)
def test_small_style_sheets_say_what_the_large_ones_say(page: Page, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    page.goto("/")
    large, small = (_spaced(page.evaluate(RULES, version)) for version in (text, minified(path.name, text)))
    assert small == large


@pytest.mark.parametrize("path", [path for path in SOURCES if path.suffix == ".js"], ids=lambda path: path.name)
def test_small_scripts_can_be_read(page: Page, path: Path) -> None:
    page.goto("/")
    functions = "text => (text.match(/=>|\\bfunction\\b|\\bclass\\b/g) ?? []).length"
    text = path.read_text(encoding="utf-8")
    small = minified(path.name, text)
    page.evaluate("text => { new Function(text.replace(/^(import|export)[^;]*;/gm, '')) }", small)
    assert page.evaluate(functions, small) == page.evaluate(functions, re.sub(r"/\*.*?\*/|(?m:^\s*//.*$)", "", text))


def _spaced(rules: str) -> str:
    """Without the spaces that mean nothing in values, which browsers keep as they are written."""
    return re.sub(r"(?<=[,(]) | (?=\))", "", re.sub(r"(\\n|\s)+", " ", rules)).replace(" *:", " :")
