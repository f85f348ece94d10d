// Shows the journey that was chosen, and hides the others.

/** Connects the chooser, if there is one. */
export function wireJourneys() {
  const chooser = document.getElementById('journey-choice');
  const show = () => {
    for (const group of document.querySelectorAll('.journeys'))
      group.hidden = group.id !== chooser.value;
  };
  chooser?.addEventListener('change', show);
  // A browser that goes back to the page keeps the choice, but not what it showed.
  if (chooser) show();
}
