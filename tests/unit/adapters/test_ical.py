"""iCalendar read and written."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from voicebot.adapters.ical_reading import Reader, by_uid, parse, read_mark, write_mark
from voicebot.adapters.ical_writing import event_text, feed_text
from voicebot.booking.outside import Visit, Wrote
from voicebot.errors import OutsideFailed

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 16, 15, tzinfo=UTC)
WINDOW = (datetime(2026, 10, 1, tzinfo=UTC), datetime(2027, 10, 1, tzinfo=UTC))
ME, OTHER = "mailto:Lee@Example.org", "mailto:kim@example.org"


def calendar(*events: str) -> Calendar:
    body = "\r\n".join(f"BEGIN:VEVENT\r\n{e.strip()}\r\nEND:VEVENT" for e in events)
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\n{body}\r\nEND:VCALENDAR\r\n"
    return parse(text.replace("\r\n", "\n").replace("\n", "\r\n"))


def busy(*events: str, reader: Reader | None = None) -> list[tuple[str, str]]:
    found = (reader or Reader(ZONE)).busy(calendar(*events), WINDOW)[0]
    return [tuple(t.astimezone(ZONE).strftime("%m-%d %H:%M") for t in times) for times in found]


class TestBusy:
    def test_utc_zoned_and_floating(self):
        assert busy("UID:1\nDTSTART:20261124T140000Z\nDTEND:20261124T150000Z") == [
            ("11-24 09:00", "11-24 10:00")
        ]
        assert busy("UID:1\nDTSTART;TZID=Europe/Berlin:20261124T150000\nDURATION:PT1H") == [
            ("11-24 09:00", "11-24 10:00")
        ]
        assert busy("UID:1\nDTSTART:20261124T090000\nDTEND:20261124T100000") == [
            ("11-24 09:00", "11-24 10:00")
        ]

    def test_all_day_is_the_owners_day_on_the_day_of_a_clock_change(self):
        assert busy("UID:1\nDTSTART;VALUE=DATE:20261101") == [("11-01 00:00", "11-02 00:00")]
        whole = calendar("UID:1\nDTSTART;VALUE=DATE:20261101")
        [(start, end)], _ = Reader(ZONE).busy(whole, WINDOW)
        assert (end - start).total_seconds() == 25 * 3600

    def test_an_all_day_event_that_ends_on_its_own_day_is_that_day(self):
        assert busy("UID:1\nDTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261124") == [
            ("11-24 00:00", "11-25 00:00")
        ]

    @pytest.mark.parametrize(
        ("written", "hours"),
        [
            ("DURATION:PT4H", 4),
            ("DURATION:P1D", 23),
            ("DURATION:P1DT1H", 24),
            ("DTEND;TZID=America/New_York:20270314T040000", 3),
            ("DURATION:PT4H\nRRULE:FREQ=DAILY;COUNT=1", 4),
        ],
    )
    def test_hours_pass_while_the_clocks_go_forward(self, written, hours):
        whole = calendar(f"UID:1\nDTSTART;TZID=America/New_York:20270314T000000\n{written}")
        [(start, end)], _ = Reader(ZONE).busy(whole, WINDOW)
        assert (end - start).total_seconds() == hours * 3600

    @pytest.mark.parametrize(
        "rule",
        [
            "RRULE:FREQ=WEEKLY;UNTIL=rubbish",
            "RRULE:FREQ=SOMETIMES",
            "RRULE:FREQ=WEEKLY;BYDAY=XX",
            "RRULE:COUNT=3",
            "RRULE:FREQ=DAILY;INTERVAL=0",
            "RRULE:FREQ=DAILY;INTERVAL=-1",
            "EXDATE:rubbish",
        ],
    )
    def test_a_series_that_cannot_be_read_blocks_its_first_time(self, rule):
        broken = f"UID:1\nDTSTART:20261124T140000Z\nDTEND:20261124T150000Z\n{rule}"
        good = "UID:2\nDTSTART:20261125T140000Z\nDTEND:20261125T150000Z"
        assert busy(broken, good) == [
            ("11-24 09:00", "11-24 10:00"),
            ("11-25 09:00", "11-25 10:00"),
        ]
        reader = Reader(ZONE)
        assert reader.outside(calendar(broken, good), "h", "e", "vets", WINDOW).unclear
        assert not reader.outside(calendar(good), "h", "e", "vets", WINDOW).unclear
        free = reader.outside(calendar(f"{broken}\nTRANSP:TRANSPARENT"), "h", "e", "vets", WINDOW)
        assert (free.busy, free.unclear) == ((), False)

    def test_an_event_without_a_readable_start_is_unclear(self):
        for start in ("DTSTART:rubbish", "SUMMARY:no start"):
            one = Reader(ZONE).outside(calendar(f"UID:1\n{start}"), "h", "e", "vets", WINDOW)
            assert (one.busy, one.unclear) == ((), True)

    def test_zones_of_45_minutes(self):
        reader = Reader(ZoneInfo("Asia/Kathmandu"))
        [(start, _)], _ = reader.busy(calendar("UID:1\nDTSTART;VALUE=DATE:20261124"), WINDOW)
        assert start == datetime(2026, 11, 23, 18, 15, tzinfo=UTC)

    def test_recurring_with_an_exception_and_a_moved_occurrence(self):
        assert busy(
            "UID:1\nDTSTART;TZID=America/New_York:20261026T090000\n"
            "DTEND;TZID=America/New_York:20261026T100000\nRRULE:FREQ=WEEKLY;COUNT=4\n"
            "EXDATE;TZID=America/New_York:20261102T090000",
            "UID:1\nRECURRENCE-ID;TZID=America/New_York:20261109T090000\n"
            "DTSTART;TZID=America/New_York:20261110T120000\n"
            "DTEND;TZID=America/New_York:20261110T130000",
        ) == [
            ("10-26 09:00", "10-26 10:00"),
            ("11-10 12:00", "11-10 13:00"),
            ("11-16 09:00", "11-16 10:00"),
        ]

    def test_what_repeats_for_ever_ends_with_the_window(self):
        found = busy("UID:1\nDTSTART:20261001T140000Z\nDTEND:20261001T150000Z\nRRULE:FREQ=DAILY")
        assert len(found) == 365

    def test_an_event_that_began_before_the_window(self):
        found = busy("UID:1\nDTSTART:20260930T120000Z\nDTEND:20261002T120000Z")
        assert found == [("09-30 08:00", "10-02 08:00")]

    @pytest.mark.parametrize(
        "line", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "DTEND:20261124T140000Z"]
    )
    def test_what_does_not_block(self, line):
        assert busy(f"UID:1\nDTSTART:20261124T140000Z\n{line}") == []

    @pytest.mark.parametrize(
        ("answer", "unanswered", "blocks"),
        [
            ("ACCEPTED", True, True),
            ("TENTATIVE", False, True),
            ("DECLINED", True, False),
            ("NEEDS-ACTION", True, True),
            ("NEEDS-ACTION", False, False),
        ],
    )
    def test_invitations(self, answer, unanswered, blocks):
        event = (
            "UID:1\nDTSTART:20261124T140000Z\nDTEND:20261124T150000Z\n"
            f"ATTENDEE;PARTSTAT={answer}:{ME}\nATTENDEE;PARTSTAT=ACCEPTED:{OTHER}"
        )
        reader = Reader(ZONE, "lee@example.org", unanswered)
        assert bool(busy(event, reader=reader)) is blocks

    def test_somebody_elses_answer_says_nothing_of_the_owner(self):
        event = (
            "UID:1\nDTSTART:20261124T140000Z\nDTEND:20261124T150000Z\n"
            f"ATTENDEE;PARTSTAT=DECLINED:{OTHER}"
        )
        assert busy(event, reader=Reader(ZONE, "lee@example.org", False))


class TestReading:
    @pytest.mark.parametrize("text", ["", "no calendar", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT"])
    def test_what_is_no_calendar_is_refused(self, text):
        with pytest.raises(OutsideFailed):
            parse(text)

    def test_parts_by_uid_keep_their_zones(self):
        whole = calendar("UID:1\nDTSTART:20261124T140000Z", "UID:2\nDTSTART:20261125T140000Z")
        assert sorted(by_uid(whole)) == ["1", "2"]

    def test_marks(self):
        wrote = Wrote(3, NOW, WINDOW[1])
        assert read_mark(write_mark(3, NOW, WINDOW[1])) == wrote
        for bad in ("", "3", "x/y/z", "1/20261124T140000Z"):
            assert read_mark(bad) is None


class TestWriting:
    visit = Visit(
        "a@vets.voicebot", 1, datetime(2026, 11, 24, 14, tzinfo=UTC),
        datetime(2026, 11, 24, 14, 30, tzinfo=UTC), "America/New_York", "Exam: Ann, \"A\"; x", "n",
    )  # fmt: skip

    def test_it_reads_back_and_names_its_zone(self):
        text = event_text(self.visit, NOW)
        copy = Reader(ZONE).copy(parse(text), self.visit.uid, "h", "e")
        assert copy is not None
        assert not copy.touched
        assert (copy.start, copy.end) == (self.visit.start, self.visit.end)
        assert "BEGIN:VTIMEZONE" in text
        assert "DTSTART;TZID=America/New_York:20261124T090000" in text

    def test_a_second_write_keeps_what_others_added_and_counts_up(self):
        first = event_text(self.visit, NOW).replace(
            "END:VEVENT",
            "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT",
        )
        second = event_text(self.visit, NOW, first)
        assert "BEGIN:VALARM" in second
        assert second.count("BEGIN:VEVENT") == second.count("BEGIN:VTIMEZONE") == 1
        assert "SEQUENCE:1" in second

    def test_a_feed(self):
        whole = parse(feed_text([self.visit], "Dr. Okafor", NOW))
        assert len(whole.walk("VEVENT")) == len(whole.walk("VTIMEZONE")) == 1
