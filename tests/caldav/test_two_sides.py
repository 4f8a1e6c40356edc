"""Our diary and a person's calendar on a real server, edited from both sides."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import unquote

import pytest
from icalendar import Calendar
from outside_house import OutsideHouse
from radicale_rig import Hand, event_of
from vets import at

from voicebot.adapters.copy_notes import RULE
from voicebot.booking.outside import uid_of


def only(hand: Hand) -> tuple[str, str]:
    [(href, text)] = hand.texts().items()
    return href, text


def moved(text: str, hours: int) -> str:
    """The event as a person moves it in their program: our own properties stay as they are."""
    calendar = Calendar.from_ical(text)
    event = calendar.walk("VEVENT")[0]
    start, end = event.decoded("DTSTART"), event.decoded("DTEND")
    for name, value in (("DTSTART", start), ("DTEND", end)):
        del event[name]
        event.add(name, value + timedelta(hours=hours))
    return calendar.to_ical().decode()


class TestBusyTimes:
    def test_an_event_blocks_and_its_end_frees(self, house: OutsideHouse, hand: Hand):
        assert house.free(at(24, 9))
        name = hand.event("dentist", "20261124T090000", "20261124T100000", zone="America/New_York")
        house.sync()
        assert not house.free(at(24, 9))
        assert house.free(at(24, 10))
        hand.delete(name)
        house.sync()
        assert house.free(at(24, 9))

    def test_a_changed_event_blocks_its_new_time_only(self, house: OutsideHouse, hand: Hand):
        hand.event("a", "20261124T140000", "20261124T150000")
        house.sync()
        hand.event("a", "20261125T140000", "20261125T150000")
        house.sync()
        assert house.busy() == [(at(25, 9), at(25, 10))]

    def test_transparent_and_cancelled_do_not_block(self, house: OutsideHouse, hand: Hand):
        hand.event("a", "20261124T140000", "20261124T150000", "TRANSP:TRANSPARENT")
        hand.event("b", "20261124T140000", "20261124T150000", "STATUS:CANCELLED")
        house.sync()
        assert house.busy() == []

    def test_a_whole_day_is_the_owners_day(self, house: OutsideHouse, hand: Hand):
        hand.event("a", "20261124", "20261125")
        house.sync()
        assert house.busy() == [(at(24, 0), at(25, 0))]

    def test_a_weekly_event_keeps_its_wall_time_over_a_clock_change(self, house, hand):
        zone = "America/New_York"
        rule = "RRULE:FREQ=WEEKLY;COUNT=20"
        hand.event("a", "20261124T090000", "20261124T100000", rule, zone=zone)
        house.sync()
        busy = house.busy()
        assert len(busy) == 20
        assert {start.astimezone(at(24, 9).tzinfo).hour for start, _ in busy} == {9}
        assert {start.hour for start, _ in busy} == {13, 14}

    def test_a_lost_token_is_read_from_the_start(self, house: OutsideHouse, hand: Hand):
        hand.event("a", "20261124T140000", "20261124T150000")
        house.sync()
        house.lose_token()
        hand.delete("a.ics")
        hand.event("b", "20261125T140000", "20261125T150000")
        house.sync()
        assert house.busy() == [(at(25, 9), at(25, 10))]

    def test_a_booking_that_is_met_is_told_once_and_stands(self, house, hand):
        visit = house.book(at(24, 9))
        house.sync()
        hand.event("a", "20261124T141500", "20261124T150000")
        house.sync()
        house.sync()
        [note] = house.notes()
        assert "Ann Example" in note
        assert "Tue 24 Nov 09:15-10:00" in note
        [kept] = house.calendar.appointments("vets")
        assert kept == visit

    def test_a_conflict_that_comes_again_is_told_again(self, house: OutsideHouse, hand: Hand):
        house.book(at(24, 9))
        hand.event("a", "20261124T141500", "20261124T150000")
        house.sync()
        house.deal_with_notes()
        house.lose_token()
        house.sync()
        assert house.notes() == [], "it is still there: no news"
        hand.event("a", "20261125T141500", "20261125T150000")
        house.sync()
        hand.event("a", "20261124T141500", "20261124T150000")
        house.sync()
        assert len(house.notes()) == 1
        assert len(house.notes(all=True)) == 1

    def test_a_series_that_cannot_be_read_blocks_and_is_told_until_it_is_mended(
        self, house: OutsideHouse, hand: Hand
    ):
        hand.event("a", "20261124T140000", "20261124T150000", "RRULE:FREQ=DAILY;INTERVAL=0")
        house.sync()
        assert house.busy() == [(at(24, 9), at(24, 10))]
        [note] = house.notes()
        assert "cannot be read" in note
        house.lose_token()
        house.sync()
        assert len(house.notes(all=True)) == 1
        hand.event("a", "20261124T140000", "20261124T150000", "RRULE:FREQ=WEEKLY;COUNT=2")
        house.sync()
        assert house.notes() == []
        assert len(house.busy()) == 2


class TestCopies:
    def test_a_booking_is_written_with_its_zone(self, house: OutsideHouse, hand: Hand):
        visit = house.book(at(24, 9))
        house.sync()
        href, text = only(hand)
        assert unquote(href).endswith(f"{uid_of(visit.id, 'vets')}.ics")
        assert "BEGIN:VTIMEZONE" in text
        assert "DTSTART;TZID=America/New_York:20261124T090000" in text
        assert "SEQUENCE:0" in text
        assert "Examination: Ann Example" in text
        assert house.busy() == []

    def test_a_move_is_written_over_it(self, house: OutsideHouse, hand: Hand):
        visit = house.book(at(24, 9))
        house.sync()
        house.move(visit, at(25, 11))
        house.sync()
        _, text = only(hand)
        assert "DTSTART;TZID=America/New_York:20261125T110000" in text
        assert "SEQUENCE:1" in text
        assert house.notes() == []

    def test_what_a_person_added_stays(self, house: OutsideHouse, hand: Hand):
        visit = house.book(at(24, 9))
        house.sync()
        href, text = only(hand)
        hand.write(href, text.replace("END:VEVENT", "LOCATION:Room 2\r\nEND:VEVENT"))
        house.sync()
        house.move(visit, at(25, 11))
        house.sync()
        _, text = only(hand)
        assert "LOCATION:Room 2" in text
        assert "20261125T110000" in text
        assert house.notes() == []

    def test_a_note_of_a_person_stays(self, house: OutsideHouse, hand: Hand):
        visit = house.book(at(24, 9))
        house.sync()
        href, text = only(hand)
        assert "DESCRIPTION:+12125550101" in text
        hand.write(
            href,
            text.replace("DESCRIPTION:+12125550101", "DESCRIPTION:+12125550101\\nbring the x-ray"),
        )
        for day in (25, 27, 30):
            house.sync()
            visit = house.move(visit, at(day, 11))
            house.sync()
        [event] = Calendar.from_ical(only(hand)[1]).walk("VEVENT")
        assert event["DESCRIPTION"].splitlines() == ["+12125550101", RULE, "bring the x-ray"]
        assert house.notes() == []

    def test_a_cancelled_visit_goes(self, house: OutsideHouse, hand: Hand):
        visit = house.book(at(24, 9))
        house.sync()
        house.cancel(visit)
        house.sync()
        assert hand.hrefs() == {}

    def test_bookings_from_before_the_connection_are_written(self, tmp_path, hand):
        house = OutsideHouse(tmp_path / "late")
        house.book(at(24, 9))
        house.sync()
        house.connect(hand.url)
        house.sync()
        assert len(hand.hrefs()) == 1
        house.close()


class TestConflicts:
    def test_a_copy_moved_by_hand_is_left_told_and_blocks(self, house: OutsideHouse, hand: Hand):
        visit = house.book(at(24, 9))
        house.sync()
        href, text = only(hand)
        theirs = moved(text, 2)
        hand.write(href, theirs)
        house.sync()
        house.sync()
        [note] = house.notes()
        assert "moved to Tue 24 Nov 11:00-11:30" in note
        assert not house.free(at(24, 11))
        assert "20261124T110000" in only(hand)[1]
        [kept] = house.calendar.appointments("vets")
        assert kept.start == visit.start

    def test_it_is_settled_by_moving_the_diary(self, house: OutsideHouse, hand: Hand):
        visit = house.book(at(24, 9))
        house.sync()
        href, text = only(hand)
        hand.write(href, moved(text, 2))
        house.sync()
        house.move(visit, at(25, 14))
        house.sync()
        assert house.notes() == []
        assert len(house.notes(all=True)) == 1
        assert "20261125T140000" in only(hand)[1]
        assert house.busy() == []

    def test_it_is_settled_by_putting_it_back(self, house: OutsideHouse, hand: Hand):
        house.book(at(24, 9))
        house.sync()
        href, text = only(hand)
        hand.write(href, moved(text, 2))
        house.sync()
        hand.write(href, text)
        house.sync()
        assert house.notes() == []
        assert house.busy() == []

    def test_both_moved_at_once_nothing_is_overwritten(self, house: OutsideHouse, hand: Hand):
        visit = house.book(at(24, 9))
        house.sync()
        href, text = only(hand)
        house.move(visit, at(25, 14))
        hand.write(href, moved(text, 2))
        house.sync()
        assert "20261124T110000" in only(hand)[1]
        assert len(house.notes()) == 1

    def test_a_copy_deleted_by_hand_is_told_and_not_put_back(self, house, hand):
        visit = house.book(at(24, 9))
        house.sync()
        hand.delete(only(hand)[0])
        house.sync()
        house.sync()
        [note] = house.notes()
        assert "deleted" in note
        assert hand.hrefs() == {}
        house.move(visit, at(25, 14))
        house.sync()
        assert len(hand.hrefs()) == 1
        assert house.notes() == []

    def test_cancelled_here_and_moved_there_is_left(self, house: OutsideHouse, hand: Hand):
        visit = house.book(at(24, 9))
        house.sync()
        href, text = only(hand)
        hand.write(href, moved(text, 2))
        house.cancel(visit)
        house.sync()
        assert len(hand.hrefs()) == 1
        assert len(house.notes()) == 1
        hand.delete(href)
        house.sync()
        assert house.notes() == []

    def test_an_event_of_another_under_our_name_is_not_overwritten(self, house, hand):
        visit = house.book(at(24, 9))
        uid = uid_of(visit.id, "vets")
        hand.write(f"{uid}.ics", event_of(uid, "20261126T140000", "20261126T150000"))
        house.sync()
        assert "20261126T140000" in only(hand)[1]
        assert len(house.notes()) == 1


class TestBroken:
    def test_a_wrong_password_is_loud_and_ends_when_it_works(self, house, hand):
        house.set_secret("wrong")
        house.book(at(24, 9))
        house.sync()
        [one] = house.outside.connections.all(house.now)
        assert one.broken
        assert "401" in one.error
        assert "401" in one.write_error
        assert len(house.notes()) == 2
        house.set_secret()
        house.sync()
        [one] = house.outside.connections.all(house.now)
        assert not one.broken
        assert house.notes() == []
        assert len(hand.hrefs()) == 1

    def test_one_that_is_due_and_not_read_is_broken(self, house, hand):
        house.sync()
        connections = house.outside.connections
        house.outside.importer.run_due()
        for minutes, broken in ((0, False), (15, False), (21, True)):
            [one] = connections.all(house.now + timedelta(minutes=minutes))
            assert one.broken is broken
        assert "not read since 2026-11-16 15:05Z" in one.error

    def test_private_addresses_are_refused_unless_allowed(self, tmp_path, hand: Hand):
        house = OutsideHouse(tmp_path / "strict")
        house.forbid_private()
        house.connect(hand.url)
        house.book(at(24, 9))
        house.sync()
        [one] = house.outside.connections.all(house.now)
        assert "private network" in one.error
        assert hand.hrefs() == {}
        house.close()

    @pytest.mark.parametrize("kind", ["caldav", "ics"])
    def test_a_server_that_is_gone(self, tmp_path, kind: str):
        house = OutsideHouse(tmp_path / "gone")
        house.connect("http://127.0.0.1:9/x/", kind)
        house.sync()
        [one] = house.outside.connections.all(house.now)
        assert "no answer" in one.error
        house.close()
