#: file past.toml
[[coupled]]
path = "shop/export.py"
other = "shop/columns.py"
both = 9
of = 10
last = { id = "1a2b3c4d5", date = "2026-01-31", subject = "Add the VAT column" }

[[coupled]]
path = "shop/export.py"
other = "shop/formats.py"
both = 7
of = 10
last = { id = "1a2b3c4d5", date = "2026-01-31", subject = "Add the VAT column" }

[[coupled]]
path = "shop/export.py"
other = "shop/totals.py"
both = 10
of = 10
last = { id = "1a2b3c4d5", date = "2026-01-31", subject = "Add the VAT column" }

[[coupled]]
path = "shop/totals.py"
other = "shop/tests/test_export.py"
both = 9
of = 9
last = { id = "1a2b3c4d5", date = "2026-01-31", subject = "Add the VAT column" }

#: file shop/export.py
HEADINGS = ["number", "total"]  #: dropped
HEADINGS = ["number", "total", "vat"]  #: added; breaks change_together `shop/columns.py` changed in 9 of 10 commits
#: file shop/columns.py
WIDTHS = [10, 12]
#: file shop/formats.py
FORMATS = ["csv"]
#: file shop/totals.py
VAT = 0  #: dropped
VAT = 21  #: added
#: file shop/tests/test_export.py
def test_headings(): ...
