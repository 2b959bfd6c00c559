"""Addresses of the administrator's pages about residents' messages, below /desk/setup/."""

from django.urls import path

from appeals.views import categories, own_data, program_keys

urlpatterns = [
    path("categories/", categories.categories, name="desk-setup-categories"),
    path("categories/new/", categories.category, name="desk-setup-category-new"),
    path("categories/<int:pk>/", categories.category, name="desk-setup-category"),
    path("person/", own_data.person, name="desk-setup-person"),
    path("keys/", program_keys.keys, name="desk-setup-keys"),
    path("keys/<int:pk>/revoke/", program_keys.revoke, name="desk-setup-key-revoke"),
]
