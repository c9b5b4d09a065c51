from django.urls import path

from casework import api
from casework.views import cases, clocks, documents

app_name = "casework"

urlpatterns = [
    path("", cases.CaseList.as_view(), name="list"),
    path("<int:pk>/", cases.CaseDetail.as_view(), name="case"),
    path("<int:pk>/clocks/start/", cases.StartClock.as_view(), name="start-clock"),
    path("<int:pk>/seal/", cases.SealCase.as_view(), name="seal"),
    path("<int:pk>/seal/lift/", cases.LiftSeal.as_view(), name="lift-seal"),
    path("<int:pk>/conflict/", cases.DeclareConflict.as_view(), name="declare-conflict"),
    path("<int:pk>/staff/shut-out/", cases.ShutOut.as_view(), name="shut-out"),
    path("<int:pk>/staff/let-in/", cases.LetIn.as_view(), name="let-in"),
    path("clocks/<int:pk>/", clocks.Why.as_view(), name="why"),
    path("clocks/<int:pk>/start/", clocks.ChangeStart.as_view(), name="change-start"),
    path("clocks/<int:pk>/reading/", clocks.StateReading.as_view(), name="reading"),
    path("clocks/<int:pk>/pause/", clocks.Pause.as_view(), name="pause"),
    path("clocks/<int:pk>/resume/", clocks.Resume.as_view(), name="resume"),
    path("clocks/<int:pk>/done/", clocks.Meet.as_view(), name="meet"),
    path("<int:pk>/documents/", documents.CaseDocuments.as_view(), name="documents"),
    path("<int:pk>/documents/add/", documents.AddDocuments.as_view(), name="add-documents"),
    path("<int:pk>/evidence/", documents.RecordEvidence.as_view(), name="record-evidence"),
    path("documents/<int:pk>/", documents.DocumentDetail.as_view(), name="document"),
    path("documents/<int:pk>/file/", documents.Download.as_view(), name="download"),
    path("documents/<int:pk>/describe/", documents.Describe.as_view(), name="describe-document"),
    path("documents/<int:pk>/quarantine/", documents.Quarantine.as_view(), name="quarantine-document"),
    path("documents/<int:pk>/release/", documents.Release.as_view(), name="release-document"),
    path("api/clocks/<int:pk>/", api.WhyAPI.as_view(), name="api-why"),
]
