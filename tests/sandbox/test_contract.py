"""What the sandbox checks calls against."""

import pytest
from openapi_core import OpenAPI

from sandbox.contract import FILES, read
from tests.sandbox.process import contract_folder


@pytest.mark.parametrize("name", sorted(set(FILES.values())))
def test_repaired_file_is_a_whole_specification(name: str) -> None:
    assert OpenAPI.from_dict(read(contract_folder() / name)).spec["paths"]
