"""What a stranger sends leaves nothing on the disk, whenever the process dies."""

import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from roadmap.uploads import UnnamedFileUploadHandler

LARGE = b"<gpx>" + b" " * 2_000_000 + b"</gpx>"


@pytest.fixture
def folder(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path


def held_in(folder) -> list[str]:
    """The files of a folder that this process holds open, be they there by name or not."""
    opened = (number for number in Path("/proc/self/fd").iterdir() if number.exists())
    return [place for place in map(os.readlink, opened) if place.startswith(str(folder))]


def test_a_large_file_lies_on_the_disk_without_a_name(folder):
    request = RequestFactory().post("/trip/", {"gpx": SimpleUploadedFile("home.gpx", LARGE)})
    file = request.FILES["gpx"]
    assert (file.name, file.size, file.read()) == ("home.gpx", len(LARGE), LARGE)
    assert len(held_in(folder)) == 1
    assert list(folder.iterdir()) == []
    request.close()
    assert held_in(folder) == []


def test_a_file_that_is_cut_off_is_let_go(folder):
    handler = UnnamedFileUploadHandler()
    handler.upload_interrupted()
    handler.new_file("gpx", "home.gpx", "text/xml", 10)
    handler.receive_data_chunk(b"<gpx>", 0)
    assert len(held_in(folder)) == 1
    handler.upload_interrupted()
    assert held_in(folder) == []
