// Header: new conversation, light or dark, notices that stay dismissed for this visit.
const KEY = "talent-war-dismissed";
const dismissed = () => {
  try { return JSON.parse(sessionStorage.getItem(KEY) ?? "[]"); } catch { return []; }
};
for (const strip of element.querySelectorAll(".tw-strip")) {
  if (dismissed().includes(strip.textContent)) strip.remove();
}
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (!button) return;
  if (button.dataset.act === "theme") document.dispatchEvent(new CustomEvent("tw:theme"));
  if (button.dataset.act === "new") {
    document.dispatchEvent(new CustomEvent("tw:close", { detail: { focus: false } }));
    trigger("new");
    document.querySelector("#tw-box textarea")?.focus();
  }
  if (button.dataset.act === "dismiss") {
    const strip = button.closest(".tw-strip");
    try {
      sessionStorage.setItem(KEY, JSON.stringify([...dismissed(), strip.textContent]));
    } catch { /* private window: it will be shown again */ }
    strip.remove();
  }
});
