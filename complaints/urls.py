from django.urls import path

from complaints import api, views

app_name = "complaints"

urlpatterns = [
    path("", views.ComplaintList.as_view(), name="list"),
    path("<int:pk>/", views.ComplaintDetail.as_view(), name="complaint"),
    path("imports/", views.ImportList.as_view(), name="imports"),
    path("imports/new/", views.BringIn.as_view(), name="bring-in"),
    path("imports/<int:pk>/", views.ImportDetail.as_view(), name="import"),
    path("api/", api.ComplaintsAPI.as_view({"get": "list"}), name="api-list"),
    path("api/<int:pk>/", api.ComplaintsAPI.as_view({"get": "retrieve"}), name="api-complaint"),
]
