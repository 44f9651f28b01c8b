"""Addresses of the sign-in pages."""

from django.urls import path

from doorstep.doors.web.signin import account, views

urlpatterns = [
    path("signin/", views.signin, name="signin"),
    path("signin/code/", views.signin_code, name="signin_code"),
    path("signout/", views.signout, name="signout"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/phone/", account.enrol, name="enrol"),
    path("account/phone/withdraw/", account.withdraw, name="withdraw_phone"),
    path("account/backup-codes/", account.backup_codes, name="backup_codes"),
]
