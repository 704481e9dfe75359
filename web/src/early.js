// What works before the application is there: the theme of the first paint, and the key / that leads to the search of
// the page. Inside the page (scripts/first-page.mjs).
(function () {
  var theme = null;
  try {
    theme = localStorage.getItem("lem-theme");
  } catch {
    theme = null;
  }
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;

  window.addEventListener("keydown", function (event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.matches("input, textarea, select")) return;
    var box = document.querySelector("main [role=search] input");
    if (box === null) return;
    event.preventDefault();
    box.focus();
  });
})();
