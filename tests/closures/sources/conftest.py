"""A source of works that the tests read files of."""

import pytest

from closures.models import WorksSource


@pytest.fixture
def source(agency):
    return WorksSource.objects.create(city=agency.city, name="Ордера", agency=agency, format="tyumen-dig")
