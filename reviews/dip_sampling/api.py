"""The API of panels: the results of a session, equal to the page, the CSV and the command line."""

from typing import ClassVar

from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from pcc import audit
from pcc.api import DenyUnlessDeclared
from reviews.dip_sampling.models import Session
from reviews.dip_sampling.rules import READS_RESULTS
from reviews.dip_sampling.stats import results


class ResultsAPI(APIView):
    """The results of a closed session, per question and by file. Fewer than five readings are not told."""

    permission_classes: ClassVar = [DenyUnlessDeclared]
    roles = READS_RESULTS

    @extend_schema(operation_id="panel_results", responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Request, pk: int) -> Response:
        rows = Session.objects.visible_to(request.user).with_results_for(request.user).for_list()
        session = audit.find(rows, by=request.user, pk=pk)
        audit.record("figures.read", session, by=request.user, figure="panel")
        return Response(results.panel(session).as_json())
