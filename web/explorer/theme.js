// Light or dark, before the page is drawn: the reader's choice, else the system's.
(() => {
  const root = document.documentElement;
  const order = ["", "light", "dark"];
  const names = { "": "Theme: system", light: "Theme: light", dark: "Theme: dark" };
  let theme = "";
  try {
    theme = localStorage.getItem("theme") ?? "";
  } catch {
    // Without storage the choice lasts for the page.
  }
  const set = () => {
    if (!order.includes(theme)) theme = "";
    root.dataset.theme = theme;
    const button = document.getElementById("theme");
    if (button) button.textContent = names[/** @type {"" | "light" | "dark"} */ (theme)];
  };
  set();
  document.addEventListener("DOMContentLoaded", () => {
    set();
    document.getElementById("theme")?.addEventListener("click", () => {
      theme = order[(order.indexOf(theme) + 1) % order.length];
      try {
        localStorage.setItem("theme", theme);
      } catch {
        // As above.
      }
      set();
    });
  });
})();
