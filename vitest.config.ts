// Two test projects: `unit` needs nothing but Node, `integration` boots real Kafka, PostgreSQL and Chromium.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          // No unit test keeps state in a module: one context per worker instead of one per file.
          isolate: false,
          include: ['**/*.test.ts'],
          // The exercises of the workshop are red until somebody solves them.
          exclude: ['**/node_modules/**', '**/*.integration.test.ts', '**/*.exercise.test.ts'],
        },
      },
      {
        test: {
          name: 'integration',
          include: ['**/*.integration.test.ts'],
          exclude: ['**/node_modules/**'],
          // These files mostly wait (for sessions to expire, for backlogs to drain): three at a time keep two cores busy.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          // A whole run takes a minute; on a machine whose cores others use too, several.
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
