/* Half an hour without use ends a sign-in. Two minutes before, this asks whether anybody is still there. When
   nobody answers, the page goes away, so that nobody else reads it, and takes along what was typed on it. */
(() => {
  "use strict";
  const { seconds, stay, leave } = document.currentScript.dataset;
  const over = Number(seconds) * 1000;
  const warnBefore = 120000;
  const stillTyping = 60000;
  const secret = new Set(["password", "file", "submit", "button"]);
  const tabs = new BroadcastChannel("still there");
  let usedAt = Date.now();
  let touchedAt = 0;
  let leaving = false;
  let warning = null;

  const token = () => document.querySelector('input[name="csrf_token"]').value;

  const used = () => {
    usedAt = Date.now();
    if (warning) warning.remove();
    warning = null;
  };

  const isChanged = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.options) return [...field.options].some((one) => one.selected !== one.defaultSelected);
    return field.type !== "hidden" && field.value !== field.defaultValue;
  };

  /* The form somebody was filling in: one that differs from what we sent, or one that was sent back to them. */
  const begun = () => {
    const forms = [...document.querySelectorAll('main form[method="post"]')];
    const refused = document.querySelector(".nhsuk-error-summary") ? forms[0] : undefined;
    return forms.find((form) => [...form.elements].some((f) => !secret.has(f.type) && isChanged(f))) || refused;
  };

  const carry = (form, name, value) => {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  };

  const go = () => {
    if (leaving) return;
    leaving = true;
    const typed = begun();
    const way = document.createElement("form");
    const asked = { next: location.pathname + location.search };
    if (typed) asked.to = new URL(typed.getAttribute("action") || location.href, location.href).pathname;
    Object.assign(way, { method: "post", action: `${leave}?${new URLSearchParams(asked)}` });
    carry(way, "csrf_token", token());
    for (const field of typed ? typed.elements : []) {
      const chosen = !["checkbox", "radio"].includes(field.type) || field.checked;
      if (!field.name || field.name === "csrf_token" || secret.has(field.type) || !chosen) continue;
      const values = field.multiple ? [...field.selectedOptions].map((one) => one.value) : [field.value];
      for (const value of values) carry(way, field.name, value);
    }
    document.body.append(way);
    way.submit();
  };

  const remain = async () => {
    const before = usedAt;
    used();
    try {
      const answer = await fetch(stay, { method: "POST", headers: { "X-CSRFToken": token() }, redirect: "manual" });
      if (answer.ok) tabs.postMessage("used");
      else go();
    } catch {
      usedAt = before; /* Nobody heard it: it is asked again until it is over. */
    }
  };

  const warn = () => {
    warning = document.createElement("dialog");
    warning.className = "idle";
    warning.setAttribute("aria-labelledby", "idle-heading");
    const heading = document.createElement("h2");
    Object.assign(heading, { id: "idle-heading", className: "nhsuk-heading-m", textContent: "Are you still there?" });
    const said = document.createElement("p");
    said.textContent = "In two minutes you will be signed out. What you have typed is kept for you for an hour.";
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "nhsuk-button", textContent: "Stay signed in" });
    button.addEventListener("click", remain);
    warning.addEventListener("cancel", remain);
    warning.append(heading, said, button);
    document.body.append(warning);
    warning.showModal();
  };

  /* By the clock and not by counting: a laptop that slept wakes up too late for either. */
  const look = () => {
    const left = usedAt + over - Date.now();
    if (left <= 0) go();
    else if (left <= warnBefore && !warning) {
      if (Date.now() - touchedAt < stillTyping) remain();
      else warn();
    }
  };

  for (const kind of ["keydown", "pointerdown"]) {
    document.addEventListener(kind, () => { touchedAt = Date.now(); }, { passive: true });
  }
  tabs.addEventListener("message", used);
  tabs.postMessage("used");
  document.addEventListener("visibilitychange", look);
  setInterval(look, 1000);
})();
