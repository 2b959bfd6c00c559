"""Addresses of GeoReport v2, below /open311/v2/."""

from django.urls import path, register_converter

from appeals.api.open311 import requests, services
from appeals.api.open311.answers import Suffix

register_converter(Suffix, "open311")

urlpatterns = [
    path("discovery.<open311:suffix>", services.discovery, name="open311-discovery"),
    path("services.<open311:suffix>", services.services, name="open311-services"),
    path("services/<str:code>.<open311:suffix>", services.definition, name="open311-service"),
    path("requests.<open311:suffix>", requests.requests, name="open311-requests"),
    path("requests/<str:number>.<open311:suffix>", requests.request_of, name="open311-request"),
    path("tokens/<str:number>.<open311:suffix>", requests.token, name="open311-token"),
]
