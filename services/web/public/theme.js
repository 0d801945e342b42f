// Runs before the first paint, as a file because the content security policy forbids inline scripts:
// without it a reader who chose the dark theme would see a white flash.
(function () {
  var choice = null;
  try {
    choice = localStorage.getItem('groundwork.theme');
  } catch (_) {
    // Storage may be forbidden: then the system's theme is used.
  }
  var dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
