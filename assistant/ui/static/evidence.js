// Evidence panel: opens at the cited span, steps through an answer's sources, closes with Escape.
const shell = document.getElementById("tw-shell");
let marker = null;
let wanted = "";

const section = () => element.querySelector("[data-key]");
const isOpen = () => shell.dataset.evidence === "open";

function point() {
  for (const old of document.querySelectorAll(".tw-cite[aria-current]")) {
    old.removeAttribute("aria-current");
  }
  if (!wanted) return;
  const now = document.querySelector(`.tw-cite[data-key="${CSS.escape(wanted)}"]`);
  now?.setAttribute("aria-current", "true");
  marker = now ?? marker;
}

function show() {
  shell.dataset.evidence = "open";
  point();
  requestAnimationFrame(() => {
    element.querySelector("#tw-source-title")?.focus({ preventScroll: true });
    marker?.scrollIntoView({ block: "nearest" });  // the text has been laid out anew
    const body = element.querySelector(".tw-source");
    const mark = element.querySelector("mark");
    if (!body || !mark) return;
    body.scrollTop = 0;
    const top = mark.getBoundingClientRect().top - body.getBoundingClientRect().top;
    const spare = body.clientHeight - mark.offsetHeight;
    if (top > spare - 24) body.scrollTop = top - Math.max(64, spare / 2);
  });
}

function open(key) {
  wanted = key;
  if (section()?.dataset.key === key) show();
  else trigger("open", { key });
}

function close(focus = true) {
  if (!isOpen()) return;
  delete shell.dataset.evidence;
  wanted = "";
  point();
  if (!focus) return;
  if (marker?.isConnected) marker.focus();
  else document.querySelector("#tw-box textarea")?.focus();
}

watch("value", () => {
  const key = section()?.dataset.key;
  if (wanted && (key === wanted || key === "gone")) show();
});

document.addEventListener("tw:cite", (event) => {
  marker = event.detail.button;
  open(event.detail.key);
});
document.addEventListener("tw:close", (event) => close(event.detail?.focus));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isOpen()) {
    event.preventDefault();
    close();
  }
});
shell.addEventListener("click", (event) => {
  if (event.target === shell) close(); // the backdrop of the drawer
});
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (!button) return;
  if (button.dataset.act === "close") close();
  else if (button.dataset.target) open(button.dataset.target);
});
