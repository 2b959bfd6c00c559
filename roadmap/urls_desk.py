"""The desk's pages about deliveries and the accounts that they go out by."""

from django.urls import include, path

from roadmap.views import accounts, deliveries, homes, posts

urlpatterns = [
    path("home/", homes.home, name="home"),
    path("setup/", include("roadmap.urls_setup")),
    path("accounts/", accounts.accounts, name="desk-accounts"),
    path("accounts/new/<slug:network>/", accounts.new_account, name="desk-account-new"),
    path("accounts/<int:pk>/", accounts.account, name="desk-account"),
    path("accounts/<int:pk>/ask/", accounts.ask, name="desk-account-ask"),
    path("accounts/<int:pk>/trial/", accounts.try_out, name="desk-account-trial"),
    path("accounts/<int:pk>/hook/", accounts.hook, name="desk-account-hook"),
    path("posts/", posts.posts, name="desk-posts"),
    path("posts/calendar/", posts.calendar, name="desk-posts-calendar"),
    path("posts/<int:pk>/", posts.post, name="desk-post"),
    path("deliveries/", deliveries.deliveries, name="desk-deliveries"),
    path("deliveries/<int:pk>/", deliveries.delivery_of, name="desk-delivery"),
    path("deliveries/letters/", deliveries.settle_letters, name="desk-letters"),
    path("effects/<int:pk>/", deliveries.try_again, name="desk-effect"),
]
