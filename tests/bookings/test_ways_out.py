"""What is offered on a date of a series on which the room is taken."""

from datetime import UTC, date, datetime, time

from bookings.domain.recurring import Occasion, Rule
from bookings.domain.ways_out import ways_out
from tests.cast import Cast
from tests.factories.bookings import evening, make_room, make_tariffs

TODAY = date(2026, 11, 24)


def test_what_the_room_wants_to_know_longer_ahead_is_not_offered(cast: Cast) -> None:
    make_tariffs()
    studio, other = make_room("Studio 1"), make_room("Studio 2")
    other.building, other.notice_hours = studio.building, 4
    other.save()
    studio.notice_hours = 4
    studio.save()
    rule = Rule((2,), time(19), time(20), TODAY, TODAY)
    days = [Occasion(TODAY, evening(19, 20, TODAY), "", "")]

    def kinds(at: datetime) -> set[str]:
        return {
            way.kind for way in ways_out(rule=rule, room=studio, days=days, persons=1, by=cast.bureau, at=at)[TODAY]
        }

    assert kinds(datetime(2026, 11, 24, 9, tzinfo=UTC)) == {"overslaan", "ruimte", "tijd", "dag", "aanvragen"}
    assert kinds(datetime(2026, 11, 24, 17, tzinfo=UTC)) == {"overslaan", "tijd", "dag", "aanvragen"}
