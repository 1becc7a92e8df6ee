"""Private files: books, marked copies. They have no address; a view that checks a right sends them."""

from django.core.files.storage import FileSystemStorage, Storage, storages


class PrivateStorage(FileSystemStorage):
    def url(self, name: str | None) -> str:
        raise ValueError("a private file has no address")


def private_storage() -> Storage:
    """A callable, so that migrations name it instead of freezing the folder."""
    return storages["private"]
