// Conversation: clicks on markers, examples and tools; and scrolling along with a growing answer.
const log = element.closest("#tw-log");
const box = () => document.querySelector("#tw-box textarea");
const say = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

async function copy(button) {
  const text = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without https the clipboard is only reachable through a selection.
    const area = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  const label = button.getAttribute("aria-label");
  button.dataset.done = "";
  button.setAttribute("aria-label", "Copied");
  setTimeout(() => {
    delete button.dataset.done;
    button.setAttribute("aria-label", label);
  }, 1600);
}

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (!button) return;
  const { act, key, index } = button.dataset;
  if (act === "cite") say("tw:cite", { key, button });
  if (act === "copy") copy(button);
  if (act === "example") {
    trigger("example", { index });
    box()?.focus({ preventScroll: true });
  }
  if (act === "retry" || act === "undo") {
    say("tw:close", { focus: false });
    trigger(act === "retry" ? "retry" : "undo");
    box()?.focus({ preventScroll: true });
  }
  if (act === "up" || act === "down") {
    trigger("verdict", { exchange: button.dataset.exchangeId, verdict: act });
  }
});

if (element.closest("#tw-live")) {
  log.setAttribute("role", "log");
  log.setAttribute("aria-label", "Conversation");
  let follow = true;
  let shown = "";
  log.addEventListener("scroll", () => {
    follow = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  }, { passive: true });
  new MutationObserver(() => {
    const exchange = element.querySelector("[data-exchange]")?.dataset.exchange ?? "";
    if (exchange !== shown) follow = true;
    shown = exchange;
    if (follow) log.scrollTop = exchange ? log.scrollHeight : 0;
  }).observe(element, { childList: true, characterData: true, subtree: true });
  const composer = document.querySelector("#tw-composer");
  // A browser may pass over the box's own autofocus: type at once all the same.
  if (document.activeElement === document.body) box()?.focus({ preventScroll: true });
  // Ask and Stop take each other's place: keep the focus where typing goes on.
  composer.addEventListener("click", (event) => {
    if (event.target.closest("#tw-ask, #tw-stop")) box()?.focus({ preventScroll: true });
  });
  // An empty question never leaves the page.
  const drop = (event) => {
    const sends = event.type === "click"
      ? event.target.closest("#tw-ask")
      : event.key === "Enter" && !event.shiftKey && event.target === box();
    if (!sends || box().value.trim()) return;
    event.preventDefault();
    event.stopPropagation();
    box().focus();
  };
  composer.addEventListener("keydown", drop, true);
  composer.addEventListener("keypress", drop, true);
  composer.addEventListener("click", drop, true);
}
