"""XMP, the metadata packet of a PDF: one property in, the others untouched."""

from lxml import etree

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
RIGHTS_NAMESPACE = "http://ns.adobe.com/xap/1.0/rights/"
USAGE_TERMS = f"{{{RIGHTS_NAMESPACE}}}UsageTerms"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
BEGIN = b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
END = b'\n<?xpacket end="w"?>'
EMPTY = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>'
)


def with_usage_terms(packet: bytes | None, terms: str) -> bytes:
    root = _parse(packet)
    rdf = root if root.tag == f"{RDF}RDF" else root.find(f".//{RDF}RDF")
    for old in rdf.findall(f".//{USAGE_TERMS}"):
        old.getparent().remove(old)
    description = etree.SubElement(rdf, f"{RDF}Description", {f"{RDF}about": ""}, nsmap={"xmpRights": RIGHTS_NAMESPACE})
    choices = etree.SubElement(etree.SubElement(description, USAGE_TERMS), f"{RDF}Alt")
    etree.SubElement(choices, f"{RDF}li", {XML_LANG: "x-default"}).text = terms
    return BEGIN + etree.tostring(root, encoding="utf-8") + END


def _parse(packet: bytes | None) -> etree._Element:
    """A damaged packet is worth less than the mark: it gives way to a new one."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(packet or EMPTY, parser)
    except etree.XMLSyntaxError:
        return etree.fromstring(EMPTY)
    has_rdf = root.tag == f"{RDF}RDF" or root.find(f".//{RDF}RDF") is not None
    return root if has_rdf else etree.fromstring(EMPTY)
