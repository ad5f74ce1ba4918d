// Light or dark: follows the system until the user chooses otherwise. Runs before the first paint.
(() => {
  const KEY = "talent-war-theme";
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const name = (dark) => (dark ? "dark" : "light");

  const chosen = () => {
    try { return localStorage.getItem(KEY); } catch { return null; }
  };
  const choose = (theme) => {
    try {
      // Choosing what the system has anyway means to follow it again.
      if (theme === name(system.matches)) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, theme);
    } catch { /* private window: the choice lasts until reload */ }
  };
  const apply = (theme = chosen() ?? name(system.matches)) => {
    document.documentElement.dataset.theme = theme;
    document.body?.classList.toggle("dark", theme === "dark");
  };

  apply();
  system.addEventListener("change", () => apply());
  document.addEventListener("tw:theme", () => {
    const next = name(document.documentElement.dataset.theme !== "dark");
    choose(next);
    apply(next);
  });
  // Gradio sets the class of the body by the system's preference; ours wins.
  document.addEventListener("DOMContentLoaded", () => {
    apply();
    new MutationObserver(() => {
      const dark = document.documentElement.dataset.theme === "dark";
      document.body.classList.toggle("dark", dark);
    }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  });
})();
