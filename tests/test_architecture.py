"""What imports cannot show: where rows are written, where the clock is read, and which views declare their roles."""

import ast
from pathlib import Path

import pytest
from django.db.models import Manager, QuerySet
from django.urls import URLPattern, URLResolver, get_resolver

from pcc.views import RolePage

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(
    path.relative_to(ROOT)
    for app in ("pcc", "casework", "complaints", "reviews")
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts
)

WRITES = {"save", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "select_for_update"}
"""Calls that write a row, or lock one in order to. ``update`` and ``delete`` are looked at with their receiver."""

WRITERS = {"workflow", "importing", "letters", "documents", "audit", "references", "jobs", "sessions", "exports"}
KERNEL_WRITERS = {
    Path("pcc/typed.py"),  # what the public typed, for an hour
    Path("pcc/models/people.py"),  # UserManager.create_user, which Django asks for
    Path("pcc/management/commands/add_force.py"),  # a row of reference data, at the machine itself
    Path("pcc/management/commands/open_office.py"),  # the first people and force of an office
    Path("pcc/reporting/management/commands/demo_data.py"),  # the people of the demonstration
}
CLOCKS = {"now", "today", "localdate"}
CLOCK_READERS = {"views", "api", "admin", "tasks", "management", "accounts", "middleware", "people"} | WRITERS


ROOMS = CLOCK_READERS | {"demo", "services", "forms", "filters", "stats", "models", "querysets", "rules", "choices"}


def room(path: Path) -> str:
    """The kind of module, as the import contract names it: views, workflow, rules ... A package names its modules."""
    names = [part.removesuffix(".py") for part in path.parts]
    return next((name for name in names if name in ROOMS), path.stem)


def calls(path: Path) -> list[ast.Call]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]


def writes(path: Path) -> list[str]:
    """Calls that write rows: the manager's and instance's verbs, and update or delete on anything got from objects."""
    found = []
    for call in calls(path):
        method = call.func.attr
        text = ast.unparse(call.func)
        if method in WRITES and not text.startswith(("super()", "form.")):
            found.append(text)
        if method in {"update", "delete"} and ".objects" in text:
            found.append(text)
    return found


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_rows_are_written_only_where_writers_live(path: Path) -> None:
    if room(path) not in WRITERS and path not in KERNEL_WRITERS:
        assert writes(path) == []


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_the_clock_is_read_only_at_the_edges_and_by_writers(path: Path) -> None:
    if room(path) not in CLOCK_READERS:
        assert [ast.unparse(call.func) for call in calls(path) if call.func.attr in CLOCKS] == []


def is_a_moment(node: ast.expr) -> bool:
    """Whether this is a field that holds a moment: ``added_at``; ``as_at`` is a day."""
    return isinstance(node, ast.Attribute) and node.attr.endswith("_at") and node.attr != "as_at"


def test_a_moment_is_told_in_local_time() -> None:
    """Moments are kept in UTC: printed as they are, they are an hour early all summer, and now and then a day."""
    told = []
    for path in MODULES:
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            formatted = isinstance(node, ast.FormattedValue) and node.format_spec and is_a_moment(node.value)
            cut = isinstance(node, ast.Attribute) and node.attr == "date" and is_a_moment(node.value)
            if formatted or cut:
                told.append(f"{path}:{node.lineno}")
    assert told == []


def test_every_page_of_ours_declares_its_roles() -> None:
    undeclared = []
    waiting = list(get_resolver().url_patterns)
    while waiting:
        pattern = waiting.pop()
        if isinstance(pattern, URLResolver):
            waiting.extend(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            view = getattr(pattern.callback, "view_class", object)
            if issubclass(view, RolePage) and not getattr(view, "roles", None):
                undeclared.append(view.__name__)
    assert undeclared == []


def test_no_model_is_read_without_a_stated_scope_in_a_page() -> None:
    """Pages and APIs find records through visible_to; reference data and the person's own things excepted."""
    free = {
        "Force",
        "BankHoliday",
        "Mapping",
        "CalendarDay",
        "ClockRule",
        "HeldRow",
        "MailFetch",  # when the mailbox was looked into, and no word of what lay there
        "Category",
        "Factor",
        "Tag",
        "Team",
        "Theme",
    }
    strays = []
    for path in MODULES:
        if room(path) not in {"views", "api"}:
            continue
        text = (ROOT / path).read_text(encoding="utf-8")
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Attribute)
                and node.value.attr == "objects"
            ):
                model = ast.unparse(node.value.value)
                if (
                    node.attr not in {"visible_to", "opened_to", "readable_by", "for_member", "none"}
                    and model not in free
                ):
                    strays.append(f"{path}: {ast.unparse(node)}")
    assert strays == []


def test_the_words_of_the_list_above_are_djangos() -> None:
    for method in WRITES - {"save"}:
        assert hasattr(Manager, method) or hasattr(QuerySet, method)
