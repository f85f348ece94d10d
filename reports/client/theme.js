// Reads the page's colours, so that the charts follow the theme of the reader.

/** @param {string} name a CSS variable */
export function colorOf(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** @param {(isPrint: boolean) => void} redraw called whenever the colours have changed */
export function onThemeChange(redraw) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => redraw(false));
  addEventListener('beforeprint', () => {
    document.documentElement.dataset.theme = 'light';
    redraw(true);
  });
  addEventListener('afterprint', () => {
    delete document.documentElement.dataset.theme;
    redraw(false);
  });
}
