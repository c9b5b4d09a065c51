"""What is done on a file, a page an act: opened, given, closed; notes, tasks, links, tags."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from casework import workflow
from casework.choices import Kind, TaskStage
from casework.forms import work as asked
from casework.models import Case, CaseLink, CaseTag, Note, Party, Task
from casework.rules import ANSWERS_FOR_CASES, KEEPS_FILES, WORKS_CASES
from casework.views.files import CaseAction, CasePage
from casework.views.rows import TASK_COLUMNS, task_row
from casework.views.versioned import AsSeen
from pcc.errors import FieldsRefused
from pcc.roles import Role
from pcc.views import ActionView

# The file itself


class OpenFile(ActionView):
    """A file on a matter that no other room has brought: the office hears of it and acts."""

    roles = WORKS_CASES
    form_class = asked.OpenForm
    done = "The file is open. Put the people on it next."
    extra_context = {
        "heading": "Open a file",
        "label": "Open the file",
        "intro": "For a complaint that is not in the register. A review, a letter and a complaint of the register open "
        "their own.",
    }

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"today": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"back_url": reverse("casework:list")}

    def perform(self, form: Any) -> Case:
        return workflow.open_case(Kind.COMPLAINT, by=self.person, **form.cleaned_data)


class Allocate(AsSeen, CaseAction):
    roles = WORKS_CASES | ANSWERS_FOR_CASES
    form_class = asked.AllocateForm
    tells = ("case", "today")
    heading = "Give this file to somebody"
    label = "Give it"
    done = "The file is in other hands."

    def perform(self, form: Any) -> Case | str:
        case = workflow.allocate(self.on, by=self.person, **form.cleaned_data)
        seen = Case.objects.visible_to(self.person).filter(pk=case.pk).exists()
        return case if seen else reverse("casework:list")

    def seen_now(self) -> str:
        return workflow.mark_of_hands(Case.objects.visible_to(self.person).get(pk=self.on.pk))


class CloseFile(CaseAction):
    roles = WORKS_CASES
    form_class = asked.CloseForm
    tells = ("today",)
    heading = "Close this file"
    label = "Close the file"
    done = "The file is closed."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        running = [clock.rule.name for clock in self.on.clocks.filter(met_on=None).select_related("rule")]
        return super().get_context_data(**kwargs) | {
            "warning": f"These time limits are not finished, and stay so: {', '.join(running)}." if running else ""
        }

    def perform(self, form: Any) -> Case:
        return workflow.close_case(self.on, by=self.person, **form.cleaned_data)


class ReopenFile(CaseAction):
    roles = WORKS_CASES | ANSWERS_FOR_CASES
    form_class = asked.ReopenForm
    heading = "Open this file again"
    label = "Open it again"
    done = "The file is open again."

    def perform(self, form: Any) -> Case:
        return workflow.reopen_case(self.on, by=self.person, **form.cleaned_data)


# Notes


class Notes(CasePage):
    """Every note on the file, the newest first."""

    template_name = "casework/case_notes.html"
    here = "casework:notes"

    def about(self, case: Case, parties: list[Party]) -> dict[str, Any]:
        rows = case.notes.select_related("written_by", "struck_by").order_by("-on", "-pk")
        return {
            "notes": [
                {
                    "note": note,
                    "strike_url": reverse("casework:strike-note", args=[case.pk, note.pk])
                    if "strike_note" in self.open and note.struck_at is None
                    else "",
                }
                for note in rows
            ],
            "may_add": "add_note" in self.open,
        }


class OnNotes(CaseAction):
    roles = KEEPS_FILES

    def back(self) -> str:
        return reverse("casework:notes", args=[self.on.pk])


class AddNote(OnNotes):
    roles = KEEPS_FILES | {Role.SAFEGUARDING_LEAD}
    form_class = asked.NoteForm
    tells = ("today",)
    heading = "Write a note"
    label = "Keep the note"
    done = "The note is on the file."

    def perform(self, form: Any) -> str:
        workflow.add_note(self.on, by=self.person, **form.cleaned_data)
        return self.back()


class StrikeNote(OnNotes):
    form_class = asked.StrikeForm
    heading = "Strike out a note"
    label = "Strike it out"
    warning = "The note stays on the file to be read, struck out and with your reason. It cannot be put back."
    done = "The note is struck out."

    def note(self) -> Note:
        return self.part(Note.objects.visible_to(self.person).select_related("case"), pk=self.kwargs["note"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        note = self.note()
        return super().get_context_data(**kwargs) | {"facts": [{"key": f"{note.on:%-d %B %Y}", "value": note.text}]}

    def perform(self, form: Any) -> str:
        workflow.strike_note(self.note(), by=self.person, **form.cleaned_data)
        return self.back()


# Tasks


class Tasks(CasePage):
    """What is to be done on the file, and what was."""

    template_name = "casework/case_tasks.html"
    here = "casework:tasks"

    def about(self, case: Case, parties: list[Party]) -> dict[str, Any]:
        rows = list(case.tasks.select_related("owner", "done_by").order_by("due_on", "pk"))
        today = timezone.localdate()
        ended = sorted((task for task in rows if task.done_on), key=lambda task: (task.done_on, task.pk), reverse=True)
        return {
            "columns": TASK_COLUMNS,
            "rows": [
                task_row(task, as_at=today, may="add_note" in self.open)
                for task in rows
                if task.stage == TaskStage.OPEN
            ],
            "ended_columns": [{"label": "Task"}, {"label": "How"}, {"label": "When"}, {"label": "Who"}],
            "ended": [
                [
                    {"text": task.text, "hint": task.outcome},
                    task.get_stage_display(),
                    f"{task.done_on:%-d %b %Y}",
                    str(task.done_by or "The system"),
                ]
                for task in ended
            ],
            "may_add": "add_task" in self.open,
        }


class OnTasks(CaseAction):
    roles = KEEPS_FILES

    def back(self) -> str:
        return reverse("casework:tasks", args=[self.on.pk])


class AddTask(OnTasks):
    form_class = asked.TaskForm
    tells = ("today", "by")
    heading = "Add a task"
    label = "Add the task"
    done = "The task is on the file."

    def perform(self, form: Any) -> str:
        workflow.add_task(self.on, by=self.person, **form.cleaned_data)
        return self.back()


class OnTask(OnTasks):
    """An act on one task of the file."""

    def task(self) -> Task:
        rows = Task.objects.visible_to(self.person).select_related("case", "owner")
        return self.part(rows, pk=self.kwargs["task"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        task = self.task()
        facts = [
            {"key": "Task", "value": task.text},
            {"key": "Due", "value": f"{task.due_on:%A %-d %B %Y}"},
            {"key": "Who", "value": str(task.owner or "Nobody")},
        ]
        return super().get_context_data(**kwargs) | {"facts": facts}


class ChangeTask(AsSeen, OnTask):
    form_class = asked.TaskForm
    tells = ("today", "by")
    heading = "Change a task"
    done = "The task is changed."

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"task": self.task()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        drop = reverse("casework:drop-task", args=[self.on.pk, self.kwargs["task"]])
        return super().get_context_data(**kwargs) | {
            "facts": [{"key": "Not needed any more?", "value": {"text": "Mark as not needed", "url": drop}}]
        }

    def perform(self, form: Any) -> str:
        workflow.change_task(self.task(), by=self.person, **form.cleaned_data)
        return self.back()

    def seen_now(self) -> str:
        return workflow.mark_of_task(self.task())


class FinishTask(OnTask):
    form_class = asked.DoneForm
    tells = ("today",)
    heading = "Mark a task as done"
    label = "It is done"
    done = "The task is done."

    def perform(self, form: Any) -> str:
        workflow.finish_task(self.task(), by=self.person, **form.cleaned_data)
        return self.back()


class DropTask(OnTask):
    form_class = asked.DropForm
    tells = ("today",)
    heading = "Mark a task as not needed"
    label = "It is not needed"
    done = "The task is off the list."

    def perform(self, form: Any) -> str:
        workflow.drop_task(self.task(), by=self.person, **form.cleaned_data)
        return self.back()


# Links and tags


class LinkFile(CaseAction):
    roles = KEEPS_FILES
    form_class = asked.LinkForm
    heading = "Link to another file"
    label = "Link them"
    done = "The files are linked."

    def perform(self, form: Any) -> Case:
        given = dict(form.cleaned_data)
        reference = given.pop("reference").strip()
        other = Case.objects.visible_to(self.person).filter(reference__iexact=reference).first()
        if other is None:
            raise FieldsRefused({"reference": f"There is no file {reference} that you may see. Check the reference."})
        workflow.link_cases(self.on, other=other, by=self.person, **given)
        return self.on


class Unlink(CaseAction):
    roles = KEEPS_FILES
    form_class = forms.Form
    heading = "Take a link away"
    label = "Take it away"
    done = "The link is gone."

    def link(self) -> CaseLink:
        return self.find(CaseLink.objects.visible_to(self.person).of(self.on), pk=self.kwargs["link"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        link = self.link()
        other = link.second if link.first_id == self.on.pk else link.first
        facts = [{"key": other.reference, "value": {"text": other.title, "hint": link.get_kind_display()}}]
        return super().get_context_data(**kwargs) | {"facts": facts}

    def perform(self, form: Any) -> Case:
        workflow.unlink_cases(self.link(), by=self.person)
        return self.on


class PutTag(CaseAction):
    roles = KEEPS_FILES
    form_class = asked.PutTagForm
    tells = ("case",)
    heading = "Tag this file"
    label = "Put it on"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if not context["form"].fields["tag"].queryset:
            context["intro"] = "No tag is left to put on. Those who answer for cases keep the list of tags."
        return context

    def perform(self, form: Any) -> Case:
        workflow.tag_case(self.on, by=self.person, **form.cleaned_data)
        return self.on


class TakeTagOff(CaseAction):
    roles = KEEPS_FILES
    form_class = forms.Form
    heading = "Take a tag off"
    label = "Take it off"

    def put(self) -> CaseTag:
        rows: QuerySet[CaseTag] = self.on.tagged.select_related("tag")
        return self.find(rows, tag=self.kwargs["tag"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tag = self.put().tag
        return super().get_context_data(**kwargs) | {"facts": [{"key": tag.name, "value": tag.meaning}]}

    def perform(self, form: Any) -> Case:
        workflow.untag_case(self.on, tag=self.put().tag, by=self.person)
        return self.on
