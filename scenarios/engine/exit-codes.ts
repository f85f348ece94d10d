// How a command of ours ended, for scripts and CI (DESIGN §10).

export const exitCodes = {
  ok: 0,
  internal: 1,
  usage: 2,
  environment: 3,
  expectation: 99,
  interrupted: 130,
} as const;
