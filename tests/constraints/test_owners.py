"""CODEOWNERS of strangers: what is read, and that no line of it keeps anybody waiting."""

import time

from constraints.owners import owners


def test_owners_of_a_section_are_those_of_its_lines() -> None:
    found = owners({"CODEOWNERS": "[Shop][2] @org/shop shop@example.com\norders/\ncart/ @ada\n"})
    assert [one.owners for one in found.of("orders/pay.py")] == [("@org/shop", "shop@example.com")]
    assert [one.owners for one in found.of("cart/pay.py")] == [("@ada",)]


def test_a_line_that_is_almost_a_section_takes_no_time() -> None:
    began = time.process_time()
    owners({"CODEOWNERS": "[S]" + " @@@@@@" * 50 + " x"})
    assert time.process_time() - began < 1
