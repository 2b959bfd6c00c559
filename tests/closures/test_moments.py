"""Moments with unusual offsets."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["at", "from", "to", "updated_since"])
@pytest.mark.parametrize("moment", ["2026-06-12T22:00+23:59", "2200-12-31T23:59-23:59", "1970-01-01T00:00+23:59"])
def test_an_offset_that_postgresql_cannot_read_is_still_a_moment(client, small_city, name, moment):
    assert client.get("/api/v1/road-events/", {name: moment}).status_code == 200
