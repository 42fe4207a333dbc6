/* Asks the browser for a passkey, as the page's form says, and sends what comes back with that form. The page itself
   says what to do instead, until this takes that away: where there is no script, or no passkeys, it stays. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-passkey]");
  if (!form || !window.PublicKeyCredential) return;
  const FAILED = "Nothing was used. Try again, or go another way.";
  const KNOWN = "This device or stick holds a passkey for your account already.";
  const says = form.querySelector("[role=alert]");
  const asked = JSON.parse(form.dataset.options);

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  const listed = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

  const making = () => ({
    ...asked,
    challenge: bytes(asked.challenge),
    user: { ...asked.user, id: bytes(asked.user.id) },
    excludeCredentials: listed(asked.excludeCredentials),
  });
  const using = () => ({
    ...asked,
    challenge: bytes(asked.challenge),
    allowCredentials: listed(asked.allowCredentials),
  });

  const made = (answer) => ({
    clientDataJSON: text(answer.clientDataJSON),
    attestationObject: text(answer.attestationObject),
    transports: answer.getTransports ? answer.getTransports() : [],
  });
  const used = (answer) => ({
    clientDataJSON: text(answer.clientDataJSON),
    authenticatorData: text(answer.authenticatorData),
    signature: text(answer.signature),
    userHandle: answer.userHandle ? text(answer.userHandle) : null,
  });

  const adds = form.dataset.passkey === "make";
  const ask = () =>
    adds
      ? navigator.credentials.create({ publicKey: making() })
      : navigator.credentials.get({ publicKey: using() });

  let sent = false;
  let waiting = false;
  const go = async () => {
    if (waiting || sent) return;
    waiting = true;
    says.textContent = "";
    try {
      const key = await ask();
      form.elements.answer.value = JSON.stringify({
        id: key.id,
        rawId: text(key.rawId),
        type: key.type,
        response: adds ? made(key.response) : used(key.response),
      });
      sent = true;
      form.submit();
    } catch (error) {
      says.textContent = error.name === "InvalidStateError" ? KNOWN : FAILED;
    } finally {
      waiting = false;
    }
  };

  document.querySelectorAll("[data-without-passkeys]").forEach((each) => each.remove());
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go();
  });
  go();
})();
