"""A copy as the text of an e-mail."""

from textwrap import fill

from casework.letters.paragraphs import Sheet

WIDE = 76


def as_text(sheet: Sheet) -> str:
    """The whole letter in plain text, with a rule under the head and lists as lines with a dash."""
    head = [sheet.office, sheet.contact, "", f"Our reference: {sheet.reference}", sheet.dated, "", sheet.subject]
    body = ["-" * min(WIDE, max(map(len, head)))]
    for section in sheet.sections:
        if section.heading:
            body += ["", section.heading.upper()]
        for block in section.blocks:
            body.append("")
            if block.is_list:
                body += [fill(item, WIDE, initial_indent="- ", subsequent_indent="  ") for item in block.items]
            else:
                body.append(fill(block.items[0], WIDE))
    return "\n".join([*head, *body]) + "\n"
