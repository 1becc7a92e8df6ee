"""Read and write the zip container of an EPUB, safely."""

import io
import zipfile
import zlib

from shop.marking.text import MarkingError

MIMETYPE = b"application/epub+zip"
MOST_FILES = 10_000
MOST_BYTES = 256 * 1024 * 1024

Files = dict[str, tuple[zipfile.ZipInfo, bytes]]


def unpack(data: bytes) -> Files:
    """All files by name, in the order of the archive, without folders."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _refuse_hostile(infos)
            files = {info.filename: (info, archive.read(info)) for info in infos}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise MarkingError(f"not a readable zip archive: {error}") from error
    if files.get("mimetype", (None, b""))[1].strip() != MIMETYPE:
        raise MarkingError("not an EPUB: the file mimetype is missing or wrong")
    return files


def _refuse_hostile(infos: list[zipfile.ZipInfo]) -> None:
    names = [info.filename for info in infos]
    if len(names) > MOST_FILES or sum(info.file_size for info in infos) > MOST_BYTES:
        raise MarkingError("the archive unpacks to more than an ebook can need")
    if {info.compress_type for info in infos} - {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise MarkingError("the archive is packed in a way that EPUB does not know")
    if len(set(names)) != len(names):
        raise MarkingError("the archive holds two files of the same name")
    for name in names:
        if name.startswith("/") or "\\" in name or ":" in name.split("/")[0] or ".." in name.split("/"):
            raise MarkingError(f"the archive holds a path that leads out of it: {name!r}")


def pack(files: Files) -> bytes:
    """The mimetype comes first and is stored, as readers demand; the others keep order, date and kind of storage."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        first = zipfile.ZipInfo("mimetype", files["mimetype"][0].date_time)
        archive.writestr(first, MIMETYPE)
        for name, (info, data) in files.items():
            if name != "mimetype":
                archive.writestr(_entry(name, info), data, compresslevel=6)
    return buffer.getvalue()


def _entry(name: str, like: zipfile.ZipInfo) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, like.date_time)
    entry.compress_type = zipfile.ZIP_STORED if like.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
    return entry
