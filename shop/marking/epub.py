"""The buyer's mark in an EPUB 2 or 3: a page after the title, and metadata in the package document."""

import posixpath
import re
import zipfile
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from shop.marking.archive import Files, pack, unpack
from shop.marking.text import Mark, MarkingError, direction

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
SIGNATURES = "META-INF/signatures.xml"
PACKAGE_TYPE = "application/oebps-package+xml"
FONT_OBFUSCATION = {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"}
OPF = "{http://www.idpf.org/2007/opf}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FRONT_PAGE = re.compile(r"(?<![a-z])(cover|title|half-?title|titel|umschlag|frontispiece)", re.IGNORECASE)

PAGE = """<?xml version="1.0" encoding="utf-8"?>
{doctype}
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang={lang}{html_lang}>
<head>
<title>{note}</title>
<style type="text/css">
body {{ margin: 30% 10% 0; text-align: center; }}
p {{ margin: 0 0 0.75em; overflow-wrap: anywhere; }}
.buyer {{ font-size: 1.25em; }}
</style>
</head>
<body>
<div>
<p>{note}</p>
<p class="buyer" dir="{direction}">{buyer}</p>
<p>{order_number}</p>
</div>
</body>
</html>
"""
DOCTYPES = {
    "2": '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">',
    "3": "<!DOCTYPE html>",
}


def mark_epub(data: bytes, *, buyer: str, order_number: str, note: str) -> bytes:
    mark = Mark.of(buyer=buyer, order_number=order_number, note=note)
    files = unpack(data)
    _refuse_protected(files)
    for path in _package_paths(files):
        _mark_package(files, path, mark)
    return pack(files)


def _refuse_protected(files: Files) -> None:
    if SIGNATURES in files:
        raise MarkingError("the EPUB is signed, a mark would break the signature")
    if ENCRYPTION in files:
        methods = _parse(files, ENCRYPTION).iterfind(".//{*}EncryptionMethod")
        if {method.get("Algorithm") for method in methods} - FONT_OBFUSCATION:
            raise MarkingError("the EPUB is encrypted")


def _package_paths(files: Files) -> list[str]:
    rootfiles = _parse(files, CONTAINER).iterfind(".//{*}rootfile")
    paths = [root.get("full-path", "") for root in rootfiles if root.get("media-type") == PACKAGE_TYPE]
    if not paths:
        raise MarkingError("the EPUB names no package document")
    return paths


def _mark_package(files: Files, path: str, mark: Mark) -> None:
    package = _parse(files, path)
    metadata, manifest, spine = (_child(package, name) for name in ("metadata", "manifest", "spine"))
    version = "3" if package.get("version", "").startswith("3") else "2"
    folder = posixpath.dirname(path)
    name = _free_name(folder, files)
    info = files[path][0]

    identifier = _free_id(package)
    etree.SubElement(
        manifest,
        f"{OPF}item",
        id=identifier,
        href=posixpath.basename(name),
        attrib={"media-type": "application/xhtml+xml"},
    )
    spine.insert(_place(package, manifest, spine), _spine_entry(package, version, identifier))
    for key, value in (("licensee", mark.buyer), ("order-number", mark.order_number)):
        etree.SubElement(_meta_holder(metadata), f"{OPF}meta", name=key, content=value)

    files[path] = (info, _serialize(package))
    files[name] = (_deflated(name, info), _page(mark, _language(package), version).encode())


def _meta_holder(metadata: etree._Element) -> etree._Element:
    """Early EPUB 2 files keep `meta` in a place of its own, behind `dc-metadata`."""
    if metadata.find(f"{OPF}dc-metadata") is None:
        return metadata
    holder = metadata.find(f"{OPF}x-metadata")
    return etree.SubElement(metadata, f"{OPF}x-metadata") if holder is None else holder


def _spine_entry(package: etree._Element, version: str, identifier: str) -> etree._Element:
    entry = etree.Element(f"{OPF}itemref", idref=identifier)
    layout = package.find(f".//{OPF}meta[@property='rendition:layout']")
    if version == "3" and layout is not None and (layout.text or "").strip() == "pre-paginated":
        entry.set("properties", "rendition:layout-reflowable")  # our page has no fixed size
    return entry


def _place(package: etree._Element, manifest: etree._Element, spine: etree._Element) -> int:
    """Behind the run of cover and title pages with which the spine begins."""
    hrefs = {item.get("id"): item.get("href", "") for item in manifest.iterfind(f"{OPF}item")}
    named = {_file(ref.get("href", "")) for ref in package.iterfind(f"{OPF}guide/{OPF}reference") if _is_front(ref)}
    place = 0
    for position, entry in enumerate(spine):
        if not isinstance(entry.tag, str):
            continue
        href = _file(hrefs.get(entry.get("idref"), ""))
        if href not in named and not FRONT_PAGE.search(posixpath.basename(href)):
            break
        place = position + 1
    return place


def _is_front(reference: etree._Element) -> bool:
    return reference.get("type", "").lower() in {"cover", "title-page"}


def _file(href: str) -> str:
    return unquote(urlsplit(href).path)


def _language(package: etree._Element) -> str:
    language = package.findtext(f"{OPF}metadata/{{http://purl.org/dc/elements/1.1/}}language")
    return (language or package.get(XML_LANG) or "und").strip()


def _page(mark: Mark, language: str, version: str) -> str:
    lang = quoteattr(language)
    return PAGE.format(
        doctype=DOCTYPES[version],
        lang=lang,
        html_lang=f" lang={lang}" if version == "3" else "",  # XHTML 1.1 has no such attribute
        note=escape(mark.note),
        buyer=escape(mark.buyer),
        order_number=escape(mark.order_number),
        direction=direction(mark.buyer),
    )


def _free_name(folder: str, files: Files) -> str:
    taken = {name.casefold() for name in files}
    names = (posixpath.join(folder, f"licence-{number}.xhtml") for number in range(1, len(files) + 2))
    return next(name for name in names if name.casefold() not in taken)


def _free_id(package: etree._Element) -> str:
    taken = set(package.xpath("//@id"))
    return next(f"licence-{number}" for number in range(1, len(taken) + 2) if f"licence-{number}" not in taken)


def _deflated(name: str, like: zipfile.ZipInfo) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, like.date_time)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _child(package: etree._Element, name: str) -> etree._Element:
    if (child := package.find(f"{OPF}{name}")) is None:
        raise MarkingError(f"the package document has no {name}")
    return child


def _parse(files: Files, path: str) -> etree._Element:
    """Without entities, external files and network: the file comes from outside."""
    if path not in files:
        raise MarkingError(f"the EPUB has no file {path}")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(files[path][1], parser)
    except etree.XMLSyntaxError as error:
        raise MarkingError(f"{path} is not well-formed: {error}") from error


def _serialize(package: etree._Element) -> bytes:
    return etree.tostring(package.getroottree(), xml_declaration=True, encoding="utf-8")
