from django.urls import path

from reviews.api.figures import FiguresAPI
from reviews.api.reviews import ReviewsAPI
from reviews.views import (
    acts,
    assessing,
    bundle,
    declaring,
    editing,
    equality,
    figures,
    lists,
    logging,
    recommendations,
    register,
    review,
)

app_name = "reviews"

urlpatterns = [
    path("", lists.Board.as_view(), name="board"),
    path("all/", lists.ReviewList.as_view(), name="list"),
    path("log/", logging.LogReview.as_view(), name="log"),
    path("from-correspondence/<int:pk>/", logging.LogFromCorrespondence.as_view(), name="from-correspondence"),
    path("declarations/", declaring.DeclareSeveral.as_view(), name="declare-several"),
    path("recommendations/", register.Register.as_view(), name="register"),
    path("recommendations/<int:pk>/", recommendations.RecommendationPage.as_view(), name="recommendation"),
    path("recommendations/<int:pk>/<slug:act>/", recommendations.FollowUp.as_view(), name="follow-up"),
    path("pack/", register.Pack.as_view(), name="pack"),
    path("figures/", figures.Figures.as_view(), name="figures"),
    path("figures.csv", figures.FiguresCSV.as_view(), name="figures-csv"),
    path("<int:pk>/", review.Workspace.as_view(), name="review"),
    path("<int:pk>/application/", review.Application.as_view(), name="application"),
    path("<int:pk>/file/", review.Papers.as_view(), name="papers"),
    path("<int:pk>/assessment/", assessing.Assessment.as_view(), name="assessment"),
    path("<int:pk>/assessment/take/", assessing.TakeAllegation.as_view(), name="take-allegation"),
    path("<int:pk>/assessment/<int:number>/", assessing.Find.as_view(), name="finding"),
    path("<int:pk>/recommendations/", review.RecommendationsOf.as_view(), name="recommendations-of"),
    path("<int:pk>/record/", review.Record.as_view(), name="record"),
    path("<int:pk>/bundle/", bundle.Bundle.as_view(), name="bundle"),
    path("<int:pk>/declare/", declaring.Declare.as_view(), name="declare"),
    path("<int:pk>/equality/", equality.Equality.as_view(), name="equality"),
    path("<int:pk>/do/edit/", editing.EditApplication.as_view(), name="edit"),
    path("<int:pk>/do/<slug:act>/", acts.Do.as_view(), name="act"),
    path("of-case/<int:pk>/", review.OfCase.as_view(), name="of-case"),
    path("api/", ReviewsAPI.as_view({"get": "list"}), name="api-list"),
    path("api/<int:pk>/", ReviewsAPI.as_view({"get": "retrieve"}), name="api-review"),
    path("api/figures/", FiguresAPI.as_view(), name="api-figures"),
]
