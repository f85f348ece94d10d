// The public face of the package: everything else is free to change.
export { createCapacity } from './capacity.ts';
export type { Capacity, CapacitySettings } from './capacity.ts';
export { createChaos } from './chaos.ts';
export type { Chaos, ChaosOptions } from './chaos.ts';
export { ControlError, createControlClient } from './control-client.ts';
export type { ControlClient, ControlClientOptions } from './control-client.ts';
export { startControlServer } from './control-server.ts';
export type { ControlServer } from './control-server.ts';
export { createControlHandler } from './control.ts';
export type { ControlOptions } from './control.ts';
export type { MiddlewareOptions } from './express-middleware.ts';
export { FaultError } from './fault.ts';
export type {
  CapacityFault,
  FaultEffect,
  FaultPoint,
  FaultScope,
  HandlerFault,
  ListedFault,
  RatedFault,
} from './fault.ts';
export { draw, isHit, latencyMs } from './hit.ts';
export { InjectedFault } from './injected-fault.ts';
export { createLinkProxy } from './link-proxy.ts';
export type { LinkFault, LinkProxy, LinkProxyOptions } from './link-proxy.ts';
export type { BatchResult, WrapOptions } from './message-handlers.ts';
export { parseFaults } from './parse-faults.ts';
export { kill, pause } from './process-faults.ts';
export type { FaultTarget, ProcessFault } from './process-faults.ts';
export { runSchedule } from './schedule.ts';
export type {
  Heal,
  PlannedFault,
  ScheduleChange,
  ScheduledEvent,
  ScheduledFault,
  ScheduleOptions,
} from './scheduled-fault.ts';
