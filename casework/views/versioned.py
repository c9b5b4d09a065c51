"""Edits of what two people may have open at once."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse

from pcc import audit
from pcc.versions import Clash, Edited, Overtaken
from pcc.views import ActionView


class AsSeen:
    """Beside a view with one form: it is refused once when the record has changed since the form was shown.

    The view gives ``seen_now``, the mark of what is there. ``perform`` hands ``form.cleaned_data["seen"]`` to the verb.
    """

    def seen_now(self) -> str:
        raise NotImplementedError

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False)
        form.initial.setdefault("seen", self.seen_now())
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if response.status_code == 200:  # refused: the page that is shown now has seen what is there
            form.data = form.data.copy()
            form.data["seen"] = self.seen_now()
        return response


class VersionedView(ActionView):
    """An edit of what two people may have open at once. The loser sees both versions and keeps every word typed."""

    overtaken: Overtaken | None = None

    def row(self) -> Any:
        """What is edited, as it is now."""
        raise NotImplementedError

    def edit(self, form: Any, row: Any, changes: dict[str, Any], seen: int) -> Edited:
        raise NotImplementedError

    def target(self, row: Any) -> str:
        """Where to go afterwards."""
        raise NotImplementedError

    def name_of(self, row: Any, name: str) -> str:
        """A field as people call it: as the form labels it, unless a page says it otherwise."""
        return str(self.get_form_class().base_fields[name].label).removesuffix(" (optional)")

    def value_of(self, row: Any, name: str, value: Any) -> str:
        """A value of a field in words."""
        if value is None or value == "":
            return "Nothing"
        choices = dict(getattr(self.get_form_class().base_fields[name], "choices", ()))
        return str(choices.get(value, value))

    def values(self, row: Any) -> dict[str, Any]:
        """What the form shows of the row."""
        names = [name for name in self.get_form_class().base_fields if name not in {"version", "clashing", "reason"}]
        return {name: getattr(row, name) for name in names}

    def get_initial(self) -> dict[str, Any]:
        row = self.row()
        return self.values(row) | {"version": row.version}

    def perform(self, form: Any) -> str:
        row = self.row()
        changes = form.changes(theirs=self.values(row))
        try:
            edited = self.edit(form, row, changes, form.cleaned_data["version"])
        except Overtaken as overtaken:
            self.overtaken = overtaken
            raise
        if not edited.changed:
            messages.info(self.request, "Nothing was changed.")
        elif edited.theirs:
            names = ", ".join(self.name_of(row, name) for name in edited.theirs)
            messages.success(
                self.request,
                f"Saved. While you were writing, {self.who_changed(row, edited.theirs)} changed {names}: "
                "both changes are kept.",
            )
        else:
            messages.success(self.request, "Saved.")
        return self.target(row)

    def form_invalid(self, form: Any) -> HttpResponse:
        if self.overtaken is not None:
            return self.show_both(form, self.overtaken)
        response = super().form_invalid(form)
        if form.asked:  # a choice is still open: the other's version stays beside it
            row = self.row()
            now = self.values(row)
            asked = [name for name in form.asked if name in now]
            clashes = [Clash(name, None, form.cleaned_data.get(name, now[name]), now[name]) for name in asked]
            response.context_data |= self.both_versions(row, clashes, began=False)  # type: ignore[attr-defined]
        return response

    def who_changed(self, row: Any, names: Any) -> str:
        last = self.last_change(row, names)
        return last.who if last else "somebody else"

    def last_change(self, row: Any, names: Any) -> audit.Change | None:
        """The newest change of any of these fields that the row history tells."""
        return next((change for change in audit.history_of(row) if change.field in names), None)

    def show_both(self, form: Any, overtaken: Overtaken) -> HttpResponse:
        """The form again, with what was typed, now on the newer version; each clash with both values and a choice."""
        row, found = self.row(), overtaken.merged
        clashing = [clash.field for clash in found.clashes]
        other = self.who_changed(row, clashing)
        again = self.get_form_class()(
            initial=form.cleaned_data | found.values | {"version": overtaken.version},
            clashes=found.clashes,
            other=f"what {other} wrote",
            **{
                name: value
                for name, value in self.get_form_kwargs().items()
                if name not in {"data", "files", "initial"}
            },
        )
        context = self.get_context_data(form=again) | self.both_versions(row, found.clashes)
        context["merged"] = ", ".join(self.name_of(row, name) for name in found.theirs if name not in clashing)
        return self.response_class(
            request=self.request,
            template=self.get_template_names(),
            context=context,
            using=self.template_engine,
            status=409,
        )

    def both_versions(self, row: Any, clashes: Sequence[Clash], *, began: bool = True) -> dict[str, Any]:
        """For both_versions.html; ``began``: with what the form first showed."""
        names = [clash.field for clash in clashes]
        last = self.last_change(row, names)
        other = last.who if last else "somebody else"
        sides = [("When you began", "before")] * began + [("Yours", "mine"), (other, "theirs")]
        return {
            "other": other,
            "changed": ", ".join(self.name_of(row, name) for name in names),
            "changed_at": last.at if last else None,
            "clash_columns": [{"label": "Field"}, *({"label": label} for label, _ in sides)],
            "clashes": [
                [
                    self.name_of(row, clash.field),
                    *(self.value_of(row, clash.field, getattr(clash, side)) for _, side in sides),
                ]
                for clash in clashes
            ],
        }
