"""“Fixed” is believed to a photo only: taken after the report, and near its place."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from PIL import ExifTags, Image

from appeals import actions, objecting
from appeals.photos import Original, checked
from appeals.proof import NotProved, Stood
from appeals.workflow import Outcome, Status
from roadmap.camera_notes import Taken, taken
from tests.appeals.factories import ACROSS_TOWN, NEXT_TO_IT, PUSHKINA, appeal, cut, noted, picture, spot, upload
from tests.closures.factories import active, line, phase

HOUR = timedelta(hours=1)
FORTY_M_ON = spot(140, 203)  # the pin is at (100, 203), улица Пушкина runs along y = 200
SIXTY_M_ON = spot(160, 203)
ZONE = ZoneInfo("Asia/Yekaterinburg")


def half(photo: Original) -> Original:
    """The same, cut: its header and the camera's notes are whole."""
    photo.file.seek(0)
    return checked(upload(cut(photo.file.read()), photo.called))


@pytest.fixture
def fix(small_city, agency, operator, at):
    """Says “fixed” two hours after the report, with these photos; answers with what was refused, else with the row."""
    sent = appeal(small_city, PUSHKINA, at=at)

    def fix(*photos, stood=None, when=at + 2 * HOUR):
        told = {"photos": photos, "stood": stood, "outcome": Outcome.FIXED}
        try:
            return actions.answer(sent, "Заделали.", by=operator, at=when, **told)
        except NotProved as error:
            sent.refresh_from_db()
            assert (sent.status, sent.uploads.count()) == (Status.NEW, 0)
            return " ".join(error.message_dict["photos"])

    return fix


def test_the_senders_own_photo_proves_nothing_however_it_is_sent_back(small_city, agency, operator, at):
    sent = appeal(small_city, PUSHKINA, at=at, photos=[checked(upload())])
    before = sent.photos.get()
    here = Stood(PUSHKINA, 5)
    for file in (before.original, before.file, before.thumbnail):
        with pytest.raises(NotProved, match="уже есть"):
            told = {"photos": [checked(upload(file.read()))], "stood": here, "outcome": Outcome.FIXED}
            actions.answer(sent, "Заделали.", by=operator, at=at + HOUR, **told)


def test_no_photo_cannot_close_as_fixed(fix):
    assert "нужно фото ремонта" in fix()


def test_a_photo_of_afterwards_near_the_place_proves_it_and_the_history_says_so(fix, at):
    done = fix(noted(at + HOUR, NEXT_TO_IT))
    assert (done.status, done.outcome) == (Status.ANSWERED, Outcome.FIXED)
    assert done.changes.last().words == "Фото ремонта снято 10 июня 2026, 12 м от места."
    assert done.changes.last().state["outcome"] == "fixed"


@pytest.mark.parametrize(
    ("taken_after", "place", "refused"),
    [
        (-HOUR, NEXT_TO_IT, "до того, как о проблеме сообщили"),
        (timedelta(0), NEXT_TO_IT, "до того, как о проблеме сообщили"),
        (5 * HOUR, NEXT_TO_IT, "в будущем"),
        (HOUR, SIXTY_M_ON, "в 60 м от места"),
        (HOUR, ACROSS_TOWN, "м от места"),
        (HOUR, None, "не говорит, где"),
        (None, NEXT_TO_IT, "не говорит, когда"),
        (None, None, "не говорит, когда"),
    ],
)
def test_what_proves_nothing_is_refused_in_words_that_name_the_photo(taken_after, place, refused, fix, at):
    words = fix(noted(None if taken_after is None else at + taken_after, place))
    assert "после.jpg" in words
    assert refused in words


def test_a_photo_cut_in_half_proves_nothing_though_its_header_is_whole(fix, at):
    words = fix(half(noted(at + HOUR, NEXT_TO_IT)))
    assert "после.jpg" in words
    assert "повреждён" in words


def test_the_photo_that_proved_it_is_there_when_the_answer_goes_out(fix, at):
    done = fix(noted(at + HOUR, NEXT_TO_IT))
    assert (done.uploads.count(), done.photos.proofs().public().count()) == (0, 1)
    photo = done.photos.proofs().get()
    assert (photo.width, photo.original.size > 0, photo.arrival > 0) == (64, True, True)


def test_one_photo_proves_two_messages_of_one_hole_and_not_a_hole_and_a_dark_light(small_city, agency, operator, at):
    hole, same_hole = appeal(small_city, PUSHKINA, at=at), appeal(small_city, NEXT_TO_IT, at=at)
    light, farther = appeal(small_city, code="lighting", at=at), appeal(small_city, FORTY_M_ON, at=at)
    told = {"outcome": Outcome.FIXED, "by": operator, "at": at + 2 * HOUR}
    for row in (hole, same_hole):
        assert actions.answer(row, "Заделали.", photos=[noted(at + HOUR, spot(120, 203))], **told).outcome == "fixed"
    for row in (light, farther):  # 40 m on is another hole; notes and name are other ones, the pixels are not
        with pytest.raises(NotProved, match=f"{hole.number}.*уже|уже.*{hole.number}"):
            actions.answer(row, "-", photos=[noted(at + 1.5 * HOUR, spot(120, 203), name="другая.jpg")], **told)
    again = checked(upload(picture((30, 30)), "после.jpg"))
    assert actions.answer(light, "Горит.", photos=[again], stood=Stood(PUSHKINA, 5), **told).outcome == "fixed"


def test_one_photo_proves_all_that_waited_for_the_same_works(small_city, agency, operator, at):
    active(agency, kind="repair-zone", phases=[phase(geometry=line((0, 200), (200, 200)))])
    rows = [appeal(small_city, PUSHKINA, at=at), appeal(small_city, FORTY_M_ON, at=at)]
    assert len({row.planned_work_id for row in rows}) == 1
    for row in rows:
        told = {"outcome": Outcome.FIXED, "by": operator, "at": at + 2 * HOUR}
        assert actions.answer(row, "-", photos=[noted(at + HOUR, spot(120, 203))], **told).outcome == "fixed"


def test_the_distance_is_a_setting_of_the_city(fix, small_city, at):
    assert fix(noted(at + HOUR, FORTY_M_ON)).status == Status.ANSWERED
    small_city.refresh_from_db()
    assert small_city.proof_within_m == 50


def test_a_narrower_city_refuses_the_same_photo(fix, small_city, at):
    small_city.proof_within_m = 30
    small_city.save()
    assert "не больше 30 м" in fix(noted(at + HOUR, FORTY_M_ON))


def test_where_the_camera_wrote_nothing_the_phones_position_counts_and_that_is_said(fix, operator, at):
    done = fix(checked(upload()), stood=Stood(NEXT_TO_IT, 8))
    assert done.status == Status.ANSWERED
    assert "отправлено с места 10 июня 2026, в 12 м" in done.changes.last().words
    assert "снято 1" not in done.changes.last().words
    objecting.reopen(done, at=at + 2 * HOUR)
    done = fix(noted(at + 3 * HOUR, None), stood=Stood(NEXT_TO_IT, 8), when=at + 4 * HOUR)
    assert "снято 10 июня 2026 и отправлено в 12 м" in done.changes.last().words


@pytest.mark.parametrize(
    ("stood", "refused"), [(Stood(SIXTY_M_ON, 8), "в 60 м"), (Stood(NEXT_TO_IT, 400), "только до 400 м")]
)
def test_a_phone_elsewhere_or_one_that_does_not_know_proves_nothing(stood, refused, fix):
    assert refused in fix(checked(upload()), stood=stood)


def test_the_cameras_place_wins_over_the_phones(fix, at):
    assert "в 60 м" in fix(noted(at + HOUR, SIXTY_M_ON), stood=Stood(NEXT_TO_IT, 5))


def test_one_good_photo_among_several_is_enough(fix, at):
    assert fix(noted(at - HOUR, NEXT_TO_IT), noted(at + HOUR, NEXT_TO_IT)).status == Status.ANSWERED


def test_after_not_fixed_the_old_photo_proves_nothing(fix, operator, at):
    done = fix(noted(at + HOUR, NEXT_TO_IT))
    objecting.reopen(done, at=at + 5 * HOUR)
    told = {"outcome": Outcome.FIXED, "by": operator, "at": at + 9 * HOUR}
    with pytest.raises(NotProved):
        actions.answer(done, "Заделали.", photos=[noted(at + HOUR, NEXT_TO_IT)], **told)
    assert actions.answer(done, "Заделали.", photos=[noted(at + 8 * HOUR, NEXT_TO_IT)], **told).outcome == "fixed"


@pytest.mark.parametrize("outcome", [each for each in Outcome if each != Outcome.FIXED])
def test_the_other_ends_need_no_photo(outcome, small_city, agency, operator, at):
    assert actions.answer(appeal(small_city), "Так.", by=operator, at=at, outcome=outcome).outcome == outcome


# What a camera writes


def test_the_clock_is_read_with_its_offset_else_in_the_citys_zone():
    noon = datetime(2026, 6, 10, 7, tzinfo=UTC)
    assert taken(noted(noon, offset="+07:00").file, ZONE).at == noon
    assert taken(noted(noon, offset="").file, ZONE).at == noon


def test_the_place_is_read_to_a_metre():
    point = taken(noted(None, PUSHKINA).file, ZONE).point
    assert point.coords == pytest.approx(PUSHKINA.coords, abs=1e-6)


def _with_gps(**told) -> BytesIO:
    exif = Image.Exif()
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    for name, value in told.items():
        gps[getattr(ExifTags.GPS, name)] = value
    return BytesIO(picture(exif=exif))


@pytest.mark.parametrize(
    "file",
    [
        BytesIO(picture(format="PNG")),
        BytesIO(picture(format="WEBP")),
        BytesIO(picture()),
        BytesIO(picture(exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")),
        _with_gps(GPSLatitude=(0.0, 0.0, 0.0), GPSLongitude=(0.0, 0.0, 0.0)),
        _with_gps(GPSLatitude=(99.0, 0.0, 0.0), GPSLongitude=(65.0, 0.0, 0.0)),
        _with_gps(GPSLatitude=(57.0, 9.0), GPSDateStamp="soon", GPSTimeStamp=(1.0,)),
    ],
)
def test_without_notes_or_with_damaged_ones_nothing_is_known(file):
    assert taken(file, ZONE) == Taken()
