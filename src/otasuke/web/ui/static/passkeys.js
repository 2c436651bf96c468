// Passkeys. A form with data-passkey="get" or "create" asks its data-options for what to ask the key, puts the key's answer
// into its field `credential`, and is sent. Where there are no passkeys it stays hidden.
"use strict";
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const kind = form.dataset.passkey;
  if (!window.PublicKeyCredential || !PublicKeyCredential.parseRequestOptionsFromJSON) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    const button = form.querySelector("button"), wrong = form.querySelector("[data-wrong]");
    button.disabled = true;
    wrong.hidden = true;
    try {
      const token = form.elements.csrfmiddlewaretoken.value;
      const answer = await fetch(form.dataset.options, { method: "POST", headers: { "X-CSRFToken": token } });
      if (!answer.ok) throw new Error(String(answer.status));
      const options = await answer.json();
      const credential = kind === "create"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      form.elements.credential.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch (error) {
      button.disabled = false;
      wrong.hidden = false;
    }
  });
}
