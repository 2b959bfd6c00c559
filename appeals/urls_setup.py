"""Addresses of the administrator's pages about residents' messages, below /desk/setup/."""

from django.urls import path

from appeals.views import own_data, program_keys

urlpatterns = [
    path("person/", own_data.person, name="desk-setup-person"),
    path("keys/", program_keys.keys, name="desk-setup-keys"),
    path("keys/<int:pk>/revoke/", program_keys.revoke, name="desk-setup-key-revoke"),
]
