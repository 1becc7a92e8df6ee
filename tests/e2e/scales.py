"""What a visit costs, packed as it is delivered: with gzip; brotli, which most browsers take, packs smaller."""

import gzip
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

from config.staticfiles import MINIFIERS, minified

KB = 1024
BUDGETS = {"stylesheet": 8 * KB, "font": 70 * KB, "script": 10 * KB}
WHOLE_PAGE = 100 * KB  # without pictures
_sizes: dict[str, int] = {}


class Scales:
    """Notes what a page asks for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: dict[str, str] = {}
        page.on("request", lambda request: self.asked.update({request.url: request.resource_type}))

    def complaints(self) -> list[str]:
        sizes = {url: (kind, self._size(url)) for url, kind in self.asked.items() if kind in {*BUDGETS, "document"}}
        sums = {kind: sum(size for found, size in sizes.values() if found == kind) for kind in BUDGETS}
        over = [f"{kind}: {sums[kind]} bytes" for kind, budget in BUDGETS.items() if sums[kind] > budget]
        whole = sum(size for _, size in sizes.values())
        return over + ([f"all of it: {whole} bytes, {sizes}"] if whole > WHOLE_PAGE else [])

    def _size(self, url: str) -> int:
        """Files have one size, whoever asks for them."""
        if url not in _sizes:
            _sizes[url] = delivered(self.page, url)
        return _sizes[url]


def delivered(page: Page, url: str) -> int:
    body, path = page.request.get(url).body(), Path(urlsplit(url).path)
    if path.suffix == ".woff2":  # packed already
        return len(body)
    return packed(path.name, body.decode())


def packed(name: str, text: str) -> int:
    small = minified(name, text) if Path(name).suffix in MINIFIERS else text
    return len(gzip.compress(small.encode(), 9))
