// Keeps what is typed into a form in this browser tab until the server has it.
//
// For forms with data-keep. What is typed is about a resident, so it is kept in sessionStorage, which ends with the
// tab, under the number of the account that typed it, and goes when that account signs out. Nothing is sent from here
// but the form itself, by the browser, once the service answers at all; sending it twice keeps it once.
(() => {
  "use strict";
  const PREFIX = "keep:";
  const SECRET = "csrf_token";
  const WAIT_MS = 5000;
  const ANSWER_MS = 8000;
  const TYPED = "What you type stays in this tab until it is kept.";
  const OFFLINE = "No connection. What you typed stays in this tab, and is sent when the connection is back.";
  const BACK = "What you typed here before was not kept yet, and is filled in again. Look through it, then keep it.";
  const SENDING = "Sending.";

  const stored = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
  const forget = (keys) => keys.forEach((key) => sessionStorage.removeItem(key));

  document.querySelectorAll("form.masthead__viewer").forEach((form) =>
    form.addEventListener("submit", () => forget(stored())),
  );

  const form = document.querySelector("form[data-keep]");
  const reader = form && form.dataset.reader;
  const address = location.pathname;
  const key = `${PREFIX}${reader}:${address}`;

  // The address of the next page says which form has arrived. It is taken off, so that reading the page again
  // does not throw away what was typed since.
  const here = new URL(location.href);
  const arrived = here.searchParams.get("kept");
  if (arrived) {
    forget(stored().filter((each) => each.endsWith(`:${arrived}`)));
    here.searchParams.delete("kept");
    history.replaceState(history.state, "", here);
  }
  if (!form) return;
  forget(stored().filter((each) => !each.startsWith(`${PREFIX}${reader}:`)));

  const says = form.querySelector(".keep-says");
  const say = (words) => {
    if (says && says.textContent !== words) says.textContent = words;
  };
  const fields = () => [...form.elements].filter((each) => each.name && each.name !== SECRET && each.type !== "submit");

  const keep = () => {
    const typed = fields()
      .filter((each) => !["checkbox", "radio"].includes(each.type) || each.checked)
      .map((each) => [each.name, each.value]);
    sessionStorage.setItem(key, JSON.stringify(typed));
  };

  const putBack = (typed) => {
    const left = typed.map(([name, value]) => `${name}\n${value}`);
    fields().forEach((each) => {
      if (["checkbox", "radio"].includes(each.type)) {
        each.checked = left.includes(`${each.name}\n${each.value}`);
        return;
      }
      const found = typed.find(([name]) => name === each.name);
      if (found) each.value = found[1];
    });
  };

  const held = sessionStorage.getItem(key);
  if (form.dataset.answered) {
    if (held) keep(); // the page itself holds what was sent, with what is wrong with it
  } else if (held) {
    putBack(JSON.parse(held));
    say(BACK);
  }

  form.addEventListener("input", () => {
    keep();
    say(TYPED);
  });

  const answers = async () => {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), ANSWER_MS);
    try {
      return (await fetch("/up", { cache: "no-store", signal: patience.signal })).ok;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  };

  let pressed = null;
  let again = 0;
  let going = false;

  const send = async () => {
    clearTimeout(again);
    if (going || pressed === null) return;
    going = true;
    say(SENDING);
    if (await answers()) {
      form.requestSubmit(pressed);
      return;
    }
    going = false;
    say(OFFLINE);
    again = setTimeout(send, WAIT_MS);
  };

  form.addEventListener("submit", (event) => {
    keep();
    if (going) return; // the service has answered: the browser sends the form itself
    event.preventDefault();
    pressed = event.submitter;
    send();
  });
  addEventListener("online", send);
  addEventListener("pageshow", (event) => {
    if (event.persisted) going = false;
  });
})();
