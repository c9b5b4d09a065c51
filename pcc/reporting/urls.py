from django.urls import include, path, re_path

from pcc.reporting import api
from pcc.reporting.views import audit, calendars, downloads, home, jobs, lives, months, overview, peers, timeliness

reports = [
    path("overview/", overview.Overview.as_view(), name="overview"),
    path("timeliness/", timeliness.Timeliness.as_view(), name="timeliness"),
    path("timeliness.csv", timeliness.TimelinessCSV.as_view(), name="timeliness-csv"),
    path("timeliness.svg", timeliness.TimelinessSVG.as_view(), name="timeliness-svg"),
    path("api/timeliness/", api.TimelinessAPI.as_view(), name="timeliness-api"),
    path("counted-in/", lives.CountedIn.as_view(), name="counted-in"),
    re_path(
        r"^counted-in/(?P<name>share|waiting|flow)\.(?P<kind>csv|svg)$",
        lives.CountedInFile.as_view(),
        name="counted-in-file",
    ),
    path("months/", months.Months.as_view(), name="months"),
    re_path(r"^months\.(?P<kind>csv|svg)$", months.MonthsFile.as_view(), name="months-file"),
    path("months/rebase/", months.MakeRebase.as_view(), name="rebase"),
    path("months/rebase/<int:pk>/take-back/", months.TakeBack.as_view(), name="take-back"),
    path("peers/", peers.Peers.as_view(), name="peers"),
    re_path(r"^peers\.(?P<kind>csv|svg)$", peers.PeersFile.as_view(), name="peers-file"),
    path("why/", lives.Why.as_view(), name="why"),
    path("definitions/", timeliness.Definitions.as_view(), name="definitions"),
    path("audit/", audit.AuditLog.as_view(), name="audit"),
    path("audit/export/", audit.AuditExport.as_view(), name="audit-export"),
    path("audit/check/", audit.AuditCheck.as_view(), name="audit-check"),
    path("audit/check/ask/", audit.AskCheck.as_view(), name="audit-ask-check"),
    path("audit/mine/", audit.OwnTrail.as_view(), name="audit-mine"),
    path("audit/people/<uuid:key>/", audit.PersonTrail.as_view(), name="audit-person"),
    path("audit/records/<str:kind>/<int:pk>/", audit.RecordTrail.as_view(), name="audit-record"),
    path("calendars/", calendars.Calendars.as_view(), name="calendars"),
    path("calendars/add/", calendars.AddHoliday.as_view(), name="add-holiday"),
    path("calendars/<int:pk>/end/", calendars.EndHoliday.as_view(), name="end-holiday"),
    path("rules/", calendars.Rules.as_view(), name="rules"),
    path("rules/<slug:code>/", calendars.Rule.as_view(), name="rule"),
    path("rules/<slug:code>/change/", calendars.ChangeRule.as_view(), name="change-rule"),
    path("bench/", calendars.Bench.as_view(), name="bench"),
    path("files/", downloads.OwnExports.as_view(), name="exports"),
    path("files/new/<slug:listing>/", downloads.AskExport.as_view(), name="export-new"),
    path("files/<uuid:key>/", downloads.ExportDetail.as_view(), name="export"),
    path("files/<uuid:key>/take/", downloads.TakeExport.as_view(), name="export-take"),
    path("jobs/", jobs.JobList.as_view(), name="jobs"),
    path("jobs/refresh/", jobs.AskRefresh.as_view(), name="refresh"),
    path("jobs/<int:pk>/", jobs.JobDetail.as_view(), name="job"),
    path("jobs/<int:pk>/stop/", jobs.StopJob.as_view(), name="stop-job"),
]

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("reports/", include((reports, "reporting"))),
]
