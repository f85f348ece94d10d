// The invented run that the tests of the comparison start from: six seconds of outage under a light load.
export const outagePlan = {
  ratePerSecond: 20,
  lastMs: 40_000,
  outage: { fromMs: 15_000, toMs: 21_000 },
  seed: 42,
};
