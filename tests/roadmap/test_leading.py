"""Every page leads to the others, and to none that is not there."""

import re

import pytest

from roadmap.leading import HEADER, MORE, Link, leading

pytestmark = pytest.mark.django_db


def test_a_link_without_an_address_is_left_out():
    assert Link("no-such-page", "Nowhere").url == ""
    told = [*HEADER, *(link for group in MORE for link in group.links)]
    shown = leading()
    assert {link.name for link in (*shown.header, *(link for group in shown.more for link in group.links))} == {
        link.name for link in told if link.url
    }


def test_the_foot_of_a_page_leads_to_the_others(anonymous, small_city):
    page = anonymous.get("/list/").content.decode()
    footer = re.search(r'<footer class="site-footer">.*?</footer>', page, re.DOTALL)[0]
    assert 'href="/journal/"' in footer
    assert 'href="/feeds/"' in footer
    assert re.findall(r'href="([^"]+)" aria-current="page"', page) == ["/list/"]
