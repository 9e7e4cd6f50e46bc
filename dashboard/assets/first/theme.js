/* Runs before anything is painted, so that the page never flashes in the other theme. */
(function () {
  "use strict";
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      return localStorage.getItem("theme");
    } catch (refused) {
      return null; /* storage may be switched off: then the system decides */
    }
  }

  function apply() {
    var theme = chosen();
    root.dataset.theme = theme === "dark" || theme === "light" ? theme : dark.matches ? "dark" : "light";
  }

  window.fingerpostTheme = {
    toggle: function () {
      try {
        localStorage.setItem("theme", root.dataset.theme === "dark" ? "light" : "dark");
        apply();
      } catch (refused) {
        root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
      }
    },
  };
  dark.addEventListener("change", apply);
  root.classList.add("script");
  apply();
})();
