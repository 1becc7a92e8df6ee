"""Small EPUB files as other publishers make them, for tests."""

import io
import zipfile

CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>"""

PACKAGE_2 = """<?xml version="1.0" encoding="utf-8"?>
<opf:package xmlns:opf="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="id">
<opf:metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:12345678-1234-4234-8234-123456789abc</dc:identifier>
<dc:title>Altes Buch</dc:title><dc:language>de</dc:language>
</opf:metadata>
<opf:manifest>
<opf:item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<opf:item id="licence-1" href="eins.xhtml" media-type="application/xhtml+xml"/>
<opf:item id="zwei" href="kapitel-%C3%A4.xhtml" media-type="application/xhtml+xml"/>
</opf:manifest>
<opf:spine toc="ncx"><opf:itemref idref="licence-1"/><opf:itemref idref="zwei"/></opf:spine>
<opf:guide><opf:reference type="title-page" title="Titel" href="eins.xhtml"/></opf:guide>
</opf:package>"""

NCX = """<?xml version="1.0" encoding="utf-8"?>
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1">
<head><meta name="dtb:uid" content="urn:uuid:12345678-1234-4234-8234-123456789abc"/></head>
<docTitle><text>Altes Buch</text></docTitle>
<navMap><navPoint id="n1" playOrder="1"><navLabel><text>Zwei</text></navLabel>
<content src="kapitel-%C3%A4.xhtml"/></navPoint></navMap>
</ncx>"""

PAGE_2 = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="de"><head><title>Seite</title></head>
<body><p>Ein Satz.</p></body></html>"""

PACKAGE_FIXED = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:12345678-1234-4234-8234-123456789abc</dc:identifier>
<dc:title>Bilderbuch</dc:title><dc:language>de</dc:language>
<meta property="dcterms:modified">2026-01-01T00:00:00Z</meta>
<meta property="rendition:layout">pre-paginated</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="one" href="one.xhtml" media-type="application/xhtml+xml"/>
</manifest>
<spine><itemref idref="one"/></spine>
</package>"""

NAV = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="de" lang="de">
<head><title>Inhalt</title></head>
<body><nav epub:type="toc"><ol><li><a href="one.xhtml">Eins</a></li></ol></nav></body></html>"""

PAGE_FIXED = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="de" lang="de">
<head><title>Eins</title><meta name="viewport" content="width=600, height=800"/></head>
<body><p>Ein Bild.</p></body></html>"""


def zipped(files: dict[str, str | bytes], *, mimetype: str = "application/epub+zip") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", mimetype)
        for name, content in files.items():
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def old_epub(**more: str) -> bytes:
    """EPUB 2, with prefixed names, a page whose id we would take, and percent signs in a link."""
    return zipped(
        {
            "META-INF/container.xml": CONTAINER,
            "OEBPS/content.opf": PACKAGE_2,
            "OEBPS/toc.ncx": NCX,
            "OEBPS/eins.xhtml": PAGE_2,
            "OEBPS/kapitel-ä.xhtml": PAGE_2,
            **more,
        }
    )


def fixed_layout_epub() -> bytes:
    return zipped(
        {
            "META-INF/container.xml": CONTAINER,
            "OEBPS/content.opf": PACKAGE_FIXED,
            "OEBPS/nav.xhtml": NAV,
            "OEBPS/one.xhtml": PAGE_FIXED,
        }
    )
