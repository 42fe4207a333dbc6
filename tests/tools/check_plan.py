#!/usr/bin/env python3
# Kept exactly as it was published, so that anyone can compare the two; only these four lines are added.
# It prints because it is a command, and it checks everything in one place because it is read as one page.
# ruff: noqa: B905, C901, E501, PTH123, T201
# fmt: off
"""Recompute every figure of a review plan from nothing, and list every broken rule.

    check_plan.py PROBLEM.json PLAN.json [--json]

Formats: FORMATS.md sections 5 and 6. Standard library only; shares no code with the planner.
Exit status 0 when no rule is broken and every figure that the plan states is right, else 1.
"""
import json
import sys
from collections import defaultdict
from datetime import date, datetime, timedelta

KEY_WORKER_WEIGHT = 3.0


def overlaps(a, b, travel_minutes):
    """Two sessions nobody can attend both of: they overlap, or leave no time to travel."""
    gap = timedelta(minutes=0 if a["online"] and b["online"] else travel_minutes)
    a_from, b_from = (datetime.fromisoformat(s["starts_at"]) for s in (a, b))
    a_to, b_to = a_from + timedelta(minutes=a["minutes"]), b_from + timedelta(minutes=b["minutes"])
    return a_from < b_to + gap and b_from < a_to + gap


def lateness(case, review_days, horizon):
    """Days late, days past breach and breaches of one case: each wait counts from its due day (or the start) to the review (or the end)."""
    late = past = breaches = 0
    last = case["last_day"]
    for end in [*sorted(review_days), None]:
        due = last + case["interval_days"]
        until = horizon if end is None else end
        over = max(0, until - max(0, due + case["breach_days"]))
        late += max(0, until - max(0, due))
        past += over
        breaches += over > 0
        last = until
    return late, past, breaches


def check(problem, plan):
    start = date.fromisoformat(problem["starts_on"])
    sessions = {s["id"]: s for s in problem["sessions"]}
    staff = {s["id"]: s for s in problem["staff"]}
    cases = {c["id"]: dict(c, last_day=(date.fromisoformat(c["last_review_on"]) - start).days) for c in problem["cases"]}
    day = {i: (datetime.fromisoformat(s["starts_at"]).date() - start).days for i, s in sessions.items()}
    broken = []

    present = defaultdict(set)
    for row in plan["attendance"]:
        present[row["session"]] |= set(row["staff"])
    held, by_case, by_session = [], defaultdict(list), defaultdict(list)
    for review in plan["reviews"]:
        case, session = cases.get(review["case"]), sessions.get(review["session"])
        if case is None or session is None:
            broken.append(("unknown", review["case"], review["session"]))
            continue
        held.append(review)
        by_case[review["case"]].append(day[review["session"]])
        by_session[review["session"]].append((review["starts_minute"], case))
        if case["neighbourhood"] != session["neighbourhood"]:
            broken.append(("neighbourhood", review["case"], review["session"]))
        here = present[review["session"]]
        if case["key_worker"] not in here and case["deputy"] not in here:
            broken.append(("quorum", review["case"], review["session"]))
        for need in case["needs"]:
            if need["hard"] and not here & set(need["eligible"]):
                broken.append(("hard need", review["case"], review["session"], need["kind"]))

    for session_id, rows in by_session.items():
        clock = 0
        for starts, case in sorted(rows, key=lambda row: (row[0], row[1]["id"])):
            if starts < clock:
                broken.append(("two reviews at once", session_id, case["id"]))
            clock = starts + case["minutes"]
        if clock > sessions[session_id]["minutes"]:
            broken.append(("session too long", session_id, clock))
        if sessions[session_id]["chair"] not in present[session_id]:
            broken.append(("no chair", session_id))

    attends = defaultdict(list)
    for session_id, people in present.items():
        session = sessions[session_id]
        for person in people:
            attends[person].append(session_id)
            if person not in session["available"] and person != session["chair"]:
                broken.append(("not available", session_id, person))
    for person, ids in attends.items():
        ids.sort(key=lambda i: sessions[i]["starts_at"])
        chaired = {i for i in ids if sessions[i]["chair"] == person}
        weeks = defaultdict(int)
        for i in ids:
            weeks[day[i] // 7] += i not in chaired
        limit = staff[person].get("sessions_per_week")
        if limit is not None and any(n > limit for n in weeks.values()):
            broken.append(("too many sessions in a week", person))
        for a, b in ((a, b) for n, a in enumerate(ids) for b in ids[n + 1:] if day[a] == day[b]):
            if overlaps(sessions[a], sessions[b], problem["travel_minutes"]):
                broken.append(("in two places", person, a, b))

    weighted = breach_cost = breach_days = breaches = 0
    by_tier = defaultdict(lambda: [0, 0, 0])
    for case_id, case in cases.items():
        days = sorted(by_case[case_id])
        soonest = problem["earliest_share"] * case["interval_days"]
        for before, after in zip([case["last_day"], *days], days):
            if after - before < soonest:
                broken.append(("too soon", case_id, after))
        late, past, over = lateness(case, days, problem["days"])
        weighted += case["weight"] * late
        breach_cost += case.get("breach_weight", 0) * past
        breach_days += past
        breaches += over
        by_tier[case["tier"]] = [a + b for a, b in zip(by_tier[case["tier"]], (late, past, over))]

    needed = met = 0.0
    for review in held:
        case, here = cases[review["case"]], present[review["session"]]
        needed += KEY_WORKER_WEIGHT
        met += KEY_WORKER_WEIGHT * (case["key_worker"] in here)
        for need in case["needs"]:
            needed += need["weight"]
            met += need["weight"] * bool(here & set(need["eligible"]))

    waiting = 0
    for session_id, rows in by_session.items():
        first, last, busy = {}, {}, defaultdict(int)
        for starts, case in rows:
            wanted = {case["key_worker"], case["deputy"]} | {p for need in case["needs"] for p in need["eligible"]}
            for person in (present[session_id] & wanted) - {sessions[session_id]["chair"]}:
                first[person] = min(first.get(person, starts), starts)
                last[person] = max(last.get(person, 0), starts + case["minutes"])
                busy[person] += case["minutes"]
        waiting += sum(last[p] - first[p] - busy[p] for p in first)

    kept = {(r["case"], r["session"]) for r in held}
    figures = {
        "score": round(weighted + breach_cost + needed - met, 2),
        "weighted_overdue_days": weighted,
        "breach_days": breach_days,
        "breaches": breaches,
        "needs_met_percent": round(100 * met / needed, 1) if needed else 100.0,
        "attendances": sum(len(p) for p in present.values()),
        "waiting_minutes": waiting,
        "moved": sum((p["case"], p["session"]) not in kept for p in problem.get("published", [])),
    }
    wrong = {name: (stated, figures[name]) for name, stated in plan.get("figures", {}).items()
             if name in figures and abs(stated - figures[name]) > 0.051}
    bound = plan.get("bound", {}).get("score")
    if bound is not None and bound > figures["score"] + 0.01:
        broken.append(("bound above the plan's own score", bound, figures["score"]))
    return {"reviews": len(held), "figures": figures, "late_days_breach_days_breaches_by_tier": {t: tuple(v) for t, v in sorted(by_tier.items())},
            "broken": [list(map(str, b)) for b in broken], "wrong_figures": wrong}


def main(argv):
    if len(argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    with open(argv[1]) as p, open(argv[2]) as q:
        report = check(json.load(p), json.load(q))
    if "--json" in argv:
        print(json.dumps(report))
    else:
        for name, value in report["figures"].items():
            print(f"{name:24} {value}")
        for rule in report["broken"][:50]:
            print("broken:", *rule)
        for name, (stated, found) in report["wrong_figures"].items():
            print(f"wrong figure: {name} states {stated}, is {found}")
        print(f"{report['reviews']} reviews, {len(report['broken'])} broken rules, {len(report['wrong_figures'])} wrong figures")
    return 1 if report["broken"] or report["wrong_figures"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
