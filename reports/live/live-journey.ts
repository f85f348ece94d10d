// One order booked by hand, drawn while it is under way: the same picture that the report draws.
import { drawJourney } from '../journey/draw.ts';
import type { Example } from '../journey/story.ts';
import { tellJourney } from '../journey/tell.ts';

/** The journey so far, as markup. Everything from data is escaped. */
export function liveJourney(example: Example): string {
  const story = tellJourney(example, []);
  const said = story.steps.map(({ says }) => says).join('; ');
  return drawJourney(story, example.scheduledAtMs, `The journey so far: ${said}`).markup;
}
