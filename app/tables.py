"""Every module that holds tables, named once: a table nobody imports is missing from migrations."""

from accounts import account, audit, factor, outside, passkey, sent_form
from app import job_run
from caseload.allocation import request
from caseload.capacity import overload, weighting
from caseload.cases import case, contact, holding, stage
from caseload.privacy import look
from caseload.reviews import feed, review
from caseload.reviews.sessions import pattern as session_pattern
from caseload.sealing import seal
from foundation import errand
from neighbourhoods import neighbourhood
from people import accountability, availability, employment, notice, organisation, person, post
from teams import extract_import, function, mandate, position, team

ALL = (
    account,
    audit,
    factor,
    outside,
    passkey,
    sent_form,
    organisation,
    person,
    post,
    employment,
    accountability,
    availability,
    neighbourhood,
    team,
    extract_import,
    function,
    mandate,
    position,
    case,
    contact,
    holding,
    overload,
    request,
    seal,
    stage,
    weighting,
    review,
    session_pattern,
    feed,
    look,
    notice,
    errand,
    job_run,
)
