// The command line that repeats a run, with every setting that differs from the scenario's own. Pure.
import type { Arguments } from './arguments.ts';

/** `npm run scenario …` for the same run. */
export function repeatCommand(name: string, args: Arguments): string {
  const flags = [
    args.quick ? '--quick' : '',
    args.ratePerSecond === undefined ? '' : `--rate ${args.ratePerSecond}`,
    args.durationMs === undefined ? '' : `--duration ${args.durationMs / 1_000}`,
    args.faultShare === undefined ? '' : `--fault-share ${args.faultShare}`,
    args.instances ? `--instances ${args.instances.join(',')}` : '',
    args.kafkaNodes === undefined ? '' : `--kafka-nodes ${args.kafkaNodes}`,
    `--seed ${args.seed}`,
    args.only ? `--only ${args.only.join(',')}` : '',
    args.contenders ? `--contenders ${args.contenders.join(',')}` : '',
    args.runs === 1 ? '' : `--runs ${args.runs}`,
    args.target === undefined ? '' : `--target ${args.target}`,
    args.replicationFactor === undefined ? '' : `--replication-factor ${args.replicationFactor}`,
  ].filter(Boolean);
  return `npm run scenario ${name} -- ${flags.join(' ')}`;
}
