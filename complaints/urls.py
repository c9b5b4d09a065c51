from django.urls import path

from complaints import api
from complaints.views import complaint, edits, imports, misconduct, records

app_name = "complaints"

urlpatterns = [
    path("", records.ComplaintList.as_view(), name="list"),
    path("enter/", edits.EnterByHand.as_view(), name="enter"),
    path("<int:pk>/", complaint.ComplaintDetail.as_view(), name="complaint"),
    path("<int:pk>/timeline/", complaint.ComplaintTimeline.as_view(), name="timeline"),
    path("<int:pk>/changes/", complaint.ComplaintChanges.as_view(), name="changes"),
    path("<int:pk>/equality/", edits.Equality.as_view(), name="equality"),
    path("<int:pk>/edit/<slug:section>/", edits.EditSection.as_view(), name="edit"),
    path("<int:pk>/allegations/<int:number>/", edits.EditAllegation.as_view(), name="allegation"),
    path("<int:pk>/review-body/", edits.CheckReviewBody.as_view(), name="review-body"),
    path("<int:pk>/route/", edits.ChangeRoute.as_view(), name="route"),
    path("<int:pk>/suspend/", edits.Suspend.as_view(), name="suspend"),
    path("<int:pk>/suspensions/<int:suspension>/end/", edits.EndSuspension.as_view(), name="end-suspension"),
    path("<int:pk>/updates/new/", edits.NoteUpdate.as_view(), name="note-update"),
    path("<int:pk>/notices/new/", edits.NoteNotice.as_view(), name="note-notice"),
    path("<int:pk>/notices/<int:number>/", edits.ActOnNotice.as_view(), name="act-on-notice"),
    path("<int:pk>/links/new/", edits.LinkTo.as_view(), name="link"),
    path("<int:pk>/links/<int:link>/remove/", edits.Unlink.as_view(), name="unlink"),
    path("<int:pk>/not-a-copy/", edits.UnmarkDuplicate.as_view(), name="unmark-duplicate"),
    path("<int:pk>/labels/new/", edits.PutLabel.as_view(), name="label"),
    path("<int:pk>/labels/<int:label>/remove/", edits.TakeLabelOff.as_view(), name="take-label-off"),
    path("<int:pk>/watch/", edits.WatchIt.as_view(), name="watch"),
    path("<int:pk>/open-file/", edits.OpenFile.as_view(), name="open-file"),
    path("<int:pk>/corrections/<int:correction>/accept/", edits.AcceptExtract.as_view(), name="accept"),
    path("misconduct/", misconduct.Register.as_view(), name="misconduct"),
    path("misconduct/new/", misconduct.RecordOutcome.as_view(), name="record-misconduct"),
    path("misconduct/<int:pk>/", misconduct.ChangeOutcome.as_view(), name="misconduct-outcome"),
    path("misconduct/figures/", misconduct.Figures.as_view(), name="misconduct-figures"),
    path("tribunals/", misconduct.Tribunals.as_view(), name="tribunals"),
    path("tribunals/new/", misconduct.RecordTribunal.as_view(), name="record-tribunal"),
    path("tribunals/<int:pk>/", misconduct.ChangeTribunal.as_view(), name="tribunal"),
    path("imports/", imports.ImportList.as_view(), name="imports"),
    path("imports/new/", imports.BringIn.as_view(), name="bring-in"),
    path("imports/<int:pk>/", imports.ImportDetail.as_view(), name="import"),
    path("imports/<int:pk>/check/", imports.CheckAgain.as_view(), name="check-again"),
    path("api/", api.ComplaintsAPI.as_view({"get": "list"}), name="api-list"),
    path("api/schema/", api.SchemaAPI.as_view(), name="api-schema"),
    path("api/<int:pk>/", api.ComplaintsAPI.as_view({"get": "retrieve"}), name="api-complaint"),
]
