"""Writing to the office without signing in. No guess about who writes or why stops anybody; nothing typed is lost."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from casework.forms.public import WriteToUsForm
from casework.workflow import web_form
from pcc.errors import RuleBroken
from pcc.public import PublicForm, sent


@method_decorator(login_not_required, name="dispatch")
class WriteToUs(PublicForm):
    """The form. "Keep it for an hour" keeps what was typed; "Send" sends."""

    form_class = WriteToUsForm
    template_name = "casework/public_write.html"
    kept_as = "write"

    def form_valid(self, form: Any) -> HttpResponse:
        given = form.cleaned_data
        files = [(file.name, file) for file in given["files"]]
        try:
            kept = web_form.receive(form.typed, files=files, once=given["once"], received_at=timezone.now())
        except RuleBroken as broken:
            form.add_error("text", str(broken))
            return self.form_invalid(form)
        shown = {
            "reference": kept.item.case.reference,
            "refused": list(kept.refused),
            "can_be_answered": form.can_be_answered,
            "rows": _copy(form),
        }
        return self.forget(HttpResponseRedirect(reverse("write:sent", args=[self.keep_sent(shown)])))


def _copy(form: Any) -> list[dict[str, str]]:
    """What was sent, as the person said it."""
    rows = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if name in {"once", "files"} or (value in (None, "", False) and name != "may_pass_on"):
            continue
        label = str(field.label).removesuffix(" (optional)")
        said = {True: "Yes", False: "No", None: "Ask me first"}.get(value, str(value))
        rows.append({"key": label, "value": said})
    if files := form.cleaned_data["files"]:
        rows.append({"key": "Photos or papers", "value": ", ".join(file.name for file in files)})
    return rows


@method_decorator(login_not_required, name="dispatch")
class Sent(TemplateView):
    """The reference and a copy to print, for an hour."""

    template_name = "casework/public_sent.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | sent("write", self.kwargs["key"])
