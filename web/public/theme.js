// Sets the theme before the first paint; a file of its own because inline scripts are not allowed.
(function () {
  var theme = null;
  try {
    theme = localStorage.getItem("lem-theme");
  } catch {
    theme = null;
  }
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
})();
