"""Forms that keep what is being typed: by a button, and by a script where one runs. Never on the record by itself."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from casework.models import Case, Draft
from casework.workflow import drafts


class KeepsTyping:
    """Beside a view with one form about a file: "Keep what I typed", and whoever comes back finds it.

    The view gives ``kept_as``, which names the form among those of the file, and ``kept_for``, the file.
    """

    kept_as: str
    kept_for: Case
    draft: Draft | None = None

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if not form.is_bound and (draft := drafts.kept(self.kept_for, form=self.kept_as, by=self.person)):
            self.draft = draft
            form.initial = form.initial | {name: text for name, text in draft.fields.items() if name in form.fields}
        return form

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "forget" in request.POST:
            drafts.drop(self.kept_for, form=self.kept_as, by=self.person)
            messages.success(request, "What you had typed is forgotten.")
            return HttpResponseRedirect(request.path)
        if "keep" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        typed = {name: form[name].value() for name, field in form.fields.items() if not field.disabled}
        draft = drafts.keep(self.kept_for, form=self.kept_as, fields=typed, by=self.person)
        if request.headers.get("X-Kept-By") == "script":
            return HttpResponse(f"Saved {timezone.localtime(draft.saved_at):%H:%M} as a draft", "text/plain")
        messages.success(request, "What you typed is kept for you alone. It is not on the record yet.")
        return HttpResponseRedirect(request.path)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if response.status_code == 302:
            drafts.drop(self.kept_for, form=self.kept_as, by=self.person)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # which asks for the form, and so for what was kept
        at = f"{timezone.localtime(self.draft.saved_at):%-d %B at %H:%M}" if self.draft else ""
        return context | {"keeps": True, "kept_at": at}
