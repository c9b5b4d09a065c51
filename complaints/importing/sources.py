"""Whatever file a force sends, as a source of rows: its first bytes say what it is, never its name."""

from pathlib import Path

from complaints.importing.books import ARCHIVE, OLD_BOOK, open_book
from complaints.importing.mapping import ColumnMap
from complaints.importing.reading import Source, open_csv


def open_source(path: Path, columns: ColumnMap) -> Source:
    """The file as the mapping declares it. RuleBroken when it cannot be read, or is not safe to."""
    with path.open("rb") as file:
        begins = file.read(4)
    if begins in (ARCHIVE, OLD_BOOK):
        return open_book(path, columns)
    return open_csv(path, columns)
