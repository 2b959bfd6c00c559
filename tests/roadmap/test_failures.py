"""The pages that stand alone: what failed may be the database, so none of it is asked."""

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from django.views.defaults import server_error

WORDS = {
    ("500.html", "ru"): "У нас что-то сломалось",
    ("500.html", "en"): "Something broke on our side",
    ("503.html", "ru"): "Сайт ненадолго недоступен",
    ("503.html", "en"): "The site is away for a moment",
}


@pytest.mark.parametrize(("template", "language"), WORDS)
def test_it_is_told_in_the_readers_language_without_a_database(rf, template, language):
    """A question to the database would fail here: this test has none."""
    with override(language):
        page = server_error(rf.get("/")).content.decode() if template == "500.html" else render_to_string(template)
    assert WORDS[template, language] in page
    assert f'<html lang="{language}">' in page
    assert 'href="/"' in page
