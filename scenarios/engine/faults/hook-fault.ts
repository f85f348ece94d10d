// Kills or pauses a server that is somebody else's, by the command its owner has named for it.
import type { ScheduledFault } from 'chaos-monkey-lite';
import type { FaultHook } from '../../../shared/infra/fault-hook.ts';

/** The fault; healing it again after it has succeeded does nothing. */
export function hookFault(
  kind: 'kill' | 'pause',
  target: string,
  hook: FaultHook,
): ScheduledFault & { kind: 'kill' | 'pause' } {
  const heal = kind === 'kill' ? () => hook.start() : () => hook.continue();
  return {
    kind,
    target,
    inject: async () => {
      let healing: Promise<void> | undefined;
      try {
        await (kind === 'kill' ? hook.kill() : hook.stop());
      } catch (error) {
        // Half a fault is still one; what the hook says about the failure is what helps.
        await heal().catch(() => undefined);
        throw error;
      }
      return () => {
        healing ??= heal().catch((error: unknown) => {
          healing = undefined;
          throw error;
        });
        return healing;
      };
    },
  };
}
