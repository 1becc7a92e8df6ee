"""Phone numbers as people read and dial them."""

import pytest

from cms.phones import international


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("+493023125120", "+49 30 23125120"),
        ("030 23 12 51 20", "+49 30 23125120"),
        ("+43 1 7201234", "+43 1 7201234"),
        ("nur schriftlich", "nur schriftlich"),
        ("", ""),
    ],
)
def test_a_phone_number_is_shown_as_one_dials_it_from_anywhere(typed: str, shown: str) -> None:
    assert international(typed, "DE") == shown
