import pytest

from voicebot.adapters.import_files import as_iso, csv_rows


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2026-11-24T15:00", "2026-11-24T15:00"),
        ("11/24/2026 3:00 PM", "2026-11-24T15:00:00"),
        ("24 November 2026 15:00", "2026-11-24T15:00:00"),
        ("Nov 24, 2026 9:30am", "2026-11-24T09:30:00"),
        ("11/24", "11/24"),
        ("tomorrow", "tomorrow"),
        ("", ""),
    ],
)
def test_times_as_spreadsheets_write_them(written, iso):
    assert as_iso(written) == iso


def test_a_row_carries_them_in_one_form():
    text = "Start,Service,Name\n11/24/2026 3:00 PM,Cleaning,Ada Moss\n"
    (row,) = csv_rows(text, ["start"])
    assert row.fields["start"] == "2026-11-24T15:00:00"
