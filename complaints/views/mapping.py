"""Saying on screen what the columns of an extract are, and the mappings that come of it."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from complaints.forms.imports import MappingFileForm
from complaints.forms.mapping import ColumnsForm, ReadingForm, ValuesForm, reading
from complaints.importing.looking import UNMAPPED, Look
from complaints.importing.mapping import ColumnMap, read_mapping, write_mapping
from complaints.models import ImportBatch, Mapping
from complaints.workflow import extracts, mappings
from pcc import audit
from pcc.errors import RuleBroken
from pcc.roles import BRINGS_IN_EXTRACTS, Role
from pcc.views import ActionView, RolePage, keyset


class OfExtract(ActionView):
    """A page about the columns of one extract, which shows some of its cells."""

    roles = BRINGS_IN_EXTRACTS

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self._batch: ImportBatch | None = None

    @property
    def batch(self) -> ImportBatch:
        if self._batch is None:
            rows = ImportBatch.objects.visible_to(self.person).for_list()
            self._batch = self.find(rows, pk=self.kwargs["pk"])
            if self._batch.state not in mappings.MAY_BE_MAPPED:
                raise RuleBroken(
                    f"This extract is {self._batch.get_state_display().lower()}, so its columns stay as they are."
                )
        return self._batch

    def said(self) -> ColumnMap | None:
        """What is known of the columns: the mapping in the making, else the one it was read by."""
        if self.batch.draft:
            return read_mapping(self.batch.draft)
        return read_mapping(self.batch.mapping.text) if self.batch.mapping else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        audit.record("extract.viewed", self.batch, by=self.person, columns=True)
        return super().get_context_data(**kwargs) | {"batch": self.batch}


class ImportColumns(OfExtract):
    """The first step: which column is which field, beside examples of what stands in it."""

    form_class = ColumnsForm
    template_name = "complaints/import_columns.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"looks": self._look(), "known": self.said()}

    def _look(self) -> tuple[Look, Look | None]:
        self._declared = self.said() or UNMAPPED
        asked = self.request.GET
        if asked:  # the form of the reading needs to know what kind of file it is before it can be asked
            kind = mappings.look(self.batch, UNMAPPED)[0]
            self._declared = reading(self._declared, ReadingForm(asked, look=kind))
        return mappings.look(self.batch, self._declared)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        first = context["form"].looks[0]
        declared = {name: getattr(self._declared, name) for name in ("encoding", "delimiter", "sheet")}
        names = self.batch.file_name, self.batch.allegations_name
        return context | {
            "look": first,
            "reading": ReadingForm(initial=declared, look=first),
            "files": list(zip(names, context["form"].cards(), strict=False)),
        }

    def perform(self, form: Any) -> str:
        columns = replace(
            form.cleaned_data["columns"],
            **{name: getattr(self._declared, name) for name in ("encoding", "delimiter", "sheet")},
        )
        mappings.draft(self.batch, columns, by=self.person)
        return reverse("complaints:import-values", args=[self.batch.pk])


class ImportValues(OfExtract):
    """The second step: what the codes mean, and a name to keep it all under. Then the extract is checked."""

    form_class = ValuesForm
    template_name = "complaints/import_values.html"
    done = "The columns are kept. The extract is being checked."

    def get_form_kwargs(self) -> dict[str, Any]:
        columns = self.said()
        if columns is None:
            raise RuleBroken("Say first what the columns of this extract are.")
        name = self.batch.mapping.name if self.batch.mapping else f"{self.batch.force} extract"
        looks = mappings.look(self.batch, columns)
        return super().get_form_kwargs() | {"looks": looks, "columns": columns, "name": name}

    def perform(self, form: Any) -> ImportBatch:
        text = write_mapping(form.cleaned_data["columns"])
        kept = extracts.keep_mapping(form.cleaned_data["name"], text=text, by=self.person, at=timezone.now())
        return mappings.take(self.batch, kept, by=self.person)


class MappingList(ActionView):
    """Every version of every mapping, to take along as a file; and a file from elsewhere to keep."""

    roles = BRINGS_IN_EXTRACTS | {Role.MANAGER}
    form_class = MappingFileForm
    template_name = "complaints/mapping_list.html"
    done = "The mapping is kept."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = keyset(
            Mapping.objects.select_related("made_by"), self.request, sorts={"made": "made_at"}, default="-made"
        )
        return super().get_context_data(**kwargs) | {
            "page": page,
            "may_keep": bool(self.person.roles & BRINGS_IN_EXTRACTS),
            "columns": [
                {"label": "Mapping"},
                {"label": "Version", "numeric": True},
                {"label": "Made"},
                {"label": "By"},
            ],
            "rows": [
                [
                    {"text": each.name, "url": reverse("complaints:mapping-file", args=[each.pk]), "hint": "TOML file"},
                    str(each.version),
                    f"{timezone.localtime(each.made_at):%-d %b %Y}",
                    str(each.made_by or "The command line"),
                ]
                for each in page.rows
            ],
        }

    def perform(self, form: Any) -> str:
        file = form.cleaned_data["mapping_file"]
        name = file.name.removesuffix(".toml")
        extracts.keep_mapping(name, text=form.cleaned_data["mapping_text"], by=self.person, at=timezone.now())
        return reverse("complaints:mappings")


class MappingFile(RolePage):
    """One version of a mapping as the TOML file it is."""

    roles = BRINGS_IN_EXTRACTS | {Role.MANAGER}
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mapping = self.find(Mapping.objects.all(), pk=self.kwargs["pk"])
        audit.record("mapping.downloaded", mapping, by=self.person)
        name = "".join(letter if letter.isalnum() else "-" for letter in mapping.name).strip("-") or "mapping"
        return HttpResponse(
            mapping.text,
            content_type="application/toml; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name.encode("ascii", "ignore").decode()}.toml"'},
        )
