"""Addresses of the API under /api/."""

from django.urls import path

from appeals.api.locate import Locate
from appeals.api.public import AppealDetail, AppealList

urlpatterns = [
    path("v1/appeals/", AppealList.as_view(), name="api-appeals"),
    path("v1/appeals/<int:pk>/", AppealDetail.as_view(), name="api-appeal"),
    path("v1/locate/", Locate.as_view(), name="api-locate"),
]
