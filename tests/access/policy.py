"""Who may open what, written by hand and apart from the code: the tests hold the one against the other.

Each line of TABLE is one request and the answer each kind of account gets:

  yes   it is let in
  404   as if there were nothing at that address
  sign  it is led to the sign-in page

A name in braces stands for something of the borough in `tests.access.borough`. The lead and the coordinator
are of the east; the north is not theirs. `own` is the person of whoever is asking, `other` is somebody else.
"""

from dataclasses import dataclass
from enum import StrEnum


class Actor(StrEnum):
    """The columns of TABLE."""

    SIGNED_OUT = "signed out"
    NO_ROLE = "no role"
    STAFF = "staff"
    LEAD = "lead"
    COORDINATOR = "coordinator"
    DIRECTOR = "director"
    EMPLOYER_HR = "employer_hr"
    OFFICE = "office"
    PRIVACY_OFFICER = "privacy_officer"
    ADMINISTRATOR = "administrator"


TABLE = """
request                                                  out  none staff lead coord direc hr   office priv admin

# Anybody
GET  /up                                                 yes  yes  yes  yes  yes  yes  yes  yes  yes  yes
GET  /static/site.css                                    yes  yes  yes  yes  yes  yes  yes  yes  yes  yes
GET  /sign-in                                            yes  yes  yes  yes  yes  yes  yes  yes  yes  yes
POST /sign-in                                            yes  yes  yes  yes  yes  yes  yes  yes  yes  yes
POST /sign-out                                           sign sign sign sign sign sign sign sign sign sign
# When half an hour has passed: whoever still looks says so, and a page left alone goes to the sign-in page
POST /stay                                               sign yes  yes  yes  yes  yes  yes  yes  yes  yes
POST /idle                                               sign sign sign sign sign sign sign sign sign sign
# Single sign-on, where the settings name no organisation
GET  /sign-in/organisation                               sign sign sign sign sign sign sign sign sign sign
GET  /sign-in/organisation/back                          sign sign sign sign sign sign sign sign sign sign
POST /sign-in/organisation/finish                        sign sign sign sign sign sign sign sign sign sign
# The second step is for nobody who has not just taken the first
GET  /sign-in/code                                       sign sign sign sign sign sign sign sign sign sign
POST /sign-in/code                                       sign sign sign sign sign sign sign sign sign sign
GET  /sign-in/set-up                                     sign sign sign sign sign sign sign sign sign sign
POST /sign-in/set-up                                     sign sign sign sign sign sign sign sign sign sign
# A passkey: anybody may be asked for theirs, and nothing that is no answer opens anything
POST /sign-in/passkey                                    yes  yes  yes  yes  yes  yes  yes  yes  yes  yes
POST /sign-in/passkey/finish                             sign sign sign sign sign sign sign sign sign sign
POST /sign-in/code/passkey                               sign sign sign sign sign sign sign sign sign sign
POST /sign-in/code/passkey/finish                        sign sign sign sign sign sign sign sign sign sign
GET  /                                                   sign yes  yes  yes  yes  yes  yes  yes  yes  yes
# Why an account has no role: for whoever has none
GET  /no-role                                            sign yes  404  404  404  404  404  404  404  404
GET  /no-such-page                                       404  404  404  404  404  404  404  404  404  404

# One's own lines; somebody else's only for those who see the register
GET  /me                                                 sign 404  yes  yes  yes  yes  yes  yes  yes  yes
GET  /people/{own}                                       sign 404  yes  yes  yes  yes  yes  yes  yes  yes
GET  /people/{own}/history                               sign 404  yes  yes  yes  yes  yes  yes  yes  yes
GET  /people/{other}                                     sign 404  404  yes  404  yes  404  yes  404  404
GET  /people/{other}/history                             sign 404  404  yes  404  yes  404  yes  404  404
GET  /people/{nobody}                                    sign 404  404  404  404  404  404  404  404  404
GET  /people/{nobody}/history                            sign 404  404  404  404  404  404  404  404  404

# When somebody is away: read like their lines; kept by themselves and the office, their pattern by the office
GET  /people/{own}/away                                  sign 404  yes  yes  yes  yes  yes  yes  yes  yes
GET  /people/{other}/away                                sign 404  404  yes  404  yes  404  yes  404  404
GET  /people/{nobody}/away                               sign 404  404  404  404  404  404  404  404  404
GET  /people/{own}/away/record                           sign 404  yes  yes  yes  yes  yes  yes  yes  yes
GET  /people/{other}/away/record                         sign 404  404  404  404  404  404  yes  404  404
POST /people/{own}/away/record                           sign 404  yes  yes  yes  yes  yes  yes  yes  yes
POST /people/{other}/away/record                         sign 404  404  404  404  404  404  yes  404  404
GET  /people/{nobody}/away/record                        sign 404  404  404  404  404  404  404  404  404
GET  /people/{other}/away/{absence}/last-day             sign 404  404  404  404  404  404  yes  404  404
POST /people/{other}/away/{absence}/last-day             sign 404  404  404  404  404  404  yes  404  404
GET  /people/{own}/away/{absence}/last-day               sign 404  404  404  404  404  404  404  404  404
GET  /people/{other}/away/{absence}/take-back            sign 404  404  404  404  404  404  yes  404  404
POST /people/{other}/away/{absence}/take-back            sign 404  404  404  404  404  404  yes  404  404
GET  /people/{own}/away/{absence}/take-back              sign 404  404  404  404  404  404  404  404  404
GET  /people/{other}/away/pattern/{contract}             sign 404  404  404  404  404  404  yes  404  404
POST /people/{other}/away/pattern/{contract}             sign 404  404  404  404  404  404  yes  404  404
GET  /people/{own}/away/pattern/{contract}               sign 404  404  404  404  404  404  404  404  404

# Who decides about somebody: read like their lines, and by the HR of whoever employs them today
GET  /me/decisions                                       sign 404  yes  yes  yes  yes  yes  yes  yes  yes
GET  /people/{own}/decisions                             sign 404  yes  yes  yes  yes  yes  yes  yes  yes
GET  /people/{staff}/decisions                           sign 404  yes  yes  404  yes  yes  yes  404  404
GET  /people/{other}/decisions                           sign 404  404  yes  404  yes  404  yes  404  404
GET  /people/{nobody}/decisions                          sign 404  404  404  404  404  404  404  404  404
GET  /people/{own}/decisions/annual_leave                sign 404  yes  yes  yes  yes  yes  yes  yes  yes
GET  /people/{staff}/decisions/annual_leave              sign 404  yes  yes  404  yes  yes  yes  404  404
GET  /people/{other}/decisions/annual_leave              sign 404  404  yes  404  yes  404  yes  404  404
GET  /people/{other}/decisions/annual_leave?employment={contract}  sign 404  404  yes  404  yes  404  yes  404  404
GET  /people/{staff}/decisions/annual_leave?employment={contract}  sign 404  404  404  404  404  404  404  404  404
GET  /people/{other}/decisions/no_such                   sign 404  404  404  404  404  404  404  404  404
GET  /people/{own}/decisions/no_such                     sign 404  404  404  404  404  404  404  404  404
GET  /people/{nobody}/decisions/annual_leave             sign 404  404  404  404  404  404  404  404  404
GET  /decide                                             sign 404  404  yes  404  yes  404  yes  404  404
GET  /who-decides                                        sign 404  yes  yes  yes  yes  yes  yes  404  404
GET  /who-decides?employer=council&assignment=ZED-1&function=annual_leave&on={soon} sign 404 yes yes yes yes yes yes 404  404

# The register: posts, teams, organisations, structure, what changed
GET  /find                                               sign 404  404  yes  404  yes  404  yes  404  404
GET  /find?words={other_family_name_sealed}              sign 404  404  yes  404  yes  404  yes  404  404
POST /find                                               sign 404  404  yes  404  yes  404  yes  404  404
GET  /posts/lead_north                                   sign 404  404  yes  404  yes  404  yes  404  404
GET  /posts/no_such                                      sign 404  404  404  404  404  404  404  404  404
GET  /teams/team_north                                   sign 404  404  yes  404  yes  404  yes  404  404
GET  /teams/no_such                                      sign 404  404  404  404  404  404  404  404  404
GET  /organisations/council                              sign 404  404  yes  404  yes  404  yes  404  404
GET  /organisations/no_such                              sign 404  404  404  404  404  404  404  404  404
GET  /structure                                          sign 404  404  yes  404  yes  404  yes  404  404
GET  /structure/employer                                 sign 404  404  yes  404  yes  404  yes  404  404
GET  /structure/professional                             sign 404  404  yes  404  yes  404  yes  404  404
GET  /structure/no_such                                  sign 404  404  404  404  404  404  404  404  404
GET  /changes                                            sign 404  404  yes  404  yes  404  yes  404  404

# Coverage: a director's own span, and everybody's for the office
GET  /coverage                                           sign 404  404  404  404  yes  404  yes  404  404
GET  /coverage?warnings=2&page=2                         sign 404  404  404  404  yes  404  yes  404  404
GET  /coverage?profession=no_such                        sign 404  404  404  404  404  404  404  404  404
GET  /coverage/people                                    sign 404  404  404  404  yes  404  yes  404  404
GET  /coverage/people?kind=any                           sign 404  404  404  404  yes  404  yes  404  404
GET  /coverage/people?kind=no_such                       sign 404  404  404  404  404  404  404  404  404
GET  /coverage.csv                                       sign 404  404  404  404  yes  404  yes  404  404
GET  /coverage.csv?what=no_such                          sign 404  404  404  404  404  404  404  404  404
GET  /coverage.xlsx                                      sign 404  404  404  404  yes  404  yes  404  404
GET  /coverage/ahead                                     sign 404  404  404  404  yes  404  yes  404  404
GET  /coverage/ahead?page=2&due=2                        sign 404  404  404  404  yes  404  yes  404  404
GET  /coverage/ahead?profession=no_such                  sign 404  404  404  404  404  404  404  404  404
GET  /coverage/failing                                   sign 404  404  404  404  yes  404  yes  404  404
GET  /coverage/failing?employer=no_such                  sign 404  404  404  404  404  404  404  404  404
GET  /coverage/what-if                                   sign 404  404  404  404  yes  404  yes  404  404

# Signed positions: a director's own apex posts, and every one for the office, which signs none
GET  /positions                                          sign 404  404  404  404  yes  404  yes  404  404
GET  /positions?page=2                                   sign 404  404  404  404  yes  404  yes  404  404
GET  /positions/new                                      sign 404  404  404  404  yes  404  404  404  404
GET  /positions/new?post=chief&on=2025-03-01             sign 404  404  404  404  yes  404  404  404  404
GET  /positions/new?post=nursing                         sign 404  404  404  404  404  404  404  404  404
POST /positions/new                                      sign 404  404  404  404  yes  404  404  404  404
GET  /positions/{position}                               sign 404  404  404  404  yes  404  yes  404  404
GET  /positions/{position}/file                          sign 404  404  404  404  yes  404  yes  404  404
GET  /positions/{position}.csv                           sign 404  404  404  404  yes  404  yes  404  404
GET  /positions/{position}.csv?what=no_such              sign 404  404  404  404  404  404  404  404  404
GET  /positions/{position}.xlsx?what=cells               sign 404  404  404  404  yes  404  yes  404  404
GET  /positions/{not_theirs}                             sign 404  404  404  404  404  404  yes  404  404
GET  /positions/{not_theirs}/file                        sign 404  404  404  404  404  404  yes  404  404
GET  /positions/{nobody}                                 sign 404  404  404  404  404  404  404  404  404
GET  /positions/compare?first={position}&second={position}  sign 404  404  404  404  yes  404  yes  404  404
GET  /positions/compare?first={position}&second={not_theirs}  sign 404  404  404  404  404  404  yes  404  404
GET  /positions/compare                                  sign 404  404  404  404  404  404  404  404  404

# A practice record: one's own, and that of whoever's professional line comes up to a post the reader holds today
# (the director's, above the vacant post of the other's line): no line manager, and not the office
GET  /practice                                           sign 404  yes  yes  yes  yes  yes  yes  yes  yes
GET  /practice/chief                                     sign 404  404  404  404  yes  404  404  404  404
GET  /practice/nursing                                   sign 404  404  404  404  404  404  404  404  404
GET  /practice/lead_east                                 sign 404  404  404  404  404  404  404  404  404
GET  /practice/no_such                                   sign 404  404  404  404  404  404  404  404  404
GET  /people/{own}/practice                              sign 404  yes  yes  yes  yes  yes  yes  yes  yes
GET  /people/{staff}/practice                            sign 404  yes  404  404  yes  404  404  404  404
GET  /people/{other}/practice                            sign 404  404  404  404  yes  404  404  404  404
GET  /people/{other}/practice?on=2025-06-01              sign 404  404  404  404  yes  404  404  404  404
GET  /people/{nobody}/practice                           sign 404  404  404  404  404  404  404  404  404
GET  /people/{other}/practice/supervision                sign 404  404  404  404  yes  404  404  404  404
POST /people/{other}/practice/supervision                sign 404  404  404  404  yes  404  404  404  404
GET  /people/{own}/practice/supervision                  sign 404  404  404  404  404  404  404  404  404
GET  /people/{other}/practice/check                      sign 404  404  404  404  yes  404  404  404  404
POST /people/{other}/practice/check                      sign 404  404  404  404  yes  404  404  404  404
GET  /people/{own}/practice/check                        sign 404  404  404  404  404  404  404  404  404
GET  /people/{other}/practice/supervision/{supervision}/take-back  sign 404  404  404  404  yes  404  404  404  404
POST /people/{other}/practice/supervision/{supervision}/take-back  sign 404  404  404  404  yes  404  404  404  404
GET  /people/{staff}/practice/supervision/{supervision}/take-back  sign 404  404  404  404  404  404  404  404  404
GET  /people/{other}/practice/check/{check}/take-back    sign 404  404  404  404  yes  404  404  404  404
POST /people/{other}/practice/check/{check}/take-back    sign 404  404  404  404  yes  404  404  404  404
GET  /people/{staff}/practice/check/{check}/take-back    sign 404  404  404  404  404  404  404  404  404

# What if: for whoever sees the register; what is not there is said in the form
GET  /what-if                                            sign 404  404  yes  404  yes  404  yes  404  404
GET  /what-if?leaves=lead_north:{other}                  sign 404  404  yes  404  yes  404  yes  404  404
GET  /what-if?withdraw=no_such&leaves=no_such:{nobody}   sign 404  404  yes  404  yes  404  yes  404  404

# The scheme of delegation is for everybody; an employer's own page, with its staff, for its HR and the register's
GET  /scheme                                             sign 404  yes  yes  yes  yes  yes  yes  404  404
GET  /scheme/compare                                     sign 404  yes  yes  yes  yes  yes  yes  404  404
GET  /scheme/nca                                         sign 404  404  yes  404  yes  yes  yes  404  404
GET  /scheme/council                                     sign 404  404  yes  404  yes  404  yes  404  404
GET  /scheme/no_such                                     sign 404  404  404  404  404  404  404  404  404
GET  /me/employer                                        sign 404  404  404  404  404  yes  404  404  404

# Mandates: everybody reads what is agreed, drafts too; the office keeps them
GET  /mandates                                           sign 404  yes  yes  yes  yes  yes  yes  404  404
GET  /mandates?organisation=nca&standing=draft           sign 404  yes  yes  yes  yes  yes  yes  404  404
GET  /mandates?standing=no_such                          sign 404  404  404  404  404  404  404  404  404
GET  /mandates.csv                                       sign 404  yes  yes  yes  yes  yes  yes  404  404
GET  /mandates/SIGNED-1                                  sign 404  yes  yes  yes  yes  yes  yes  404  404
GET  /mandates/DRAFT-1                                   sign 404  yes  yes  yes  yes  yes  yes  404  404
GET  /mandates/no_such                                   sign 404  404  404  404  404  404  404  404  404
GET  /mandates/new                                       sign 404  404  404  404  404  404  yes  404  404
POST /mandates/new                                       sign 404  404  404  404  404  404  yes  404  404
GET  /mandates/import                                    sign 404  404  404  404  404  404  yes  404  404
POST /mandates/import                                    sign 404  404  404  404  404  404  yes  404  404
GET  /mandates/DRAFT-1/change                            sign 404  404  404  404  404  404  yes  404  404
POST /mandates/DRAFT-1/change                            sign 404  404  404  404  404  404  yes  404  404
GET  /mandates/DRAFT-1/sign                              sign 404  404  404  404  404  404  yes  404  404
POST /mandates/DRAFT-1/sign                              sign 404  404  404  404  404  404  yes  404  404
GET  /mandates/SIGNED-1/withdraw                         sign 404  404  404  404  404  404  yes  404  404
POST /mandates/SIGNED-1/withdraw                         sign 404  404  404  404  404  404  yes  404  404
GET  /mandates/SIGNED-1/end                              sign 404  404  404  404  404  404  yes  404  404
POST /mandates/SIGNED-1/end                              sign 404  404  404  404  404  404  yes  404  404
GET  /mandates/SIGNED-1/correct                          sign 404  404  404  404  404  404  yes  404  404
POST /mandates/SIGNED-1/correct                          sign 404  404  404  404  404  404  yes  404  404
GET  /mandates/no_such/sign                              sign 404  404  404  404  404  404  404  404  404
POST /mandates/no_such/sign                              sign 404  404  404  404  404  404  404  404  404

# Neighbourhoods, as far as staff and figures go, are for whoever works across them
GET  /neighbourhoods                                     sign 404  404  yes  yes  yes  404  yes  404  404
GET  /neighbourhoods/east                                sign 404  404  yes  yes  yes  404  yes  404  404
GET  /neighbourhoods/north                               sign 404  404  yes  yes  yes  404  yes  404  404
GET  /neighbourhoods/no_such                             sign 404  404  404  404  404  404  404  404  404

# Anything about a resident: only in one's own span
GET  /cases                                              sign 404  404  yes  yes  404  404  404  404  404
GET  /cases?neighbourhood=east                           sign 404  404  yes  yes  404  404  404  404  404
GET  /cases?neighbourhood=north                          sign 404  404  404  404  404  404  404  404  404
GET  /cases/{case_east}                                  sign 404  404  yes  yes  404  404  404  404  404
GET  /cases/{case_north}                                 sign 404  404  404  404  404  404  404  404  404
GET  /cases/{nobody}                                     sign 404  404  404  404  404  404  404  404  404
GET  /cases/import                                       sign 404  404  404  yes  404  404  404  404  404
POST /cases/import                                       sign 404  404  404  yes  404  404  404  404  404
GET  /reviews                                            sign 404  404  yes  yes  404  404  404  404  404
GET  /reviews?neighbourhood=east&show=all                sign 404  404  yes  yes  404  404  404  404  404
GET  /reviews?neighbourhood=north                        sign 404  404  404  404  404  404  404  404  404
GET  /reviews?show=no_such                               sign 404  404  404  404  404  404  404  404  404
GET  /reviews/figures                                    sign 404  404  yes  yes  yes  404  yes  404  404
GET  /reviews/escalations                                sign 404  yes  yes  yes  yes  yes  yes  404  404
GET  /reviews/escalations/{escalation}                   sign 404  404  yes  yes  404  404  404  404  404
POST /reviews/escalations/{escalation}                   sign 404  404  yes  404  404  404  404  404  404
GET  /reviews/escalations/{led_escalation}                 sign 404  404  yes  yes  yes  404  404  404  404
POST /reviews/escalations/{led_escalation}                 sign 404  404  404  404  yes  404  404  404  404
GET  /reviews/escalations/{nobody}                       sign 404  404  404  404  404  404  404  404  404
GET  /reviews/diary                                      sign 404  404  yes  yes  404  404  404  404  404
GET  /reviews/diary?neighbourhood=east                   sign 404  404  yes  yes  404  404  404  404  404
GET  /reviews/diary?neighbourhood=north                  sign 404  404  404  404  404  404  404  404  404
GET  /reviews/plans                                      sign 404  404  404  yes  404  404  404  404  404
POST /reviews/plans                                      sign 404  404  404  yes  404  404  404  404  404
GET  /reviews/plans/{draft}                              sign 404  404  404  yes  404  404  404  404  404
GET  /reviews/plans/{draft}?neighbourhood=north          sign 404  404  404  404  404  404  404  404  404
GET  /reviews/plans/{published}                          sign 404  404  404  yes  404  404  404  404  404
GET  /reviews/plans/{published}?neighbourhood=north      sign 404  404  404  404  404  404  404  404  404
GET  /reviews/plans/{nobody}                             sign 404  404  404  404  404  404  404  404  404
POST /reviews/plans/{draft}/publish                      sign 404  404  404  yes  404  404  404  404  404
POST /reviews/plans/{nobody}/publish                     sign 404  404  404  404  404  404  404  404  404

# Sessions and their patterns: kept by the coordinator of their neighbourhood; who can come is for the lead too
GET  /reviews/patterns                                   sign 404  404  404  yes  404  404  404  404  404
GET  /reviews/patterns?neighbourhood=east                sign 404  404  404  yes  404  404  404  404  404
GET  /reviews/patterns?neighbourhood=north               sign 404  404  404  404  404  404  404  404  404
GET  /reviews/patterns/new                               sign 404  404  404  yes  404  404  404  404  404
GET  /reviews/patterns/new?neighbourhood=north           sign 404  404  404  404  404  404  404  404  404
POST /reviews/patterns/new                               sign 404  404  404  yes  404  404  404  404  404
POST /reviews/patterns/new?neighbourhood=north           sign 404  404  404  404  404  404  404  404  404
GET  /reviews/patterns/{pattern_east}/change             sign 404  404  404  yes  404  404  404  404  404
POST /reviews/patterns/{pattern_east}/change             sign 404  404  404  yes  404  404  404  404  404
GET  /reviews/patterns/{pattern_north}/change            sign 404  404  404  404  404  404  404  404  404
POST /reviews/patterns/{pattern_north}/change            sign 404  404  404  404  404  404  404  404  404
GET  /reviews/patterns/{nobody}/change                   sign 404  404  404  404  404  404  404  404  404
GET  /reviews/patterns/{pattern_east}/end                sign 404  404  404  yes  404  404  404  404  404
POST /reviews/patterns/{pattern_east}/end                sign 404  404  404  yes  404  404  404  404  404
POST /reviews/patterns/{pattern_north}/end               sign 404  404  404  404  404  404  404  404  404
GET  /reviews/sessions/new                               sign 404  404  404  yes  404  404  404  404  404
POST /reviews/sessions/new                               sign 404  404  404  yes  404  404  404  404  404
POST /reviews/sessions/new?neighbourhood=north           sign 404  404  404  404  404  404  404  404  404
GET  /reviews/sessions/{session_east}/edit               sign 404  404  404  yes  404  404  404  404  404
POST /reviews/sessions/{session_east}/edit               sign 404  404  404  yes  404  404  404  404  404
GET  /reviews/sessions/{session_north}/edit              sign 404  404  404  404  404  404  404  404  404
POST /reviews/sessions/{session_north}/edit              sign 404  404  404  404  404  404  404  404  404
GET  /reviews/sessions/{nobody}/edit                     sign 404  404  404  404  404  404  404  404  404
GET  /reviews/sessions/{session_east}/cancel             sign 404  404  404  yes  404  404  404  404  404
POST /reviews/sessions/{session_east}/cancel             sign 404  404  404  yes  404  404  404  404  404
GET  /reviews/sessions/{session_north}/cancel            sign 404  404  404  404  404  404  404  404  404
POST /reviews/sessions/{session_north}/cancel            sign 404  404  404  404  404  404  404  404  404
GET  /reviews/sessions/{session_east}/follow             sign 404  404  404  yes  404  404  404  404  404
POST /reviews/sessions/{session_east}/follow             sign 404  404  404  yes  404  404  404  404  404
GET  /reviews/sessions/{session_north}/follow            sign 404  404  404  404  404  404  404  404  404
POST /reviews/sessions/{session_north}/follow            sign 404  404  404  404  404  404  404  404  404
POST /reviews/sessions/{session_east}/hold               sign 404  404  404  yes  404  404  404  404  404
POST /reviews/sessions/{session_north}/hold              sign 404  404  404  404  404  404  404  404  404
GET  /reviews/who-can-come                               sign 404  404  yes  yes  404  404  404  404  404
GET  /reviews/who-can-come?neighbourhood=north           sign 404  404  404  404  404  404  404  404  404
GET  /reviews/limits                                     sign 404  404  404  yes  404  404  404  404  404
GET  /reviews/limits?neighbourhood=north                 sign 404  404  404  404  404  404  404  404  404
GET  /reviews/limits/{staff}                             sign 404  404  404  yes  404  404  404  404  404
POST /reviews/limits/{staff}                             sign 404  404  404  yes  404  404  404  404  404
GET  /reviews/limits/{other}                             sign 404  404  404  404  404  404  404  404  404
POST /reviews/limits/{other}                             sign 404  404  404  404  404  404  404  404  404
GET  /reviews/limits/{nobody}                            sign 404  404  404  404  404  404  404  404  404
GET  /reviews/limits/{staff}/end                         sign 404  404  404  yes  404  404  404  404  404
POST /reviews/limits/{staff}/end                         sign 404  404  404  yes  404  404  404  404  404
POST /reviews/limits/{other}/end                         sign 404  404  404  404  404  404  404  404  404
GET  /reviews/plans/{draft}/compare                      sign 404  404  404  yes  404  404  404  404  404
GET  /reviews/plans/{draft}/compare?show=people          sign 404  404  404  yes  404  404  404  404  404
GET  /reviews/plans/{draft}/compare?show=late            sign 404  404  404  yes  404  404  404  404  404
GET  /reviews/plans/{draft}/compare?neighbourhood=north  sign 404  404  404  404  404  404  404  404  404
GET  /reviews/plans/{nobody}/compare                     sign 404  404  404  404  404  404  404  404  404
POST /reviews/plans/{draft}/discard                      sign 404  404  404  yes  404  404  404  404  404
POST /reviews/plans/{nobody}/discard                     sign 404  404  404  404  404  404  404  404  404
GET  /reviews/plans/again                                sign 404  404  404  yes  404  404  404  404  404
POST /reviews/plans/again                                sign 404  404  404  yes  404  404  404  404  404
GET  /reviews/plans/working/{plan_errand}                sign 404  404  404  yes  404  404  404  404  404
GET  /reviews/plans/working/{errand}                     sign 404  404  404  404  404  404  404  404  404
POST /reviews/plans/working/{plan_errand}/stop           sign 404  404  404  yes  404  404  404  404  404
POST /reviews/plans/working/{plan_errand}/restart        sign 404  404  404  yes  404  404  404  404  404
POST /reviews/plans/working/{nobody}/stop                sign 404  404  404  404  404  404  404  404  404
GET  /reviews/diary/holds                                sign 404  404  yes  yes  404  404  404  404  404
GET  /reviews/diary/holds?neighbourhood=north            sign 404  404  404  404  404  404  404  404  404
GET  /reviews/sessions/{session_east}/pins               sign 404  404  404  yes  404  404  404  404  404
POST /reviews/sessions/{session_east}/pins               sign 404  404  404  yes  404  404  404  404  404
GET  /reviews/sessions/{session_north}/pins              sign 404  404  404  404  404  404  404  404  404
POST /reviews/sessions/{session_north}/pins              sign 404  404  404  404  404  404  404  404  404

# A review session: whoever runs it sees all of its cases, whoever comes their own
GET  /reviews/sessions/{session_east}                    sign 404  yes  yes  yes  404  404  404  404  404
GET  /reviews/sessions/{session_north}                   sign 404  404  404  404  404  404  404  404  404
GET  /reviews/sessions/{session_east}/paper              sign 404  yes  yes  yes  404  404  404  404  404
GET  /reviews/sessions/{session_north}/paper             sign 404  404  404  404  404  404  404  404  404
GET  /reviews/sessions/{nobody}                          sign 404  404  404  404  404  404  404  404  404
GET  /reviews/sessions/{session_east}/came               sign 404  yes  yes  yes  404  404  404  404  404
POST /reviews/sessions/{session_east}/came               sign 404  yes  yes  yes  404  404  404  404  404
GET  /reviews/sessions/{session_north}/came              sign 404  404  404  404  404  404  404  404  404
POST /reviews/sessions/{session_north}/came              sign 404  404  404  404  404  404  404  404  404
GET  /reviews/sessions/{session_east}/end                sign 404  yes  yes  yes  404  404  404  404  404
POST /reviews/sessions/{session_east}/end                sign 404  yes  yes  yes  404  404  404  404  404
GET  /reviews/sessions/{session_north}/end               sign 404  404  404  404  404  404  404  404  404
POST /reviews/sessions/{session_north}/end               sign 404  404  404  404  404  404  404  404  404
GET  /reviews/sessions/{session_east}/cases/{case_east}  sign 404  yes  yes  yes  404  404  404  404  404
POST /reviews/sessions/{session_east}/cases/{case_east}  sign 404  yes  yes  yes  404  404  404  404  404
GET  /reviews/sessions/{session_north}/cases/{case_north} sign 404  404  404  404  404  404  404  404  404
POST /reviews/sessions/{session_north}/cases/{case_north} sign 404  404  404  404  404  404  404  404  404
GET  /reviews/sessions/{session_east}/cases/{case_north} sign 404  404  404  404  404  404  404  404  404
POST /reviews/sessions/{session_east}/cases/{case_north} sign 404  404  404  404  404  404  404  404  404
POST /reviews/sessions/{session_east}/add                sign 404  404  yes  yes  404  404  404  404  404
POST /reviews/sessions/{session_north}/add               sign 404  404  404  404  404  404  404  404  404

# What is to be done about a case: whoever keeps it, has it, or is to do it
GET  /cases/{case_east}/actions/new                      sign 404  yes  yes  yes  404  404  404  404  404
GET  /cases/{case_north}/actions/new                     sign 404  404  404  404  404  404  404  404  404
GET  /cases/{case_east}/actions/{action}                 sign 404  yes  yes  yes  404  404  404  404  404
GET  /cases/{case_north}/actions/{action}                sign 404  404  404  404  404  404  404  404  404
POST /cases/{case_east}/actions/new                      sign 404  yes  yes  yes  404  404  404  404  404
POST /cases/{case_north}/actions/new                     sign 404  404  404  404  404  404  404  404  404
POST /cases/{case_east}/actions/{action}                 sign 404  yes  yes  yes  404  404  404  404  404
POST /cases/{case_north}/actions/{action}                sign 404  404  404  404  404  404  404  404  404
GET  /cases/{case_east}/actions/{nobody}                 sign 404  404  404  404  404  404  404  404  404

# Keeping cases: the coordinator of the neighbourhood, and of both where two records may be one person
GET  /cases/new                                          sign 404  404  404  yes  404  404  404  404  404
POST /cases/new                                          sign 404  404  404  yes  404  404  404  404  404
GET  /cases/find?reference=ACM-EAST                      sign 404  404  404  yes  404  404  404  404  404
GET  /cases/find?reference=ACM-NORTH                     sign 404  404  404  yes  404  404  404  404  404
GET  /cases/same                                         sign 404  404  404  yes  404  404  404  404  404
GET  /cases/same/{pair}                                  sign 404  404  404  yes  404  404  404  404  404
POST /cases/same/{pair}                                  sign 404  404  404  yes  404  404  404  404  404
GET  /cases/same/{pair_beyond}                           sign 404  404  404  404  404  404  404  404  404
POST /cases/same/{pair_beyond}                           sign 404  404  404  404  404  404  404  404  404
GET  /cases/same/merged/{merge}/take-back                sign 404  404  404  yes  404  404  404  404  404
POST /cases/same/merged/{merge}/take-back                sign 404  404  404  yes  404  404  404  404  404
GET  /cases/same/merged/{nobody}/take-back               sign 404  404  404  404  404  404  404  404  404
GET  /cases/{case_east}/change/triage                    sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/change/accept                    sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/change/decline                   sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/change/reopen                    sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/change/stage                     sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/change/tier                      sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/change/informed                  sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/change/work                      sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/change/needs                     sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/change/competences               sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/change/conflict                  sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/change/no-conflict               sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/change/pause                     sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/change/exempt                    sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/change/resume                    sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/change/care                      sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/change/resident                  sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/change/close                     sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/change/seal                      sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/change/unseal                    sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/change/name                      sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/change/take-off                  sign 404  404  404  yes  404  404  404  404  404
POST /cases/{case_east}/change/seal                      sign 404  404  404  yes  404  404  404  404  404
POST /cases/{case_east}/change/tier                      sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/change/no-such                   sign 404  404  404  404  404  404  404  404  404
GET  /cases/{case_north}/change/tier                     sign 404  404  404  404  404  404  404  404  404
POST /cases/{case_north}/change/tier                     sign 404  404  404  404  404  404  404  404  404
GET  /cases/{case_east}/contact                          sign 404  404  404  yes  404  404  404  404  404
POST /cases/{case_east}/contact                          sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_north}/contact                         sign 404  404  404  404  404  404  404  404  404
POST /cases/{case_north}/contact                         sign 404  404  404  404  404  404  404  404  404
GET  /cases/{case_east}/urgent                           sign 404  404  404  yes  404  404  404  404  404
POST /cases/{case_east}/urgent                           sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_north}/urgent                          sign 404  404  404  404  404  404  404  404  404
POST /cases/{case_north}/urgent                          sign 404  404  404  404  404  404  404  404  404
GET  /cases/{case_east}/contact/{in_touch}/take-back     sign 404  404  404  yes  404  404  404  404  404
POST /cases/{case_east}/contact/{in_touch}/take-back     sign 404  404  404  yes  404  404  404  404  404
GET  /cases/{case_east}/urgent/{in_touch}/take-back      sign 404  404  404  404  404  404  404  404  404
GET  /cases/{case_north}/contact/{in_touch}/take-back    sign 404  404  404  404  404  404  404  404  404

# A team’s workload, and how somebody’s is counted: the lead of a neighbourhood they work in
GET  /workload                                           sign 404  404  yes  404  404  404  404  404  404
GET  /workload?neighbourhood=east&order=fullest          sign 404  404  yes  404  404  404  404  404  404
GET  /workload?neighbourhood=north                       sign 404  404  404  404  404  404  404  404  404
GET  /workload?order=no_such                             sign 404  404  404  404  404  404  404  404  404
GET  /workload/{staff}                                   sign 404  404  yes  404  404  404  404  404  404
GET  /workload/{other}                                   sign 404  404  404  404  404  404  404  404  404
GET  /workload/{nobody}                                  sign 404  404  404  404  404  404  404  404  404

# The caseload in numbers: a lead's own neighbourhoods, a director and the office the borough's
GET  /caseload                                           sign 404  404  yes  404  yes  404  yes  404  404
GET  /caseload?on=2025-06-01                             sign 404  404  yes  404  yes  404  yes  404  404
GET  /caseload?on=2199-01-01                             sign 404  404  404  404  404  404  404  404  404

# One’s own work: a case while one has it; a case one is asked to take, before it is theirs
GET  /my-work/reviews                                    sign 404  yes  yes  yes  yes  yes  yes  404  404
GET  /my-work                                            sign 404  yes  yes  yes  yes  yes  yes  404  404
GET  /my-work/{case_east}                                sign 404  yes  404  404  404  404  404  404  404
GET  /my-work/{case_north}                               sign 404  404  404  404  404  404  404  404  404
GET  /my-work/{nobody}                                   sign 404  404  404  404  404  404  404  404  404
GET  /my-work/{case_east}/contact                        sign 404  yes  404  404  404  404  404  404  404
POST /my-work/{case_east}/contact                        sign 404  yes  404  404  404  404  404  404  404
POST /my-work/{case_north}/contact                       sign 404  404  404  404  404  404  404  404  404
GET  /my-work/offers/{request}                           sign 404  yes  404  404  404  404  404  404  404
POST /my-work/offers/{request}                           sign 404  yes  404  404  404  404  404  404  404
GET  /my-work/offers/{request_beyond}                    sign 404  404  404  404  404  404  404  404  404
POST /my-work/offers/{request_beyond}                    sign 404  404  404  404  404  404  404  404  404
GET  /my-work/offers/{nobody}                            sign 404  404  404  404  404  404  404  404  404

# Being over capacity: the person, whoever holds the management post their line ran to and, where people may not be
# safe, whoever holds the professional post (it is vacant, so the director, next up); by posts held, not by role
GET  /my-work/over-capacity                              sign 404  yes  yes  yes  yes  yes  yes  404  404
POST /my-work/over-capacity                              sign 404  yes  yes  yes  yes  yes  yes  404  404
GET  /over-capacity                                      sign 404  yes  yes  yes  yes  yes  yes  404  404
GET  /over-capacity/{over}                               sign 404  yes  yes  404  yes  404  404  404  404
POST /over-capacity/{over}                               sign 404  yes  yes  404  yes  404  404  404  404
GET  /over-capacity/{over_beyond}                        sign 404  404  404  404  404  404  404  404  404
POST /over-capacity/{over_beyond}                        sign 404  404  404  404  404  404  404  404  404
GET  /over-capacity/{nobody}                             sign 404  404  404  404  404  404  404  404  404

# What reduces somebody’s capacity: read by themselves, kept by the lead of where they work and the office, never one’s own
GET  /people/{own}/reductions                            sign 404  yes  yes  yes  yes  yes  yes  404  404
GET  /people/{staff}/reductions                          sign 404  yes  yes  404  404  404  yes  404  404
GET  /people/{other}/reductions                          sign 404  404  404  404  404  404  yes  404  404
GET  /people/{nobody}/reductions                         sign 404  404  404  404  404  404  404  404  404
GET  /people/{own}/reductions/record                     sign 404  404  404  404  404  404  404  404  404
GET  /people/{staff}/reductions/record                   sign 404  404  yes  404  404  404  yes  404  404
POST /people/{staff}/reductions/record                   sign 404  404  yes  404  404  404  yes  404  404
POST /people/{other}/reductions/record                   sign 404  404  404  404  404  404  yes  404  404
GET  /people/{staff}/reductions/{reduction}/last-day     sign 404  404  yes  404  404  404  yes  404  404
POST /people/{staff}/reductions/{reduction}/last-day     sign 404  404  yes  404  404  404  yes  404  404
GET  /people/{staff}/reductions/{reduction}/correct      sign 404  404  yes  404  404  404  yes  404  404
POST /people/{staff}/reductions/{reduction}/correct      sign 404  404  yes  404  404  404  yes  404  404
GET  /people/{staff}/reductions/{reduction}/take-back    sign 404  404  yes  404  404  404  yes  404  404
POST /people/{staff}/reductions/{reduction}/take-back    sign 404  404  yes  404  404  404  yes  404  404
GET  /people/{other}/reductions/{reduction}/correct      sign 404  404  404  404  404  404  404  404  404

# The weights that work is counted with: read by whoever may have work, drafts only by the office, which keeps them
GET  /workload/weights                                   sign 404  yes  yes  yes  yes  yes  yes  404  404
GET  /workload/weights/{weights}                         sign 404  yes  yes  yes  yes  yes  yes  404  404
GET  /workload/weights/{weights_draft}                   sign 404  404  404  404  404  404  yes  404  404
GET  /workload/weights/{nobody}                          sign 404  404  404  404  404  404  404  404  404
GET  /workload/weights/new                               sign 404  404  404  404  404  404  yes  404  404
POST /workload/weights/new                               sign 404  404  404  404  404  404  yes  404  404
GET  /workload/weights/{weights_draft}/change            sign 404  404  404  404  404  404  yes  404  404
POST /workload/weights/{weights_draft}/change            sign 404  404  404  404  404  404  yes  404  404
GET  /workload/weights/{weights_draft}/what-if           sign 404  404  404  404  404  404  yes  404  404
GET  /workload/weights/{weights_draft}/what-if?neighbourhood=no_such  sign 404  404  404  404  404  404  404  404  404
GET  /workload/weights/{weights_draft}/adopt             sign 404  404  404  404  404  404  yes  404  404
POST /workload/weights/{weights_draft}/adopt             sign 404  404  404  404  404  404  yes  404  404
GET  /workload/weights/{nobody}/adopt                    sign 404  404  404  404  404  404  404  404  404

# Allocating: the lead of the neighbourhood. A request: whoever asked, and whoever decides, who sees no resident
GET  /allocate                                           sign 404  404  yes  404  404  404  404  404  404
GET  /allocate?neighbourhood=east                        sign 404  404  yes  404  404  404  404  404  404
GET  /allocate?neighbourhood=north                       sign 404  404  404  404  404  404  404  404  404
GET  /allocate?team=team_east                            sign 404  404  yes  404  404  404  404  404  404
GET  /allocate?team=team_north                           sign 404  404  404  404  404  404  404  404  404
GET  /allocate/{case_east}                               sign 404  404  yes  404  404  404  404  404  404
GET  /allocate/{case_east}?role=deputy&team=any          sign 404  404  yes  404  404  404  404  404  404
GET  /allocate/{case_east}?role=no_such                  sign 404  404  404  404  404  404  404  404  404
GET  /allocate/{case_east}?team=team_north               sign 404  404  404  404  404  404  404  404  404
POST /allocate/{case_east}                               sign 404  404  yes  404  404  404  404  404  404
GET  /allocate/{case_north}                              sign 404  404  404  404  404  404  404  404  404
POST /allocate/{case_north}                              sign 404  404  404  404  404  404  404  404  404
GET  /allocate/{nobody}                                  sign 404  404  404  404  404  404  404  404  404
GET  /allocate/{case_east}/compare?person={staff}        sign 404  404  yes  404  404  404  404  404  404
GET  /allocate/{case_north}/compare?person={other}       sign 404  404  404  404  404  404  404  404  404
GET  /allocate/{case_east}/team                          sign 404  404  yes  404  404  404  404  404  404
POST /allocate/{case_east}/team                          sign 404  404  yes  404  404  404  404  404  404
GET  /allocate/{case_north}/team                         sign 404  404  404  404  404  404  404  404  404
POST /allocate/{case_north}/team                         sign 404  404  404  404  404  404  404  404  404
GET  /allocate/{case_east}/end/{staff}                   sign 404  404  yes  404  404  404  404  404  404
POST /allocate/{case_east}/end/{staff}                   sign 404  404  yes  404  404  404  404  404  404
GET  /allocate/{case_east}/end/{other}                   sign 404  404  404  404  404  404  404  404  404
GET  /allocate/{case_north}/end/{other}                  sign 404  404  404  404  404  404  404  404  404
POST /allocate/{case_north}/end/{other}                  sign 404  404  404  404  404  404  404  404  404
GET  /requests                                           sign 404  yes  yes  yes  yes  yes  yes  404  404
GET  /requests/{request}                                 sign 404  404  yes  404  404  yes  404  404  404
GET  /requests/{request_beyond}                          sign 404  404  404  404  404  404  404  404  404
GET  /requests/{nobody}                                  sign 404  404  404  404  404  404  404  404  404
POST /requests/{request}/answer                          sign 404  404  404  404  404  yes  404  404  404
POST /requests/{request_beyond}/answer                   sign 404  404  404  404  404  404  404  404  404
POST /requests/{request}/withdraw                        sign 404  404  yes  404  404  404  404  404  404
POST /requests/{request_beyond}/withdraw                 sign 404  404  404  404  404  404  404  404  404

# Moving many cases at once: the lists of those who hold cases of the lead's own neighbourhoods; a fairer spread by
# whoever asked for it
GET  /move/{staff}                                       sign 404  404  yes  404  404  404  404  404  404
POST /move/{staff}                                       sign 404  404  yes  404  404  404  404  404  404
GET  /move/{staff}?starts_on={soon}                      sign 404  404  yes  404  404  404  404  404  404
POST /move/{staff}?starts_on={soon}                      sign 404  404  yes  404  404  404  404  404  404
GET  /move/{staff}?starts_on={soon}&last_day={soon}      sign 404  404  yes  404  404  404  404  404  404
GET  /move/{other}                                       sign 404  404  404  404  404  404  404  404  404
GET  /move/{other}?starts_on={soon}                      sign 404  404  404  404  404  404  404  404  404
POST /move/{other}?starts_on={soon}                      sign 404  404  404  404  404  404  404  404  404
GET  /move/{nobody}                                      sign 404  404  404  404  404  404  404  404  404
GET  /rebalance                                          sign 404  404  yes  404  404  404  404  404  404
POST /rebalance                                          sign 404  404  yes  404  404  404  404  404  404
GET  /rebalance/{errand}                                 sign 404  404  yes  404  404  404  404  404  404
POST /rebalance/{errand}                                 sign 404  404  yes  404  404  404  404  404  404
POST /rebalance/{errand}/stop                            sign 404  404  yes  404  404  404  404  404  404
POST /rebalance/{errand}/again                           sign 404  404  yes  404  404  404  404  404  404
GET  /rebalance/{spread}                                 sign 404  404  yes  404  404  404  404  404  404
POST /rebalance/{spread}                                 sign 404  404  yes  404  404  404  404  404  404
GET  /rebalance/{nobody}                                 sign 404  404  404  404  404  404  404  404  404
POST /rebalance/{nobody}/stop                            sign 404  404  404  404  404  404  404  404  404

# Keeping the register true
GET  /imports                                            sign 404  404  404  404  404  404  yes  404  404
GET  /imports/new                                        sign 404  404  404  404  404  404  yes  404  404
POST /imports/new                                        sign 404  404  404  404  404  404  yes  404  404
GET  /imports/{import}                                   sign 404  404  404  404  404  404  yes  404  404
GET  /imports/{nobody}                                   sign 404  404  404  404  404  404  404  404  404
POST /imports/{import}/apply                             sign 404  404  404  404  404  404  yes  404  404
POST /imports/{nobody}/apply                             sign 404  404  404  404  404  404  404  404  404
POST /imports/{import}/drop                              sign 404  404  404  404  404  404  yes  404  404
POST /imports/{nobody}/drop                              sign 404  404  404  404  404  404  404  404  404
GET  /people/new                                         sign 404  404  404  404  404  404  yes  404  404
POST /people/new                                         sign 404  404  404  404  404  404  yes  404  404
GET  /people/{own}/register                              sign 404  404  404  404  404  404  yes  404  404
GET  /people/{other}/register                            sign 404  404  404  404  404  404  yes  404  404
GET  /people/{nobody}/register                           sign 404  404  404  404  404  404  404  404  404
GET  /people/{other}/register/placement/start            sign 404  404  404  404  404  404  yes  404  404
POST /people/{other}/register/placement/start            sign 404  404  404  404  404  404  yes  404  404
GET  /people/{other}/register/no_such/start              404  404  404  404  404  404  404  404  404  404
GET  /people/{other}/register/management/{row}/change    sign 404  404  404  404  404  404  yes  404  404
POST /people/{other}/register/management/{row}/change    sign 404  404  404  404  404  404  yes  404  404
GET  /people/{other}/register/management/{row}/end       sign 404  404  404  404  404  404  yes  404  404
POST /people/{other}/register/management/{row}/end       sign 404  404  404  404  404  404  yes  404  404
GET  /people/{other}/register/management/{row}/correct   sign 404  404  404  404  404  404  yes  404  404
POST /people/{other}/register/management/{row}/correct   sign 404  404  404  404  404  404  yes  404  404
GET  /people/{other}/register/management/{row}/withdraw  sign 404  404  404  404  404  404  yes  404  404
POST /people/{other}/register/management/{row}/withdraw  sign 404  404  404  404  404  404  yes  404  404
POST /people/{other}/register/management/{nobody}/end    sign 404  404  404  404  404  404  404  404  404
GET  /people/{other}/account                             sign 404  404  404  404  404  404  yes  404  404
GET  /people/{nobody}/account                            sign 404  404  404  404  404  404  404  404  404
POST /people/{other}/account                             sign 404  404  404  404  404  404  yes  404  404
POST /people/{nobody}/account                            sign 404  404  404  404  404  404  404  404  404
POST /people/{other}/account/take                        sign 404  404  404  404  404  404  yes  404  404
POST /people/{nobody}/account/take                       sign 404  404  404  404  404  404  404  404  404
GET  /people/{other}/leaving                             sign 404  404  404  404  404  404  yes  404  404
GET  /people/{other}/leaving?last_day={soon}             sign 404  404  404  404  404  404  yes  404  404
GET  /people/{staff}/leaving?last_day={soon}             sign 404  404  404  404  404  404  yes  404  404
POST /people/{other}/leaving                             sign 404  404  404  404  404  404  yes  404  404
GET  /people/{nobody}/leaving                            sign 404  404  404  404  404  404  404  404  404
GET  /posts/lead_north/register                          sign 404  404  404  404  404  404  yes  404  404
GET  /posts/no_such/register                             sign 404  404  404  404  404  404  404  404  404
GET  /posts/lead_north/register/holder                   sign 404  404  404  404  404  404  yes  404  404
POST /posts/lead_north/register/holder                   sign 404  404  404  404  404  404  yes  404  404
GET  /posts/lead_north/register/move                     sign 404  404  404  404  404  404  yes  404  404
POST /posts/lead_north/register/move                     sign 404  404  404  404  404  404  yes  404  404
GET  /posts/lead_north/register/{post_row}/correct       sign 404  404  404  404  404  404  yes  404  404
POST /posts/lead_north/register/{post_row}/correct       sign 404  404  404  404  404  404  yes  404  404
GET  /transfers/new                                      sign 404  404  404  404  404  404  yes  404  404
GET  /transfers/new?{transfer}                           sign 404  404  404  404  404  404  yes  404  404
POST /transfers/new                                      sign 404  404  404  404  404  404  yes  404  404

# Accounts: whoever keeps them sees no resident and no register
GET  /accounts                                           sign 404  404  404  404  404  404  404  404  yes
GET  /accounts/new                                       sign 404  404  404  404  404  404  404  404  yes
POST /accounts/new                                       sign 404  404  404  404  404  404  404  404  yes
GET  /accounts/{account}                                 sign 404  404  404  404  404  404  404  404  yes
GET  /accounts/{nobody}                                  sign 404  404  404  404  404  404  404  404  404
GET  /accounts/{account}/close                           sign 404  404  404  404  404  404  404  404  yes
POST /accounts/{account}/close                           sign 404  404  404  404  404  404  404  404  yes
GET  /accounts/{account}/reopen                          sign 404  404  404  404  404  404  404  404  yes
POST /accounts/{account}/reopen                          sign 404  404  404  404  404  404  404  404  yes
GET  /accounts/{account}/reset-factor                    sign 404  404  404  404  404  404  404  404  yes
POST /accounts/{account}/reset-factor                    sign 404  404  404  404  404  404  404  404  yes
GET  /accounts/{account}/unlink                          sign 404  404  404  404  404  404  404  404  yes
POST /accounts/{account}/unlink                          sign 404  404  404  404  404  404  404  404  yes
GET  /accounts/{account}/give-password                   sign 404  404  404  404  404  404  404  404  yes
POST /accounts/{account}/give-password                   sign 404  404  404  404  404  404  404  404  yes
GET  /accounts/{account}/roles/new                       sign 404  404  404  404  404  404  404  404  yes
POST /accounts/{account}/roles/new                       sign 404  404  404  404  404  404  404  404  yes
GET  /accounts/{account}/roles/{grant}/take              sign 404  404  404  404  404  404  404  404  yes
POST /accounts/{account}/roles/{grant}/take              sign 404  404  404  404  404  404  404  404  yes
GET  /accounts/{account}/roles/{nobody}/take             sign 404  404  404  404  404  404  404  404  404

# One's own account: everybody's, whatever their role; nobody else's sign-in can be named there
GET  /me/account                                         sign yes  yes  yes  yes  yes  yes  yes  yes  yes
GET  /me/account/password                                sign yes  yes  yes  yes  yes  yes  yes  yes  yes
POST /me/account/password                                sign yes  yes  yes  yes  yes  yes  yes  yes  yes
GET  /me/account/second-factor                           sign yes  yes  yes  yes  yes  yes  yes  yes  yes
POST /me/account/second-factor                           sign yes  yes  yes  yes  yes  yes  yes  yes  yes
GET  /me/account/second-factor/turn-off                  sign yes  yes  yes  yes  yes  yes  yes  yes  yes
POST /me/account/second-factor/turn-off                  sign yes  yes  yes  yes  yes  yes  yes  yes  yes
GET  /me/account/recovery-codes                          sign yes  yes  yes  yes  yes  yes  yes  yes  yes
POST /me/account/recovery-codes                          sign yes  yes  yes  yes  yes  yes  yes  yes  yes
GET  /me/account/passkeys/new                            sign yes  yes  yes  yes  yes  yes  yes  yes  yes
POST /me/account/passkeys/new                            sign yes  yes  yes  yes  yes  yes  yes  yes  yes
POST /me/account/passkeys/finish                         sign yes  yes  yes  yes  yes  yes  yes  yes  yes
GET  /me/account/passkeys/{passkey}/name                 sign 404  404  yes  404  404  404  404  404  404
POST /me/account/passkeys/{passkey}/name                 sign 404  404  yes  404  404  404  404  404  404
GET  /me/account/passkeys/{passkey}/remove               sign 404  404  yes  404  404  404  404  404  404
POST /me/account/passkeys/{passkey}/remove               sign 404  404  yes  404  404  404  404  404  404
POST /me/account/sign-ins/{nobody}/end                   sign 404  404  404  404  404  404  404  404  404
POST /me/account/sign-ins/end-others                     sign yes  yes  yes  yes  yes  yes  yes  yes  yes

# The service's own work, which names nobody
GET  /jobs                                               sign 404  404  404  404  404  404  yes  404  yes
POST /jobs/mail/{nobody}/again                           sign 404  404  404  404  404  404  404  404  404
GET  /retention                                          sign 404  404  404  404  404  404  404  yes  yes

# The address of one's own calendar; with it no sign-in is needed, without it there is nothing there
GET  /calendar                                           sign 404  yes  yes  yes  yes  yes  yes  404  404
POST /calendar/address                                   sign 404  yes  404  yes  404  yes  404  404  404
POST /calendar/stop                                      sign 404  yes  yes  yes  yes  yes  yes  404  404
GET  /calendar/no-such-token.ics                         404  404  404  404  404  404  404  404  404  404

# Looking at a resident outside one’s own work: whoever works with residents; a look is its asker’s, while it lasts
GET  /looks/new                                          sign 404  yes  yes  yes  404  404  404  404  404
POST /looks/new                                          sign 404  yes  yes  yes  404  404  404  404  404
GET  /looks                                              sign 404  yes  yes  yes  404  404  404  404  404
GET  /looks/{look}                                       sign 404  yes  404  404  404  404  404  404  404
GET  /looks/{look_over}                                  sign 404  404  404  404  404  404  404  404  404
GET  /looks/{look_beyond}                                sign 404  404  404  404  404  404  404  404  404
GET  /looks/{nobody}                                     sign 404  404  404  404  404  404  404  404  404
POST /looks/{look}/end                                   sign 404  yes  404  404  404  404  404  404  404
POST /looks/{look_over}/end                              sign 404  404  404  404  404  404  404  404  404
POST /looks/{look_beyond}/end                            sign 404  404  404  404  404  404  404  404  404

# A privacy officer: of the people whom their own organisation employs (the staff member, not the other)
GET  /privacy/looks                                      sign 404  404  404  404  404  404  404  yes  404
GET  /privacy/looks/{look}                               sign 404  404  404  404  404  404  404  yes  404
GET  /privacy/looks/{look_over}                          sign 404  404  404  404  404  404  404  yes  404
GET  /privacy/looks/{look_beyond}                        sign 404  404  404  404  404  404  404  404  404
GET  /privacy/looks/{nobody}                             sign 404  404  404  404  404  404  404  404  404
POST /privacy/looks/{look}                               sign 404  404  404  404  404  404  404  yes  404
POST /privacy/looks/{look_beyond}                        sign 404  404  404  404  404  404  404  404  404
GET  /privacy/seen                                       sign 404  404  404  404  404  404  404  yes  404
GET  /privacy/seen?first=2025-06-01&last=2025-06-30      sign 404  404  404  404  404  404  404  yes  404
GET  /privacy/seen?first=2020-06-01&last=2025-06-30      sign 404  404  404  404  404  404  404  404  404
GET  /privacy/seen/people/{staff}                        sign 404  404  404  404  404  404  404  yes  404
GET  /privacy/seen/people/{other}                        sign 404  404  404  404  404  404  404  404  404
GET  /privacy/seen/people/{nobody}                       sign 404  404  404  404  404  404  404  404  404
GET  /privacy/seen/resident                              sign 404  404  404  404  404  404  404  yes  404
POST /privacy/seen/resident                              sign 404  404  404  404  404  404  404  yes  404
GET  /privacy/odd                                        sign 404  404  404  404  404  404  404  yes  404
GET  /privacy/odd/{odd}                                  sign 404  404  404  404  404  404  404  yes  404
GET  /privacy/odd/{odd_beyond}                           sign 404  404  404  404  404  404  404  404  404
POST /privacy/odd/{odd}                                  sign 404  404  404  404  404  404  404  yes  404
POST /privacy/odd/{odd_beyond}                           sign 404  404  404  404  404  404  404  404  404
GET  /privacy/reports                                    sign 404  404  404  404  404  404  404  yes  404
POST /privacy/reports                                    sign 404  404  404  404  404  404  404  yes  404
GET  /privacy/people/{staff}/report                      sign 404  404  404  404  404  404  404  yes  404
GET  /privacy/people/{other}/report                      sign 404  404  404  404  404  404  404  404  404
POST /privacy/people/{staff}/report                      sign 404  404  404  404  404  404  404  yes  404
POST /privacy/people/{other}/report                      sign 404  404  404  404  404  404  404  404  404
GET  /privacy/reports/{report}                           sign 404  404  404  404  404  404  404  yes  404
GET  /privacy/reports/{report_beyond}                    sign 404  404  404  404  404  404  404  404  404
GET  /privacy/reports/{report_over}                      sign 404  404  404  404  404  404  404  404  404
"""

NO_ROUTE = ("/no-such-page", "/register/no_such/")
"""Requests above that no route is meant to take."""


@dataclass(frozen=True, slots=True)
class Row:
    """One request and the answer to each actor."""

    method: str
    address: str
    answers: dict[Actor, str]

    def __str__(self) -> str:
        return f"{self.method} {self.address}"


def policy() -> list[Row]:
    """The table, a row at a time."""
    lines = [line.split() for line in TABLE.splitlines() if line and not line.startswith(("#", "request"))]
    return [
        Row(method, address, dict(zip(Actor, answers, strict=True))) for method, address, *answers in lines
    ]


REGISTER = (
    "lines.",
    "away.show",
    "decisions.",
    "find.",
    "structure.",
    "changes.",
    "scheme.employer",
    "what_if.",
    "neighbourhoods.",
)
KEEPING = ("register.", "tying.", "away.", "posts.", "leaving.", "transfer.", "imports.")
CASE_LISTS = (
    "cases.list_cases",
    "cases.show",
    "reviews_due.list_reviews",
    "escalations.",
    "reviews.diary",
    "review_sessions.",
    "reviews.show_plan",
    "planning.",
    "allocate.",
)
MOVING = ("moving.", "rebalance.")
KEEPING_CASES = ("keeping.", "referring.")
OWN_CASES = ("my_work.show", "my_reviews.show", "my_work.case", "my_work.contact")
MEETING = ("meeting.", "case_actions.")
PRIVACY = (
    "looks_to_review.show_look", "odd_patterns.list_all", "odd_patterns.show", "subject_reports.show",
    "who_saw_whom.watcher",
)  # fmt: skip
SPAN = (Actor.LEAD, Actor.COORDINATOR)

MAY_SHOW: dict[str, dict[Actor, tuple[str, ...]]] = {
    # Somebody else's staff record.
    "other.name": {
        Actor.STAFF: ("looks.show", "my_work.case", *MEETING),  # both work on the sealed record
        Actor.PRIVACY_OFFICER: ("subject_reports.show",),
        Actor.LEAD: REGISTER,
        Actor.COORDINATOR: ("neighbourhoods.show",),
        Actor.DIRECTOR: (*REGISTER, "practice.", "practice_acts."),
        Actor.OFFICE: (
            *REGISTER,
            *KEEPING,
            "coverage.",
            "coverage_ahead.",
            "reductions.",
            "weights.what_if",
        ),
    },
    "other.email": {
        Actor.STAFF: ("looks.show",),
        Actor.LEAD: ("find.find",),
        Actor.DIRECTOR: ("find.find",),
        Actor.OFFICE: ("find.find", "tying."),
    },
    "other.phone": {Actor.STAFF: ("looks.show",)},
    # A resident of the east, to those whose span is the east.
    "east.name": {
        Actor.STAFF: (*OWN_CASES, *MEETING),
        Actor.LEAD: (*CASE_LISTS, *MOVING, *MEETING),
        Actor.COORDINATOR: (*CASE_LISTS, *KEEPING_CASES, *MEETING),
    },
    "east.reference": {
        Actor.STAFF: (*OWN_CASES, *MEETING),
        Actor.LEAD: (*CASE_LISTS, *MOVING, *MEETING, "workload.person"),
        Actor.COORDINATOR: (*CASE_LISTS, *KEEPING_CASES, *MEETING),
        Actor.DIRECTOR: ("escalations.",),
        Actor.OFFICE: ("leaving.settle",),
    },
    "east.reason": {Actor.STAFF: ("my_work.case",), **dict.fromkeys(SPAN, ("cases.show",))},
    "east.referrer": dict.fromkeys(SPAN, ("cases.show",)),
    "east.born": {
        Actor.STAFF: ("my_work.case",),
        Actor.LEAD: ("cases.show",),
        Actor.COORDINATOR: ("cases.show", *KEEPING_CASES),
    },
    "east.unplaced": dict.fromkeys(
        SPAN, ("reviews.diary", "reviews.show_plan", "planning.compare", "reviews_due.list_reviews")
    ),
    "east.action": {
        Actor.STAFF: (*MEETING, "my_work.", "my_reviews."),
        **dict.fromkeys(SPAN, (*MEETING, "cases.show")),
    },
    "east.postcode": {Actor.COORDINATOR: KEEPING_CASES},
    "east.nhs_number": {},
    # A resident of the north: the staff member during a look, and the privacy officer who reviews it and makes a report
    # about them. Nobody else may see more than that the leaver's case wants a key worker.
    "north.name": {Actor.STAFF: ("looks.show",), Actor.PRIVACY_OFFICER: PRIVACY},
    "north.reference": {
        Actor.STAFF: ("looks.show",),
        Actor.PRIVACY_OFFICER: ("subject_reports.show",),
        Actor.OFFICE: ("leaving.settle",),
    },
    "north.reason": {Actor.PRIVACY_OFFICER: ("subject_reports.show",)},
    "north.referrer": {Actor.PRIVACY_OFFICER: ("subject_reports.show",)},
    "north.born": {Actor.STAFF: ("looks.show",), Actor.PRIVACY_OFFICER: ("subject_reports.show",)},
    "north.unplaced": {Actor.PRIVACY_OFFICER: ("subject_reports.show",)},
    "north.postcode": {Actor.PRIVACY_OFFICER: ("subject_reports.show",)},
    "north.nhs_number": {Actor.PRIVACY_OFFICER: ("subject_reports.show",)},
    # What people wrote about themselves and their work: to them, to those their lines run to, and to whoever reviews it.
    "other.absence": {},
    "other.supervision": {},
    "other.overload": {},
    # They think that people are not safe, so their professional line is in the plan too.
    "staff.overload": dict.fromkeys((Actor.STAFF, Actor.LEAD, Actor.DIRECTOR), ("over_capacity.",)),
    "look.words": {Actor.STAFF: ("looks.",), Actor.PRIVACY_OFFICER: ("looks_to_review.", *PRIVACY)},
    # A report tells its subject all that is held, whoever wrote it.
    "look.beyond": {Actor.PRIVACY_OFFICER: ("subject_reports.show",)},
    "odd.words": {Actor.PRIVACY_OFFICER: ("odd_patterns.",)},
    "odd.beyond": {},
    "report.words": {Actor.PRIVACY_OFFICER: ("subject_reports.show",)},
}
"""What each secret of the borough may be shown to whom, on which pages (the beginnings of their names).
Whoever is not named may see it nowhere."""

MAY_SHOW_SEALED: dict[Actor, tuple[str, ...]] = {Actor.STAFF: (*OWN_CASES, *MEETING)}
"""On which pages the sealed record is there, for the one of them who is named on it."""
