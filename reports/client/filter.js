// Narrows the table of past runs while one types; without it the whole table is there.

const rows = [...document.querySelectorAll('#runs tbody tr')].map((row) => ({
  row,
  text: row.textContent.toLowerCase(),
  ...row.querySelector('[data-scenario]').dataset,
}));
const text = document.getElementById('filter-text');
const scenario = document.getElementById('filter-scenario');
const state = document.getElementById('filter-state');
const said = document.getElementById('filter-count');

function narrow() {
  const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const one of rows) {
    const fits =
      words.every((word) => one.text.includes(word)) &&
      (scenario.value === '' || one.scenario === scenario.value) &&
      (state.value === '' || one.state === state.value);
    one.row.hidden = !fits;
    if (fits) shown += 1;
  }
  said.textContent = `${shown} of ${rows.length} shown`;
}

for (const control of [text, scenario, state]) control?.addEventListener('input', narrow);
// The browser brings back what was typed before a reload; the table has to follow.
if (text !== null) narrow();
