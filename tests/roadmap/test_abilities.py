"""An account's page tells in words what its network can with the keys that it has."""

import pytest

from roadmap.accounts.abilities import abilities
from roadmap.channels import NETWORKS
from roadmap.models import User
from tests.conftest import signed_in
from tests.doubles.networks.accounts import account


@pytest.mark.parametrize(
    ("network", "keys", "expected"),
    [
        (
            "vk",
            {"community": "1", "editor": "2"},
            {
                "Длина": "до 15000 знаков",
                "Картинка": "в каждой записи",
                "Исправление": "пока сеть разрешает",
                "Если ответ сети потерялся": "50 минут повтор остаётся той же записью, потом спросят у человека",
            },
        ),
        (
            "vk",
            {"community": "1"},
            {
                "Картинка": "нет, только ссылка",
                "Исправление": "нет: об изменении говорят комментарий под записью и новая запись",
                "Удаление": "только руками, в самой сети",
            },
        ),
        (
            "telegram",
            {"token": "1"},
            {
                "Длина": "до 4096 знаков; под картинкой 1024",
                "Удаление": "в течение 48 часов",
                "Если ответ сети потерялся": "у человека спросят, есть ли запись",
            },
        ),
        ("ok", {"application": "1", "secret": "2", "token": "3"}, {"Картинка": "в каждой записи"}),
    ],
)
def test_each_is_told_in_words(network, keys, expected):
    told = dict(abilities(NETWORKS[network].of(keys)))
    assert {name: told[name] for name in expected} == expected


@pytest.mark.django_db
def test_on_the_form_before_and_after_it_is_kept(agency):
    desk = signed_in(User.objects.create_user("editor", password="pass-word-1", agency=agency, roles=["editor"]))
    row = account(agency, "vk", "-123", {"community": "1"})
    assert "пока сеть разрешает" in desk.get("/desk/accounts/new/vk/").content.decode()
    assert "нет, только ссылка" in desk.get(f"/desk/accounts/{row.pk}/").content.decode()
