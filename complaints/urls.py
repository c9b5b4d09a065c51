from django.urls import path

from complaints import api
from complaints.views import imports, records

app_name = "complaints"

urlpatterns = [
    path("", records.ComplaintList.as_view(), name="list"),
    path("<int:pk>/", records.ComplaintDetail.as_view(), name="complaint"),
    path("imports/", imports.ImportList.as_view(), name="imports"),
    path("imports/new/", imports.BringIn.as_view(), name="bring-in"),
    path("imports/<int:pk>/", imports.ImportDetail.as_view(), name="import"),
    path("imports/<int:pk>/check/", imports.CheckAgain.as_view(), name="check-again"),
    path("api/", api.ComplaintsAPI.as_view({"get": "list"}), name="api-list"),
    path("api/schema/", api.SchemaAPI.as_view(), name="api-schema"),
    path("api/<int:pk>/", api.ComplaintsAPI.as_view({"get": "retrieve"}), name="api-complaint"),
]
