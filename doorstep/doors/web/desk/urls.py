"""Addresses of the staff desk."""

from django.urls import path

from doorstep.doors.web.desk import (
    alike,
    cases,
    finding,
    handling,
    holding,
    lists,
    mechanisms,
    opening_inner,
    stepping,
    tabs,
    visits,
    work,
)

urlpatterns = [
    path("desk/", work.my_work, name="my_work"),
    path("desk/visit/", visits.visit, name="visit"),
    path("desk/open/<slug:mechanism>/", opening_inner.open_new, name="desk_open"),
    path("desk/all/", lists.all_cases, name="all_cases"),
    path("desk/search/", finding.search, name="search"),
    path("desk/search/suggest.json", finding.suggest, name="search_suggest"),
    path("desk/mechanisms/", mechanisms.mechanisms, name="mechanisms"),
    path("desk/mechanisms/<slug:name>/", mechanisms.mechanism, name="mechanism"),
    path("desk/case/<str:number>/", cases.case, name="desk_case"),
    path("desk/case/<str:number>/panel/", cases.panel, name="desk_panel"),
    path("desk/case/<str:number>/contact/", cases.contact, name="desk_contact"),
    path("desk/case/<str:number>/original/", cases.original, name="desk_original"),
    path("desk/case/<str:number>/step/<slug:verb>/", stepping.step, name="desk_step"),
    path("desk/case/<str:number>/alike/", alike.alike, name="desk_case_alike"),
    path("desk/case/<str:number>/clocks/", tabs.clocks, name="desk_case_clocks"),
    path("desk/case/<str:number>/path/", tabs.path, name="desk_case_path"),
    path("desk/case/<str:number>/print/", tabs.printed, name="desk_case_print"),
    path("desk/case/<str:number>/sheet.pdf", handling.sheet, name="desk_case_sheet"),
    path("desk/cases/<uuid:case_id>/", holding.by_id, name="desk_case_by_id"),
]
