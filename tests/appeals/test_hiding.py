"""Faces and plates: what staff hide is hidden in every copy, under a new address, and can be shown again."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import av
import pytest
from django.conf import settings
from PIL import Image

from appeals import actions, clock, copies, hiding, photos, sweeping
from appeals.models import AppealChange, AppealPhoto, PhotoMask
from appeals.models.appeal import AppealQuerySet
from appeals.models.change import Verb
from appeals.photos import checked
from appeals.workflow import MoveRefused
from roadmap.decoding import BadPicture, Fault
from roadmap.masks import Mask
from tests.appeals.factories import appeal, picture, upload
from tests.appeals.films import film
from tests.conftest import NOW

LATER = NOW + timedelta(hours=1)
LEFT = Mask(0.0, 0.0, 0.5, 1.0, "solid")  # the red half
CENTRE = Mask(0.3, 0.3, 0.4, 0.4)  # over the border of red and blue


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def shown(city, operator, content: bytes | None = None) -> AppealPhoto:
    from_phone = upload(content or picture((640, 480)))
    message = appeal(city, photos=[checked(from_phone)])
    photo = message.photos.get()
    actions.release(message, text=False, photos=[photo.pk], by=operator, at=NOW)
    return AppealPhoto.objects.get(pk=photo.pk)


def hide(photo: AppealPhoto, *masks: Mask, by, version: int | None = None) -> AppealPhoto:
    version = photo.masks_version if version is None else version
    return hiding.hide(photo, masks, version=version, by=by, at=LATER)


def remade(photo: AppealPhoto) -> AppealPhoto:
    """As the worker leaves it."""
    hiding.remake(photo.pk, LATER)
    return AppealPhoto.objects.get(pk=photo.pk)


def seen(client, address: str) -> Image.Image:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return Image.open(BytesIO(b"".join(answer)))


def is_black(image: Image.Image) -> bool:
    return max(image.getpixel((image.width // 4, image.height // 2))) < 40


def is_blue(image: Image.Image) -> bool:
    return image.getpixel((image.width * 3 // 4, image.height // 2))[2] > 200


def test_what_is_hidden_is_hidden_in_every_copy_that_others_see(
    small_city, agency, operator, anonymous, django_capture_on_commit_callbacks
):
    photo = shown(small_city, operator)
    old = photo.name
    with django_capture_on_commit_callbacks(execute=True):
        photo = remade(hide(photo, LEFT, by=operator))
    assert photo.name != old
    assert anonymous.get(f"/photos/{old}/").status_code == 404, "nor is the old one shown"
    for address in (f"/photos/{photo.name}/", f"/m/{photo.appeal.secret}/photos/{photo.name}/"):
        for size in ("", "?size=small"):
            image = seen(anonymous, address + size)
            assert is_black(image)
            assert is_blue(image)
    assert {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()} == {
        Path(file.path) for file in (photo.file, photo.thumbnail, photo.unmasked, photo.original)
    }


def test_until_the_copies_are_made_only_staff_see_it(small_city, agency, operator, anonymous, client):
    photo = hide(shown(small_city, operator), LEFT, by=operator)
    secret = photo.appeal.secret
    assert anonymous.get(f"/photos/{photo.name}/").status_code == 404
    assert anonymous.get(f"/m/{secret}/photos/{photo.name}/").status_code == 404
    assert "1 фото проверяется" in anonymous.get(f"/m/{secret}/").content.decode()
    assert anonymous.get(f"/api/v1/appeals/{photo.appeal_id}/").json()["properties"]["photos"] == []
    client.force_login(operator)
    page = client.get(f"/desk/appeals/{photo.appeal_id}/").content.decode()
    assert "Копии готовятся" in page
    assert "1 часть скрыта" in page


def test_who_drew_what_and_when_is_kept_and_in_the_history(small_city, agency, operator):
    photo = hide(shown(small_city, operator), LEFT, CENTRE, by=operator)
    rows = PhotoMask.objects.order_by("pk")
    assert [(row.mask, row.by, row.at) for row in rows] == [(LEFT, operator, LATER), (CENTRE, operator, LATER)]
    entry = AppealChange.objects.filter(appeal=photo.appeal_id).latest("version")
    assert (entry.verb, entry.by, entry.at) == (Verb.HIDDEN, operator, LATER)


def test_it_is_made_from_the_original_and_can_be_shown_again(
    small_city, agency, operator, anonymous, django_capture_on_commit_callbacks
):
    photo = remade(hide(shown(small_city, operator), LEFT, by=operator))
    with django_capture_on_commit_callbacks(execute=True):
        photo = remade(hide(photo, by=operator))
    image = seen(anonymous, f"/photos/{photo.name}/")
    assert image.getpixel((160, 240))[0] > 200
    assert not photo.masks.exists()
    assert photo.unmasked.name == ""


def test_a_pixelated_box_keeps_nothing_finer_than_a_fifth_of_it(small_city, agency, operator, anonymous):
    stripes = Image.new("RGB", (640, 480), "white")
    for left in range(0, 640, 8):
        stripes.paste("black", (left, 0, left + 4, 480))
    out = BytesIO()
    stripes.save(out, "PNG")
    photo = remade(hide(shown(small_city, operator, out.getvalue()), CENTRE, by=operator))
    inside = seen(anonymous, f"/photos/{photo.name}/").convert("L").crop((200, 160, 440, 320))
    darkest, brightest = inside.getextrema()
    assert brightest - darkest < 60, "white and black stripes of four pixels are one grey"


def test_a_video_is_hidden_from_beginning_to_end(small_city, agency, operator, anonymous):
    photo = remade(hide(shown(small_city, operator, film()), LEFT, by=operator))
    assert is_black(seen(anonymous, f"/photos/{photo.name}/"))
    with av.open(photo.clip.path) as clip:
        frames = [frame.to_image() for frame in clip.decode(video=0)]
    assert len(frames) >= 50
    assert all(is_black(frame) and is_blue(frame) for frame in (frames[0], frames[30], frames[-1]))


def test_two_who_draw_at_once_do_not_undo_each_other(small_city, agency, operator):
    photo = shown(small_city, operator)
    hide(photo, LEFT, by=operator)
    with pytest.raises(MoveRefused):
        hide(photo, CENTRE, by=operator, version=0)
    assert [row.mask for row in photo.masks.all()] == [LEFT]


def test_a_picture_erased_meanwhile_is_told(small_city, agency, operator):
    photo = shown(small_city, operator)
    AppealPhoto.objects.filter(pk=photo.pk).delete()
    with pytest.raises(MoveRefused):
        hide(photo, LEFT, by=operator)


def test_a_picture_erased_while_its_message_is_waited_for_is_told(small_city, agency, operator, monkeypatch):
    photo, locked = shown(small_city, operator), AppealQuerySet.locked

    def erased_first(rows, pk):
        AppealPhoto.objects.filter(pk=photo.pk).delete()
        return locked(rows, pk)

    monkeypatch.setattr(AppealQuerySet, "locked", erased_first)
    with pytest.raises(MoveRefused):
        hide(photo, LEFT, by=operator)


def test_copies_of_boxes_that_are_no_more_are_not_kept(small_city, agency, operator, monkeypatch):
    photo = hide(shown(small_city, operator), LEFT, by=operator)
    decode = copies.decoded

    def meanwhile(file, masks):
        monkeypatch.undo()
        hide(AppealPhoto.objects.get(pk=photo.pk), LEFT, CENTRE, by=operator)
        return decode(file, masks)

    monkeypatch.setattr(copies, "decoded", meanwhile)
    after = remade(photo)
    assert (after.state, after.masks_version) == ("waiting", 2)
    assert remade(after).state == "ready"


def test_what_cannot_be_made_stays_with_staff(small_city, agency, operator, anonymous, monkeypatch):
    photo = hide(shown(small_city, operator), LEFT, by=operator)
    AppealPhoto.objects.filter(pk=photo.pk).update(tries=3, next_try_at=NOW - timedelta(days=400))
    clock.look_at_photos()
    photo.refresh_from_db()
    assert photo.state == "failed"
    assert anonymous.get(f"/photos/{photo.name}/").status_code == 404
    again = remade(hide(photo, LEFT, by=operator))
    assert again.state == "ready", "saved once more"

    def bad(file, masks):
        raise BadPicture(Fault.DAMAGED)

    monkeypatch.setattr(copies, "decoded", bad)
    assert remade(hide(again, CENTRE, by=operator)).state == "failed"


def test_without_the_original_more_can_be_hidden_and_nothing_shown_again(
    small_city, agency, operator, anonymous, django_capture_on_commit_callbacks
):
    photo = remade(hide(shown(small_city, operator), LEFT, by=operator))
    with django_capture_on_commit_callbacks(execute=True):
        assert sweeping.forget_originals(NOW + timedelta(days=61)) == 1
    photo.refresh_from_db()
    assert photo.unmasked.name == ""
    with pytest.raises(MoveRefused):
        hide(photo, by=operator)
    photo = remade(hide(photo, LEFT, Mask(0.5, 0.0, 0.5, 1.0, "solid"), by=operator))
    image = seen(anonymous, f"/photos/{photo.name}/")
    assert is_black(image)
    assert not is_blue(image)


# The page


def form(*boxes: tuple, version: int = 0) -> dict:
    columns = zip(*boxes, strict=True) if boxes else [()] * 5
    names = ("left", "top", "width", "height", "cover")
    return {"version": version} | {name: list(column) for name, column in zip(names, columns, strict=True)}


def test_the_page_takes_boxes_in_per_cent_and_leaves_the_empty_row_out(small_city, agency, operator, client):
    photo = shown(small_city, operator)
    client.force_login(operator)
    address = f"/desk/appeals/{photo.appeal_id}/photos/{photo.pk}/hide/"
    assert client.get(address).status_code == 200
    answer = client.post(address, form(("10", "20,5", "30", "40.25", "solid"), ("", "", "", "", "pixels")))
    assert answer.status_code == 302
    assert [row.mask for row in photo.masks.all()] == [Mask(0.1, 0.205, 0.3, 0.4025, "solid")]
    assert 'value="20.50"' in client.get(address).content.decode()
    same = client.post(address, form(("10.00", "20.50", "30.00", "40.25", "solid"), version=1))
    assert (same.status_code, AppealPhoto.objects.get(pk=photo.pk).masks_version) == (302, 1), "nothing is made anew"


@pytest.mark.parametrize(
    "box",
    [
        ("-1", "0", "10", "10", "solid"),
        ("0", "0", "nan", "10", "solid"),
        ("0", "0", "101", "10", "solid"),
        ("100", "0", "10", "10", "solid"),
        ("0", "0", "10", "0", "solid"),
        ("0", "0", "10", "10", "glass"),
    ],
)
def test_a_box_that_is_none_is_named(small_city, agency, operator, client, box):
    photo = shown(small_city, operator)
    client.force_login(operator)
    answer = client.post(f"/desk/appeals/{photo.appeal_id}/photos/{photo.pk}/hide/", form(box))
    assert answer.status_code == 400
    assert "Рамка 1" in answer.content.decode()
    assert not photo.masks.exists()


def test_staff_see_what_they_hide_as_it_came(small_city, agency, operator, client):
    photo = remade(hide(shown(small_city, operator), LEFT, by=operator))
    client.force_login(operator)
    address = f"/desk/appeals/{photo.appeal_id}/photos/{photo.name}/"
    assert is_black(seen(client, address))
    assert not is_black(seen(client, f"{address}?size=clean"))


def test_a_part_of_a_split_message_has_the_hidden_picture(small_city, agency, operator):
    photo = remade(hide(shown(small_city, operator), LEFT, by=operator))
    part = appeal(small_city)
    photos.copy_to(part, [photo], at=LATER)
    copied = part.photos.get()
    assert is_black(Image.open(copied.file.path))
    assert (copied.masks_version, [row.mask for row in copied.masks.all()]) == (1, [LEFT])
    assert copied.original.name not in ("", photo.original.name)


def test_what_is_hidden_is_hidden_of_the_same_picture_in_every_part(small_city, agency, operator):
    """Drawn on the part or on the whole; what one of them hides alone stays hidden there."""
    photo = shown(small_city, operator)
    part, stranger = appeal(small_city), shown(small_city, operator)
    photos.copy_to(part, [photo], at=LATER)
    copied = part.photos.get()
    PhotoMask.objects.create(photo=copied, by=operator, at=NOW, **vars(CENTRE))
    hide(photo, LEFT, by=operator)
    copied = remade(copied)
    assert ({row.mask for row in copied.masks.all()}, is_black(Image.open(copied.file.path))) == ({LEFT, CENTRE}, True)
    assert part.changes.filter(verb=Verb.HIDDEN).exists()
    assert not stranger.masks.exists()
    hide(copied, CENTRE, by=operator)
    assert not photo.masks.exists()
    assert AppealPhoto.objects.get(pk=photo.pk).state == AppealPhoto.State.WAITING
