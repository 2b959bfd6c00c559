"""The desk's pages about deliveries."""

from django.urls import include, path

from roadmap.views import deliveries, homes

urlpatterns = [
    path("home/", homes.home, name="home"),
    path("setup/", include("roadmap.urls_setup")),
    path("deliveries/", deliveries.deliveries, name="desk-deliveries"),
    path("deliveries/<int:pk>/", deliveries.delivery_of, name="desk-delivery"),
    path("deliveries/letters/", deliveries.settle_letters, name="desk-letters"),
    path("effects/<int:pk>/", deliveries.try_again, name="desk-effect"),
]
