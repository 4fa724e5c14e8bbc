/* Applies the chosen theme and language before the first paint; the application takes over from there. */
(function () {
  try {
    var kept = JSON.parse(localStorage.getItem('ablate.preferences') || '{}');
    if (kept.theme === 'light' || kept.theme === 'dark') document.documentElement.dataset.theme = kept.theme;
    if (kept.language === 'zh') document.documentElement.lang = 'zh-Hans';
  } catch {
    /* Storage is closed or its content unreadable: the system's theme stays. */
  }
})();
