// Light or dark before anything is painted; so no module, which would come later.
(() => {
  let theme = 'auto';
  try {
    theme = JSON.parse(localStorage.getItem('balance.theme')) ?? 'auto';
  } catch { /* a browser that keeps nothing */ }
  document.documentElement.dataset.theme = theme;
})();
