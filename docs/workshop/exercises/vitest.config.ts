// The exercises of the workshop, each red until it is solved: `npm run exercise <name>`. Never part of `npm test`.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['docs/workshop/exercises/**/*.exercise.test.ts'] },
});
