"""Every route by every role in every state, against one table. A route without a row fails."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from casework import workflow as casework
from casework.choices import Connection, FileLinkKind, Recipient, RouteChoice
from casework.models import Case, Correspondence, Message, PastList, Theme
from casework.workflow import correspondence
from complaints.choices import LinkKind
from complaints.models import Complaint, ImportBatch, Mapping, Vanishing
from complaints.rules import KEEPS_MISCONDUCT, KEEPS_RECORDS, SEES_EQUALITY
from complaints.workflow import extracts, records
from pcc import audit, jobs
from pcc.models import Force, Job, User
from pcc.reporting.rules import REBASES
from pcc.reporting.workflow import past_letters
from pcc.roles import (
    ANSWERS_LETTERS,
    BRINGS_IN_EXTRACTS,
    FREEZES_FIGURES,
    READS_FIGURES,
    RUNS_JOBS,
    SEES_COMPLAINTS,
    SEES_REVIEWS,
    STAFF,
    Role,
)
from reviews.choices import Interest
from reviews.choices import Stage as ReviewStage
from reviews.dip_sampling.models import Answer, Flag, Highlight, Hit, Scorecard
from reviews.dip_sampling.workflow import findings, flags
from reviews.dip_sampling.workflow import sessions as panel_sessions
from reviews.models import Recommendation, Review
from reviews.rules import LOGS_REVIEWS, WORKS_REVIEWS
from reviews.workflow import intake
from tests.conftest import signed_in
from tests.factories import (
    a_batch,
    a_case,
    a_clock,
    a_complaint,
    a_correction,
    a_document,
    a_letter,
    a_misconduct_outcome,
    a_notice,
    a_party,
    a_person,
    a_plan,
    a_publication,
    a_rebase,
    a_saved_view,
    a_suspension,
    a_task,
    a_tribunal,
    a_user,
    an_allegation,
)
from tests.panel_factories import an_open_session
from tests.review_factories import a_review

EVERYBODY = frozenset(Role)
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
AUDITOR = frozenset({Role.AUDITOR})
REVIEWS_MANAGER = frozenset({Role.REVIEWS_MANAGER})
IMPORTS = BRINGS_IN_EXTRACTS | {Role.MANAGER}
WORKS_CASES = frozenset({Role.COMPLAINTS_OFFICER, Role.CASEWORKER, Role.REVIEWS_MANAGER})
ANSWERS_FOR_CASES = frozenset({Role.REVIEWS_MANAGER, Role.MANAGER})
KEEPS_FILES = WORKS_CASES | {Role.MANAGER, Role.PANEL_COORDINATOR}
OPENS_SEALED = ANSWERS_FOR_CASES | {Role.SAFEGUARDING_LEAD}
SEES_CASES = WORKS_CASES | ANSWERS_FOR_CASES | {Role.PANEL_COORDINATOR, Role.SAFEGUARDING_LEAD}
READS_RULES = WORKS_CASES | {Role.MANAGER, Role.ADMINISTRATOR}

RUNS_PANELS = frozenset({Role.PANEL_COORDINATOR})
READS_EXTRACTS = RUNS_PANELS | {Role.REVIEWS_MANAGER}
READS_PANELS = READS_EXTRACTS | {Role.MANAGER}
LEAD = frozenset({Role.SAFEGUARDING_LEAD})
ANSWERS_FLAGS = RUNS_PANELS | LEAD | {Role.MANAGER}
MEMBERS = frozenset({Role.PANEL_MEMBER})
THE_READER: frozenset[Role] = frozenset()
"""A file of a reader is theirs alone: no role opens it."""

PUBLIC = {"health", "office_css", "reporting:definitions"}
PUBLIC |= {f"published:{page}" for page in ("list", "definitions", "figure", "revision", "file")}
PUBLIC |= {"apply:start", "apply:sent", "apply:equality", "write:start", "write:sent"}
PUBLIC |= {"reading:code", "reading:door", "reading:leave"}
"""Routes that answer without sign-in."""

TABLE: dict[str, tuple[str, frozenset[Role]]] = {
    # route: (method, roles that are answered)
    "home": ("get", EVERYBODY),
    "search": ("get", SEES_CASES | SEES_COMPLAINTS),
    "reporting:open-next": ("get", SEES_CASES),
    "reporting:team": ("get", ANSWERS_FOR_CASES),
    "complaints:of-case": ("get", SEES_COMPLAINTS),
    "complaints:list": ("get", SEES_COMPLAINTS),
    "reporting:views": ("get", SEES_COMPLAINTS),
    "reporting:save-view": ("get", SEES_COMPLAINTS),
    "reporting:view": ("get", frozenset({Role.MANAGER})),  # a colleague's, shared
    "reporting:remove-view": ("get", frozenset({Role.MANAGER})),
    "complaints:complaint": ("get", SEES_COMPLAINTS),
    "complaints:timeline": ("get", SEES_COMPLAINTS),
    "complaints:changes": ("get", SEES_COMPLAINTS),
    "complaints:watch": ("post", SEES_COMPLAINTS),
    "complaints:equality": ("get", SEES_EQUALITY),
    "complaints:enter": ("get", KEEPS_RECORDS),
    "complaints:edit": ("get", KEEPS_RECORDS),
    "complaints:allegation": ("get", KEEPS_RECORDS),
    "complaints:review-body": ("get", KEEPS_RECORDS),
    "complaints:route": ("get", KEEPS_RECORDS),
    "complaints:suspend": ("get", KEEPS_RECORDS),
    "complaints:end-suspension": ("get", KEEPS_RECORDS),
    "complaints:note-update": ("get", KEEPS_RECORDS),
    "complaints:note-notice": ("get", KEEPS_RECORDS),
    "complaints:act-on-notice": ("get", KEEPS_RECORDS),
    "complaints:link": ("get", KEEPS_RECORDS),
    "complaints:unlink": ("get", KEEPS_RECORDS),
    "complaints:unmark-duplicate": ("get", KEEPS_RECORDS),
    "complaints:label": ("get", KEEPS_RECORDS),
    "complaints:take-label-off": ("get", KEEPS_RECORDS),
    "complaints:open-file": ("get", KEEPS_RECORDS),
    "complaints:accept": ("get", KEEPS_RECORDS),
    "complaints:misconduct": ("get", KEEPS_MISCONDUCT),
    "complaints:record-misconduct": ("get", KEEPS_MISCONDUCT),
    "complaints:misconduct-outcome": ("get", KEEPS_MISCONDUCT),
    "complaints:tribunals": ("get", KEEPS_MISCONDUCT),
    "complaints:record-tribunal": ("get", KEEPS_MISCONDUCT),
    "complaints:tribunal": ("get", KEEPS_MISCONDUCT),
    "complaints:misconduct-figures": ("get", READS_FIGURES),
    "complaints:imports": ("get", IMPORTS),
    "complaints:bring-in": ("get", BRINGS_IN_EXTRACTS),
    "complaints:import": ("get", IMPORTS),
    "complaints:check-again": ("post", BRINGS_IN_EXTRACTS),
    "complaints:import-columns": ("get", BRINGS_IN_EXTRACTS),
    "complaints:import-values": ("get", BRINGS_IN_EXTRACTS),
    "complaints:import-changes": ("get", IMPORTS),
    "complaints:fix-row": ("get", BRINGS_IN_EXTRACTS),
    "complaints:check-with-fixes": ("post", BRINGS_IN_EXTRACTS),
    "complaints:import-problems": ("get", BRINGS_IN_EXTRACTS),
    "complaints:undo-import": ("get", BRINGS_IN_EXTRACTS),
    "complaints:state-count": ("get", BRINGS_IN_EXTRACTS),
    "complaints:vanished": ("get", IMPORTS),
    "complaints:settle": ("get", KEEPS_RECORDS),
    "complaints:api-imports": ("get", IMPORTS),
    "complaints:api-import": ("get", IMPORTS),
    "complaints:api-import-load": ("post", BRINGS_IN_EXTRACTS),
    "complaints:api-import-rows": ("get", IMPORTS),
    "complaints:mappings": ("get", IMPORTS),
    "complaints:mapping-file": ("get", IMPORTS),
    "complaints:api-list": ("get", SEES_COMPLAINTS),
    "complaints:api-complaint": ("get", SEES_COMPLAINTS),
    "complaints:api-schema": ("get", STAFF),
    "reviews:board": ("get", SEES_REVIEWS),
    "reviews:list": ("get", SEES_REVIEWS),
    "reviews:log": ("get", LOGS_REVIEWS),
    "reviews:from-correspondence": ("get", LOGS_REVIEWS),
    "reviews:declare-several": ("get", SEES_REVIEWS),
    "reviews:register": ("get", SEES_REVIEWS),
    "reviews:recommendation": ("get", SEES_REVIEWS),
    "reviews:follow-up": ("get", WORKS_REVIEWS),
    "reviews:pack": ("get", SEES_REVIEWS),
    "reviews:figures": ("get", READS_FIGURES),
    "reporting:reviews": ("get", READS_FIGURES),
    "reviews:figures-csv": ("get", READS_FIGURES),
    "reviews:review": ("get", SEES_REVIEWS),
    "reviews:application": ("get", SEES_REVIEWS),
    "reviews:papers": ("get", SEES_REVIEWS),
    "reviews:assessment": ("get", SEES_REVIEWS),
    "reviews:take-allegation": ("post", WORKS_REVIEWS),
    "reviews:finding": ("get", WORKS_REVIEWS),
    "reviews:recommendations-of": ("get", SEES_REVIEWS),
    "reviews:record": ("get", SEES_REVIEWS),
    "reviews:bundle": ("get", SEES_REVIEWS),
    "reviews:equality": ("get", WORKS_REVIEWS),
    "reviews:act": ("get", SEES_REVIEWS),
    "reviews:edit": ("get", WORKS_REVIEWS),
    "reviews:declare": ("get", SEES_CASES),
    "reviews:of-case": ("get", SEES_CASES),
    "reviews:api-list": ("get", SEES_REVIEWS),
    "reviews:api-review": ("get", SEES_REVIEWS),
    "reviews:api-figures": ("get", READS_FIGURES),
    "reporting:timeliness": ("get", READS_FIGURES),
    "reporting:timeliness-csv": ("get", READS_FIGURES),
    "reporting:timeliness-file": ("get", READS_FIGURES),
    "reporting:timeliness-api": ("get", READS_FIGURES),
    "reporting:counted-in": ("get", READS_FIGURES),
    "reporting:why": ("get", READS_FIGURES),
    "reporting:overview": ("get", READS_FIGURES),
    "reporting:counted-in-file": ("get", READS_FIGURES),
    "reporting:months": ("get", READS_FIGURES),
    "reporting:months-file": ("get", READS_FIGURES),
    "reporting:annual": ("get", READS_FIGURES),
    "reporting:annual-text": ("get", READS_FIGURES),
    "reporting:publications": ("get", READS_FIGURES),
    "reporting:publication": ("get", READS_FIGURES),
    "reporting:propose": ("get", FREEZES_FIGURES),
    "reporting:propose-panel": ("get", FREEZES_FIGURES),
    "reporting:sign": ("get", FREEZES_FIGURES),
    "reporting:withdraw": ("get", FREEZES_FIGURES),
    "reporting:take-down": ("get", FREEZES_FIGURES),
    "reporting:revise": ("get", FREEZES_FIGURES),
    "reporting:brief": ("get", READS_FIGURES),
    "reporting:brief-pdf": ("get", READS_FIGURES),
    "reporting:peers": ("get", READS_FIGURES),
    "reporting:load-peers": ("get", FREEZES_FIGURES),
    "reporting:peers-file": ("get", READS_FIGURES),
    "reporting:rebase": ("get", REBASES),
    "reporting:take-back": ("get", REBASES),
    "reporting:definitions-api": ("get", EVERYBODY),
    "reporting:snapshots-api": ("get", READS_FIGURES),
    "reporting:correspondence": ("get", READS_FIGURES | ANSWERS_LETTERS),
    "reporting:letters-csv": ("get", READS_FIGURES | ANSWERS_LETTERS),
    "reporting:letters-file": ("get", READS_FIGURES | ANSWERS_LETTERS),
    "reporting:letters-api": ("get", READS_FIGURES | ANSWERS_LETTERS),
    "reporting:past-lists": ("get", ANSWERS_LETTERS),
    "reporting:past-list": ("get", ANSWERS_LETTERS),
    "reporting:past-list-new": ("get", WORKS_CASES),
    "reporting:past-list-template": ("get", WORKS_CASES),
    "reporting:past-list-load": ("get", WORKS_CASES),
    "reporting:past-list-undo": ("get", WORKS_CASES),
    "reporting:past-list-problems": ("get", ANSWERS_LETTERS),
    "casework:inbox": ("get", ANSWERS_LETTERS),
    "casework:themes": ("get", ANSWERS_LETTERS),
    "casework:add-theme": ("get", ANSWERS_FOR_CASES),
    "casework:retire-theme": ("get", ANSWERS_FOR_CASES),
    "casework:api-correspondence": ("get", ANSWERS_LETTERS),
    "casework:api-item": ("get", ANSWERS_LETTERS),
    "casework:api-themes": ("get", ANSWERS_LETTERS),
    "casework:log": ("get", WORKS_CASES),
    "casework:fetch-now": ("post", WORKS_CASES),
    "casework:open-next": ("post", WORKS_CASES),
    "casework:give-several": ("get", WORKS_CASES | ANSWERS_FOR_CASES),
    "casework:put-aside": ("get", WORKS_CASES),
    "casework:item": ("get", ANSWERS_LETTERS),
    "casework:claim": ("get", WORKS_CASES),
    "casework:triage": ("get", WORKS_CASES),
    "casework:acknowledge": ("get", WORKS_CASES),
    "casework:reply": ("get", WORKS_CASES),
    "casework:ask": ("get", WORKS_CASES),
    "casework:close-item": ("get", WORKS_CASES),
    "casework:discard": ("get", WORKS_CASES),
    "casework:reopen-item": ("get", ANSWERS_LETTERS),
    "casework:join": ("get", WORKS_CASES),
    "casework:become-complaint": ("get", WORKS_CASES),
    "casework:write-to-sender": ("get", WORKS_CASES),
    "casework:original": ("get", ANSWERS_LETTERS),
    "casework:split": ("get", WORKS_CASES),
    "casework:chase": ("get", WORKS_CASES),
    "casework:end-enquiry": ("get", WORKS_CASES),
    "casework:list": ("get", SEES_CASES),
    "casework:case": ("get", SEES_CASES),
    "casework:open": ("get", WORKS_CASES),
    "casework:timeline": ("get", SEES_CASES),
    "casework:allocate": ("get", WORKS_CASES | ANSWERS_FOR_CASES),
    "casework:close": ("get", WORKS_CASES),
    "casework:reopen": ("get", WORKS_CASES | ANSWERS_FOR_CASES),
    "casework:parties": ("get", SEES_CASES),
    "casework:find-person": ("get", KEEPS_FILES),
    "casework:add-party": ("get", KEEPS_FILES),
    "casework:add-new-party": ("get", KEEPS_FILES),
    "casework:end-party": ("get", KEEPS_FILES),
    "casework:notes": ("get", SEES_CASES),
    "casework:add-note": ("get", KEEPS_FILES | {Role.SAFEGUARDING_LEAD}),
    "casework:strike-note": ("get", KEEPS_FILES),
    "casework:tasks": ("get", SEES_CASES),
    "casework:add-task": ("get", KEEPS_FILES),
    "casework:change-task": ("get", KEEPS_FILES),
    "casework:finish-task": ("get", KEEPS_FILES),
    "casework:drop-task": ("get", KEEPS_FILES),
    "casework:link": ("get", KEEPS_FILES),
    "casework:unlink": ("get", KEEPS_FILES),
    "casework:tag": ("get", KEEPS_FILES),
    "casework:untag": ("get", KEEPS_FILES),
    "casework:person": ("get", SEES_CASES),
    "casework:edit-person": ("get", KEEPS_FILES),
    "casework:compare": ("get", KEEPS_FILES),
    "casework:undo-merge": ("get", KEEPS_FILES),
    "casework:declare-interest": ("get", SEES_CASES),
    "casework:end-interest": ("get", ANSWERS_FOR_CASES),
    "casework:propose-plan": ("get", KEEPS_FILES),
    "casework:decide-plan": ("get", ANSWERS_FOR_CASES),
    "casework:review-plan": ("get", ANSWERS_FOR_CASES),
    "casework:plan-letter": ("get", WORKS_CASES),
    "casework:end-plan": ("get", ANSWERS_FOR_CASES),
    "casework:tags": ("get", KEEPS_FILES),
    "casework:add-tag": ("get", ANSWERS_FOR_CASES),
    "casework:retire-tag": ("get", ANSWERS_FOR_CASES),
    "casework:teams": ("get", ANSWERS_FOR_CASES),
    "casework:add-team": ("get", ANSWERS_FOR_CASES),
    "casework:change-team": ("get", ANSWERS_FOR_CASES),
    "casework:end-team": ("get", ANSWERS_FOR_CASES),
    "casework:hand-overs": ("get", WORKS_CASES | ANSWERS_FOR_CASES),
    "casework:hand-over": ("get", WORKS_CASES | ANSWERS_FOR_CASES),
    "casework:call-off": ("get", WORKS_CASES | ANSWERS_FOR_CASES),
    "casework:start-clock": ("get", WORKS_CASES),
    "casework:seal": ("get", ANSWERS_FOR_CASES),
    "casework:review-seal": ("get", ANSWERS_FOR_CASES),
    "casework:name-on-seal": ("get", ANSWERS_FOR_CASES),
    "casework:take-off-seal": ("get", ANSWERS_FOR_CASES),
    "casework:lift-seal": ("get", ANSWERS_FOR_CASES),
    "casework:note-shut-out": ("get", ANSWERS_FOR_CASES),
    "casework:open-sealed": ("get", OPENS_SEALED),
    "casework:openings": ("get", OPENS_SEALED | AUDITOR),
    "casework:opening": ("get", ANSWERS_FOR_CASES | AUDITOR),
    "casework:close-opening": ("get", frozenset()),  # who opened it alone
    "casework:declare-conflict": ("get", SEES_CASES),
    "casework:shut-out": ("get", ANSWERS_FOR_CASES),
    "casework:let-in": ("get", ANSWERS_FOR_CASES),
    "casework:why": ("get", SEES_CASES),
    "casework:change-start": ("get", WORKS_CASES),
    "casework:reading": ("get", WORKS_CASES),
    "casework:pause": ("get", WORKS_CASES),
    "casework:resume": ("get", WORKS_CASES),
    "casework:meet": ("get", WORKS_CASES),
    "casework:api-why": ("get", SEES_CASES),
    "casework:api-cases": ("get", SEES_CASES),
    "casework:api-case": ("get", SEES_CASES),
    "casework:api-people": ("get", SEES_CASES),
    "casework:api-notes": ("get", SEES_CASES),
    "casework:api-tasks": ("get", SEES_CASES),
    "casework:api-documents": ("get", SEES_CASES),
    "casework:api-letters": ("get", SEES_CASES),
    "casework:api-letter": ("get", SEES_CASES),
    "casework:api-clocks": ("get", SEES_CASES),
    "casework:api-messages": ("get", ANSWERS_LETTERS),
    "casework:messages": ("get", ANSWERS_LETTERS),
    "casework:correspondence-of-case": ("get", SEES_CASES),
    "casework:api-timeline": ("get", SEES_CASES),
    "casework:letters": ("get", SEES_CASES),
    "casework:letter": ("get", SEES_CASES),
    "casework:letter-copy": ("get", SEES_CASES),
    "casework:outbox": ("get", SEES_CASES),
    "casework:templates": ("get", SEES_CASES),
    "casework:template": ("get", SEES_CASES),
    "casework:write-letter": ("get", WORKS_CASES),
    "casework:edit-letter": ("get", WORKS_CASES),
    "casework:address-letter": ("get", WORKS_CASES),
    "casework:leave-out": ("post", WORKS_CASES),
    "casework:send-letter-for-check": ("get", WORKS_CASES),
    "casework:sign-letter": ("get", WORKS_CASES | ANSWERS_FOR_CASES),
    "casework:send-letter-back": ("get", WORKS_CASES | ANSWERS_FOR_CASES),
    "casework:waive-letter-check": ("get", REVIEWS_MANAGER),
    "casework:issue-letter": ("get", WORKS_CASES),
    "casework:recall-letter": ("get", WORKS_CASES),
    "casework:cancel-letter": ("get", WORKS_CASES),
    "casework:mark-posted": ("get", WORKS_CASES),
    "casework:send-again": ("get", WORKS_CASES),
    "casework:post-instead": ("get", WORKS_CASES),
    "casework:say-arrived": ("get", WORKS_CASES),
    "casework:change-template": ("get", WORKS_CASES),
    "casework:write-template": ("get", WORKS_CASES),
    "casework:approve-template": ("get", ANSWERS_FOR_CASES),
    "casework:retire-template": ("get", ANSWERS_FOR_CASES),
    "casework:documents": ("get", SEES_CASES),
    "casework:add-documents": ("get", WORKS_CASES),
    "casework:record-evidence": ("get", WORKS_CASES),
    "casework:document": ("get", SEES_CASES),
    "casework:download": ("get", SEES_CASES),
    "casework:describe-document": ("get", WORKS_CASES),
    "casework:quarantine-document": ("get", WORKS_CASES | ANSWERS_FOR_CASES),
    "casework:release-document": ("get", ANSWERS_FOR_CASES),
    "reading:home": ("get", MEMBERS),
    "reading:help": ("get", MEMBERS),
    "reading:size": ("post", MEMBERS),
    "reading:results": ("get", MEMBERS),
    "reading:result": ("get", THE_READER),
    "reading:certificate": ("get", THE_READER),
    "reading:certificate-pdf": ("get", THE_READER),
    "reading:promise": ("post", THE_READER),
    "reading:file": ("get", THE_READER),
    "reading:start": ("post", THE_READER),
    "reading:swap": ("post", THE_READER),
    "reading:declare": ("post", THE_READER),
    "reading:read": ("get", THE_READER),
    "reading:question": ("get", THE_READER),
    "reading:save": ("post", THE_READER),
    "reading:mark": ("get", THE_READER),
    "reading:check": ("get", THE_READER),
    "reading:done": ("get", THE_READER),
    "panels:list": ("get", READS_PANELS),
    "panels:panel": ("get", READS_PANELS),
    "panels:question-sets": ("get", READS_PANELS),
    "panels:question-set": ("get", READS_PANELS),
    "panels:session": ("get", READS_PANELS),
    "panels:results": ("get", READS_PANELS),
    "panels:results-csv": ("get", READS_PANELS),
    "panels:api-results": ("get", READS_PANELS),
    "panels:report": ("get", READS_PANELS),
    "panels:report-pdf": ("get", READS_PANELS),
    "panels:finding": ("get", READS_PANELS),
    "panels:sample": ("get", READS_PANELS | AUDITOR),
    "panels:redraw": ("post", READS_PANELS | AUDITOR),
    "panels:start": ("get", RUNS_PANELS),
    "panels:edit": ("get", RUNS_PANELS),
    "panels:close": ("get", RUNS_PANELS),
    "panels:seat-add": ("get", RUNS_PANELS),
    "panels:plan": ("get", RUNS_PANELS),
    "panels:seat": ("get", RUNS_PANELS),
    "panels:seat-record": ("get", RUNS_PANELS),
    "panels:seat-adult": ("get", RUNS_PANELS),
    "panels:seat-door": ("get", RUNS_PANELS),
    "panels:seat-end": ("get", RUNS_PANELS),
    "panels:seat-send": ("get", RUNS_PANELS),
    "panels:certificate": ("get", RUNS_PANELS),
    "panels:reasons": ("get", RUNS_PANELS),
    "panels:reason-clear": ("get", RUNS_PANELS),
    "panels:question-set-write": ("get", RUNS_PANELS),
    "panels:design": ("get", RUNS_PANELS),
    "panels:request": ("get", REVIEWS_MANAGER),
    "panels:request-chase": ("get", REVIEWS_MANAGER),
    "panels:request-hand": ("get", RUNS_PANELS),
    "panels:ask": ("get", RUNS_PANELS),
    "panels:chase": ("get", RUNS_PANELS),
    "panels:paper": ("get", RUNS_PANELS),
    "panels:replace": ("get", RUNS_PANELS),
    "panels:extract-start": ("get", RUNS_PANELS),
    "panels:extract-release": ("get", RUNS_PANELS),
    "panels:extract-reopen": ("get", RUNS_PANELS),
    "panels:session-edit": ("get", RUNS_PANELS),
    "panels:session-deal": ("get", RUNS_PANELS),
    "panels:session-open": ("get", RUNS_PANELS),
    "panels:session-adults": ("get", RUNS_PANELS),
    "panels:session-close": ("get", RUNS_PANELS),
    "panels:session-publish": ("get", RUNS_PANELS),
    "panels:session-files": ("get", RUNS_PANELS),
    "panels:session-late": ("get", RUNS_PANELS),
    "panels:discussion": ("get", RUNS_PANELS),
    "panels:agree": ("get", RUNS_PANELS),
    "panels:allocation-withdraw": ("get", RUNS_PANELS),
    "panels:print": ("get", RUNS_PANELS),
    "panels:print-enter": ("get", RUNS_PANELS),
    "panels:late-settle": ("get", RUNS_PANELS),
    "panels:finding-add": ("get", RUNS_PANELS),
    "panels:quote-approve": ("get", RUNS_PANELS),
    "panels:finding-clear": ("get", RUNS_PANELS),
    "panels:finding-reword": ("get", RUNS_PANELS),
    "panels:finding-send": ("get", RUNS_PANELS),
    "panels:finding-reply": ("get", RUNS_PANELS),
    "panels:finding-change": ("get", RUNS_PANELS),
    "panels:finding-check": ("get", RUNS_PANELS),
    "panels:file": ("get", READS_EXTRACTS),
    "panels:list-word": ("get", READS_EXTRACTS),
    "panels:listed-forms": ("get", READS_EXTRACTS),
    "panels:strike-word": ("get", READS_EXTRACTS),
    "panels:extracts": ("get", READS_EXTRACTS),
    "panels:extract-edit": ("get", READS_EXTRACTS),
    "panels:extract-suggest": ("get", READS_EXTRACTS),
    "panels:extract-sign": ("get", READS_EXTRACTS),
    "panels:extract-check": ("get", READS_EXTRACTS),
    "panels:hit-dismiss": ("get", READS_EXTRACTS),
    "panels:extract": ("get", READS_EXTRACTS | LEAD),
    "panels:extract-recall": ("get", READS_EXTRACTS | LEAD),
    "panels:flags": ("get", ANSWERS_FLAGS),
    "panels:flag": ("get", ANSWERS_FLAGS),
    "panels:flag-acknowledge": ("get", ANSWERS_FLAGS),
    "panels:flag-close": ("get", ANSWERS_FLAGS),
    "reporting:calendars": ("get", READS_RULES),
    "reporting:add-holiday": ("get", ADMINISTRATOR),
    "reporting:end-holiday": ("get", ADMINISTRATOR),
    "reporting:rules": ("get", READS_RULES),
    "reporting:rule": ("get", READS_RULES),
    "reporting:change-rule": ("get", ADMINISTRATOR),
    "reporting:bench": ("get", READS_RULES),
    "reporting:audit": ("get", AUDITOR),
    "reporting:audit-export": ("get", AUDITOR),
    "reporting:audit-check": ("get", AUDITOR),
    "reporting:audit-ask-check": ("post", AUDITOR),
    "reporting:audit-mine": ("get", STAFF),
    "reporting:audit-person": ("get", AUDITOR),
    "reporting:audit-record": ("get", AUDITOR | {Role.MANAGER}),
    "reporting:exports": ("get", EVERYBODY - {Role.PANEL_MEMBER}),
    "reporting:export-new": ("get", SEES_COMPLAINTS),
    "reporting:export": ("get", frozenset()),  # a file is its asker's alone
    "reporting:export-take": ("post", frozenset()),
    "reporting:exports-api": ("post", EVERYBODY - {Role.PANEL_MEMBER}),
    "reporting:export-api": ("get", frozenset()),
    "reporting:export-take-api": ("post", frozenset()),
    "reporting:jobs": ("get", RUNS_JOBS),
    "reporting:refresh": ("post", RUNS_JOBS),
    "reporting:check-figures": ("post", RUNS_JOBS),
    "reporting:job": ("get", RUNS_JOBS),
    "reporting:stop-job": ("post", RUNS_JOBS),
    "people:sessions": ("get", EVERYBODY),
    "people:stay": ("post", EVERYBODY),
    "people:end-session": ("get", EVERYBODY),
    "people:end-other-sessions": ("get", EVERYBODY),
    "person:list": ("get", ADMINISTRATOR),
    "person:detail": ("get", ADMINISTRATOR),
    "person:send-link": ("get", ADMINISTRATOR),
    "person:close-doors": ("get", ADMINISTRATOR),
    "person:reset-factor": ("get", ADMINISTRATOR),
    "admin:index": ("get", ADMINISTRATOR),
    "admin:pcc_user_changelist": ("get", ADMINISTRATOR),
    "admin:pcc_user_add": ("get", ADMINISTRATOR),
    "admin:pcc_user_change": ("get", ADMINISTRATOR),
    "admin:pcc_user_history": ("get", ADMINISTRATOR),
    "admin:pcc_force_changelist": ("get", ADMINISTRATOR),
    "admin:pcc_force_add": ("get", ADMINISTRATOR),
    "admin:pcc_force_change": ("get", ADMINISTRATOR),
    "admin:pcc_force_history": ("get", ADMINISTRATOR),
    "admin:pcc_bankholiday_changelist": ("get", ADMINISTRATOR),
    "admin:pcc_bankholiday_change": ("get", ADMINISTRATOR),
    "admin:pcc_bankholiday_history": ("get", ADMINISTRATOR),
    "admin:app_list": ("get", ADMINISTRATOR),
}

EXTRACT_MAPPING = (
    '[columns]\nreference = "Ref"\nreceived_on = "Received"\n[dates]\nformat = "%d/%m/%Y"\ntime_zone = "UTC"\n'
)

NOBODY = {
    "admin:pcc_user_delete": "users are ended, never deleted",
    "admin:pcc_force_delete": "forces stand behind complaints",
    "admin:pcc_bankholiday_add": "a holiday is added on its own page",
    "admin:pcc_bankholiday_delete": "a holiday is ended, never deleted",
}
"""Routes of libraries that answer no role."""

LIBRARY = ("account_", "mfa_", "admin:login", "admin:jsi18n", "admin:None")
"""Sign-in pages: about the person themselves, never a record; walked by the tests of accounts."""


def routes(patterns: list[Any] | None = None, space: str = "") -> Iterator[str]:
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"


def test_every_route_has_a_row() -> None:
    known = set(TABLE) | set(NOBODY) | PUBLIC
    assert sorted({name for name in routes() if name not in known and not name.startswith(LIBRARY)}) == []


def test_every_row_has_a_route() -> None:
    assert sorted((set(TABLE) | set(NOBODY) | PUBLIC) - set(routes())) == []


@pytest.fixture(scope="module")
def made(db_of_file: None) -> dict[str, str]:
    return make_addresses()


@pytest.fixture
def addresses(made: dict[str, str], db: None) -> dict[str, str]:
    return made


def make_addresses() -> dict[str, str]:
    """An address for each route of the table, of records that exist from now on."""
    complaint = a_complaint()
    batch = a_batch(force=complaint.force)
    job = Job.objects.create(kind="figures.refresh_all")
    holiday = "1"
    clock = a_clock(by=a_user(Role.COMPLAINTS_OFFICER))
    ids = {
        "complaints:of-case": a_complaint(force=complaint.force, case=a_case()).case_id,
        "complaints:complaint": complaint.pk,
        "complaints:api-complaint": complaint.pk,
        "complaints:import": batch.pk,
        "complaints:check-again": batch.pk,
        **_imports(complaint.force),
        **_parts(complaint),
        **_of_reviews(),
        **_of_correspondence(),
        "reporting:job": job.pk,
        "reporting:stop-job": job.pk,
        "admin:pcc_force_change": complaint.force_id,
        "admin:pcc_force_history": complaint.force_id,
        "admin:pcc_force_delete": complaint.force_id,
        "admin:pcc_bankholiday_change": holiday,
        "admin:pcc_bankholiday_history": holiday,
        "admin:pcc_bankholiday_delete": holiday,
    }
    user = a_user()
    audit.record("complaint.viewed", complaint, by=user)
    file = uuid4()
    ids |= {"reporting:export-new": "complaints", "reporting:export": file, "reporting:export-take": file}
    ids |= {"reporting:export-api": file, "reporting:export-take-api": file}
    ids |= _letters(clock.case)
    document_pages = ("document", "download", "describe-document", "quarantine-document", "release-document")
    ids |= {f"casework:{page}": a_document(by=user).pk for page in document_pages}
    paper_pages = ("documents", "add-documents", "record-evidence")
    ids |= {f"casework:{page}": clock.case_id for page in paper_pages}
    of_file = ("case", "people", "notes", "tasks", "documents", "letters", "clocks", "messages", "timeline")
    ids |= {f"casework:api-{part}": clock.case_id for part in of_file}
    case_pages = ("case", "start-clock", "seal", "lift-seal", "declare-conflict", "shut-out", "let-in")
    case_pages += ("messages", "correspondence-of-case")
    ids |= {f"casework:{page}": clock.case_id for page in case_pages}
    ids |= _parts_of_file(clock.case)
    clock_pages = ("why", "change-start", "reading", "pause", "resume", "meet", "api-why")
    ids |= {f"casework:{page}": clock.pk for page in clock_pages}
    code = clock.rule.code
    ids |= {"reporting:end-holiday": holiday, "reporting:rule": code, "reporting:change-rule": code}
    ids |= {f"person:{page}": user.pk for page in ("detail", "send-link", "close-doors", "reset-factor")}
    ids |= {"people:end-session": 1}
    ids |= {
        "reporting:counted-in-file": ("share", "csv"),
        "reporting:months-file": ("months", "csv"),
        "reporting:timeliness-file": ("csv",),
        "reporting:peers-file": ("csv",),
        "reporting:letters-file": ("waiting", "csv"),
        **dict.fromkeys(PAGES_OF_A_LIST, a_past_list().pk),
        "casework:retire-theme": Theme.objects.order_by("pk")[0].pk,
    }
    ids |= {"reporting:take-back": a_rebase().pk}
    publication = a_publication()
    acts = ("publication", "sign", "withdraw", "take-down", "revise")
    ids |= {f"reporting:{act}": publication.pk for act in acts}
    ids |= {f"reporting:{page}": publication.snapshot_id for page in ("brief", "brief-pdf")}
    ids |= {f"admin:pcc_user_{page}": user.pk for page in ("change", "history", "delete")}
    ids |= _panels()
    made = {}
    for name in [*TABLE, *NOBODY]:
        if name == "admin:app_list":
            made[name] = reverse(name, args=["pcc"])
        elif name == "reporting:audit-person":
            made[name] = reverse(name, args=[user.key])
        elif name == "reporting:audit-record":
            made[name] = reverse(name, args=["complaints.complaint", complaint.pk])
        else:
            found = ids.get(name, ())
            made[name] = reverse(name, args=found if isinstance(found, tuple) else (found,))
    period = "?from=2024-01-01&to=2024-12-31"
    dated = ("timeliness-", "letters-", "reviews:figures-csv", "reviews:api-figures", "reporting:propose")
    return made | {name: made[name] + period for name in made if any(each in name for each in dated)}


PAGES_OF_A_LIST = tuple(f"reporting:past-list{page}" for page in ("", "-load", "-undo", "-problems"))


def a_past_list() -> PastList:
    """A list that waits for its check."""
    text = b"Reference,Received\n1,02/04/2024\n"
    by, at = a_user(Role.CASEWORKER), timezone.now()
    return past_letters.receive_list(text, name="past.csv", mapping=PAST_MAPPING, by=by, at=at)


PAST_MAPPING = """
[columns]
reference = "Reference"
received_on = "Received"
[dates]
format = "%d/%m/%Y"
"""


def _of_correspondence() -> dict[str, int]:
    """Where the pages of a matter are that waits for an answer to an enquiry, and of one that may go on."""
    message, by = _a_message("Hello"), a_user(Role.CASEWORKER)
    item, goes_on = (_sorted(each, by) for each in (message, _a_message("Good morning")))
    given = {"of": Recipient.FORCE, "recipient": "The team", "question": "Is it known?", "on": timezone.localdate()}
    enquiry = correspondence.ask(item, by=by, **given)
    acts = ("item", "claim", "triage", "acknowledge", "reply", "ask", "close-item", "discard", "reopen-item", "join")
    acts += ("write-to-sender", "api-item")
    return {f"casework:{act}": item.pk for act in acts} | {
        "casework:become-complaint": goes_on.pk,
        "reviews:from-correspondence": goes_on.pk,
        "casework:original": message.pk,
        "casework:split": message.pk,
        "casework:chase": enquiry.pk,
        "casework:end-enquiry": enquiry.pk,
    }


def _a_message(words: str) -> Message:
    raw = f"From: ann@example.org\r\n\r\n{words}".encode()
    return correspondence.take_in_mail(raw, arrived_at=timezone.now())[0]


def _sorted(message: Message, by: User) -> Correspondence:
    item = Correspondence.objects.for_detail().get(case=message.case_id)
    return correspondence.triage(item, route=RouteChoice.CASEWORK, theme=None, on=timezone.localdate(), by=by)


def _of_reviews() -> dict[str, Any]:
    """Where the pages of a review are that waits for the force's reply to its recommendation."""
    review = a_review(ReviewStage.RECS_OPEN, by=a_user(Role.COMPLAINTS_OFFICER))
    advice = Recommendation.objects.get(review=review)
    pages = ("review", "application", "papers", "assessment", "take-allegation", "recommendations-of", "record")
    return {
        f"reviews:{page}": review.pk for page in (*pages, "declare", "edit", "equality", "bundle", "api-review")
    } | {
        "reviews:recommendation": advice.pk,
        "reviews:follow-up": (advice.pk, "chase"),
        "reviews:finding": (review.pk, 1),
        "reviews:act": (review.pk, "declare"),
        "reviews:of-case": review.case_id,
    }


def _imports(force: Force) -> dict[str, Any]:
    """An extract whose file is there, and what hangs on it."""
    mapping = extracts.keep_mapping("Permissions", text=EXTRACT_MAPPING, by=None, at=timezone.now())
    batch, to_check, to_load = (_an_extract(force, mapping) for _ in range(3))
    pages = ("import-columns", "import-values", "import-changes", "import-problems", "undo-import", "state-count")
    pages = (*pages, "api-import", "api-import-rows")
    gone = Vanishing.objects.create(complaint=a_complaint(force=force), batch=batch, noticed_on=date(2025, 1, 31))
    return {f"complaints:{page}": batch.pk for page in pages} | {
        "complaints:mapping-file": mapping.pk,
        "complaints:fix-row": (batch.pk, 2),
        "complaints:check-with-fixes": to_check.pk,
        "complaints:api-import-load": to_load.pk,
        "complaints:settle": gone.pk,
    }


def _an_extract(force: Force, mapping: Mapping) -> ImportBatch:
    """One that is checked, with a row that is held."""
    batch = extracts.receive_extract(
        io.BytesIO(b"Ref,Received\nCO/77,soon\n"),
        name="extract.csv",
        force=force,
        mapping=mapping,
        taken_on=date(2025, 1, 31),
        by=None,
        at=timezone.now(),
    )
    jobs.run(batch.job_id or 0)
    return batch


def _parts_of_file(case: Case) -> dict[str, Any]:
    """Where the pages of a file, of its parts and of the office's desk are."""
    by, other = a_user(Role.CASEWORKER), a_user(Role.CASEWORKER)
    party = a_party(case, by=by)
    task = a_task(case, by=by)
    note = casework.add_note(case, text="Rang", on=case.opened_on, by=by)
    link = casework.link_cases(case, other=a_case(), kind=FileLinkKind.RELATED, by=by)
    answers = a_user(Role.MANAGER)
    tag = casework.add_tag("Custody", meaning="About custody", by=answers)
    casework.tag_case(case, tag=tag, by=by)
    team = casework.add_team("Reviews", members=[], by=answers)
    merge = casework.merge_people(party.person, a_person(), by=by)
    alike = a_person(name=party.person.name)
    interest = casework.declare_interest(alike, kind=Connection.CONFLICT, by=other)
    plan = a_plan(party.person, by=by)
    today = timezone.localdate()
    hand_over = casework.hand_over(by, taker=other, from_on=today, until_on=today, reason="Leave", by=answers)
    sealed = a_case(owner=by)
    seal = casework.seal(sealed, reason="A colleague", named=[answers], review_on=today, by=answers)
    emergency = "A threat to the person was rung in just now"
    opening = casework.open_sealed(sealed.reference, reason=emergency, by=a_user(Role.SAFEGUARDING_LEAD))
    casework.lift_seal(sealed, reason="Named no more", by=answers)
    shut_out = casework.connect_staff(case, user=other, kind=Connection.CONFLICT, by=other)
    pages = ("timeline", "allocate", "close", "reopen", "parties", "find-person", "add-new-party", "notes", "add-note")
    pages += ("tasks", "add-task", "link", "tag")
    person = party.person_id
    return {f"casework:{page}": case.pk for page in pages} | {
        "casework:add-party": (case.pk, alike.pk),
        "casework:end-party": (case.pk, party.pk),
        "casework:strike-note": (case.pk, note.pk),
        **{f"casework:{verb}-task": (case.pk, task.pk) for verb in ("change", "finish", "drop")},
        "casework:unlink": (case.pk, link.pk),
        "casework:untag": (case.pk, tag.pk),
        **{f"casework:{page}": person for page in ("person", "edit-person", "declare-interest", "propose-plan")},
        "casework:compare": (person, alike.pk),
        "casework:undo-merge": (person, merge.pk),
        "casework:end-interest": (alike.pk, interest.pk),
        **{f"casework:{verb}-plan": (person, plan.pk) for verb in ("decide", "review", "end")},
        "casework:plan-letter": (person, plan.pk),
        "casework:retire-tag": tag.pk,
        "casework:change-team": team.pk,
        "casework:end-team": team.pk,
        "casework:call-off": hand_over.pk,
        "casework:review-seal": case.pk,
        "casework:name-on-seal": case.pk,
        "casework:take-off-seal": (sealed.pk, seal.names.get().pk),
        "casework:note-shut-out": (case.pk, shut_out.pk),
        "casework:opening": opening.pk,
        "casework:close-opening": opening.pk,
    }


def _letters(case: Case) -> dict[str, Any]:
    """Where the pages of a letter, of its copies and of its template are."""
    letter, other = a_letter(case=case), a_letter(case=case)
    copy = letter.dispatches.get().pk
    pages = [
        name
        for name in TABLE
        if name.startswith("casework:") and "letter" in name and not {"api", "plan"} & set(name[9:].split("-"))
    ]
    found: dict[str, Any] = dict.fromkeys([*pages, "casework:api-letter"], letter.pk)
    found |= {f"casework:{page}": copy for page in ("mark-posted", "send-again", "post-instead", "say-arrived")}
    template_pages = ("template", "change-template", "approve-template", "retire-template")
    found |= {f"casework:{page}": letter.template_id for page in template_pages}
    return found | {
        "casework:letters": case.pk,
        "casework:write-letter": case.pk,
        "casework:letter-copy": (letter.pk, "docx"),
        "casework:leave-out": (other.pk, other.dispatches.get().pk),
    }


def _panels() -> dict[str, Any]:
    """Where the pages of panels are: a session that is closed, with a finding, a quotation, a hit and a flag."""
    session = an_open_session(members=1, files=1, readers_per_file=1)
    by, panel = session.sample.drawn_by, session.panel
    allocation = session.allocations.get()
    file, seat = allocation.drawn_file, allocation.seat
    card = Scorecard.objects.create(allocation=allocation, started_at=timezone.now())
    quote = Highlight.objects.create(
        scorecard=card, section="LETTER", paragraph=1, sentence=1, tone="COLD", quote="No.", marked_at=timezone.now()
    )
    question = session.question_set.questions.first()
    reason = Answer.objects.create(
        scorecard=card, question=question, value="NO", why="x", answered_at=timezone.now(), received_at=timezone.now()
    )
    session = panel_sessions.close_session(session, by=by, at=timezone.now())
    finding = findings.add_finding(session, text="Say sorry", by=by, on=timezone.localdate())
    flag = flags.raise_flag(seat, kind="TALK", by=seat.user)
    Flag.objects.filter(pk=flag.pk).update(escalated_at=timezone.now())
    check = file.extract.checks.get()
    hit = Hit.objects.create(check_run=check, kind="LISTED", where="x", start=0, end=1, found="x", because="x")
    by_page = {
        panel: ("panel", "edit", "close", "seat-add", "plan"),
        seat: ("seat", "seat-record", "seat-adult", "seat-door", "seat-end", "seat-send", "certificate"),
        session.question_set: ("question-set",),
        session.sample: ("sample", "redraw"),
        file: (
            *("file", *_ways("request", "chase", "hand")),
            "ask",
            "chase",
            "paper",
            "list-word",
            "replace",
            "extract-start",
        ),
        file.listed.first(): ("listed-forms", "strike-word"),
        file.extract: _ways("extract", "edit", "suggest", "sign", "check", "release", "recall", "reopen"),
        hit: ("hit-dismiss",),
        session: (
            *_ways("session", "edit", "deal", "open", "adults", "close", "publish"),
            *("results", "results-csv", "api-results", "finding-add", "reasons", "discussion"),
            *("session-files", "session-late", "report", "report-pdf"),
        ),
        allocation: ("allocation-withdraw", "print", "print-enter", "late-settle"),
        quote: ("quote-approve",),
        reason: ("reason-clear",),
        finding: _ways("finding", "clear", "reword", "send", "reply", "change", "check"),
        flag: ("flag", "flag-acknowledge", "flag-close"),
    }
    reads = ("file", "start", "swap", "declare", "read", "save", "mark", "check", "done")
    return {
        **{f"panels:{page}": thing.pk for thing, pages in by_page.items() if thing for page in pages},
        "panels:agree": (session.pk, file.pk),
        "reporting:propose-panel": session.pk,
        **{f"reading:{page}": allocation.pk for page in reads},
        **dict.fromkeys(("reading:promise", "reading:certificate", "reading:certificate-pdf"), seat.pk),
        "reading:result": session.pk,
        "reading:question": (allocation.pk, 1),
    }


def _ways(page: str, *ways: str) -> tuple[str, ...]:
    return (page, *(f"{page}-{way}" for way in ways))


def _parts(complaint: Complaint) -> dict[str, Any]:
    """Where the pages of a complaint and of its parts are."""
    officer = a_user(Role.COMPLAINTS_OFFICER)
    copy, other = a_complaint(force=complaint.force), a_complaint(force=complaint.force)
    allegation = an_allegation(complaint)
    suspension = a_suspension(complaint, by=officer)
    notice = a_notice(complaint, by=officer)
    correction = a_correction(complaint, by=officer)
    link = records.link(complaint, other=other, kind=LinkKind.RELATED, by=officer)
    records.mark_duplicate(copy, of=other, by=officer)
    view = a_saved_view(by=officer, shared=True)
    label = records.put_label(complaint, name="To read", by=officer).label
    pages = (
        "timeline",
        "changes",
        "watch",
        "equality",
        "review-body",
        "route",
        "suspend",
        "note-update",
        "note-notice",
        "link",
        "label",
        "open-file",
    )
    return {f"complaints:{page}": complaint.pk for page in pages} | {
        "reporting:view": ("complaints", view.pk),
        "reporting:remove-view": ("complaints", view.pk),
        "reporting:views": ("complaints",),
        "reporting:save-view": ("complaints",),
        "complaints:unmark-duplicate": copy.pk,
        "complaints:edit": (complaint.pk, "dates"),
        "complaints:allegation": (complaint.pk, allegation.number),
        "complaints:end-suspension": (complaint.pk, suspension.pk),
        "complaints:act-on-notice": (complaint.pk, notice.occurrence),
        "complaints:unlink": (complaint.pk, link.pk),
        "complaints:take-label-off": (complaint.pk, label.pk),
        "complaints:accept": (complaint.pk, correction.pk),
        "complaints:misconduct-outcome": a_misconduct_outcome(by=officer).pk,
        "complaints:tribunal": a_tribunal(by=officer).pk,
    }


@pytest.mark.parametrize("role", Role)
def test_each_role_is_answered_where_the_table_says_and_sees_nothing_elsewhere(
    role: Role, addresses: dict[str, str]
) -> None:
    user = a_user(role)
    if role in SEES_CASES:
        for review in Review.objects.all():  # tests/reviews/test_doors.py tries what is asked before a review opens
            intake.declare(review, interest=Interest.NONE, by=user)
    client = signed_in(user)
    answered = {}
    for name, (method, _) in TABLE.items():
        sent = {"content_type": "application/json"} if name == "reporting:exports-api" else {}
        response = getattr(client, method)(addresses[name], **sent)
        assert response.status_code in (200, 202, 302, 400, 404, 409), (name, response.status_code)
        answered[name] = response.status_code != 404
    assert answered == {name: role in roles for name, (_, roles) in TABLE.items()}


@pytest.mark.parametrize("role", Role)
def test_routes_for_nobody_answer_nobody(role: Role, addresses: dict[str, str]) -> None:
    client = signed_in(a_user(role))
    assert {name: client.get(addresses[name]).status_code in (403, 404) for name in NOBODY} == dict.fromkeys(
        NOBODY, True
    )


def test_nothing_but_the_public_routes_answers_without_sign_in(client: Client, addresses: dict[str, str]) -> None:
    for name, (method, _) in TABLE.items():
        response = getattr(client, method)(addresses[name])
        refusals = (404,) if name.startswith("admin:") else (302, 401, 403)
        assert response.status_code in refusals, (name, response.status_code)
        if response.status_code == 302:
            assert response["Location"].startswith("/account/login/"), name
