// How fast a backlog goes beside flat out, and what it costs those who order meanwhile. Pure.
import { ratios, type Measured, type Rounds } from './figures.ts';

/** Two figures per subject that drained a backlog. */
export function drainFigures({ drain }: Measured): Rounds[] {
  const subjects = [...new Set(drain.map(({ subject }) => subject))];
  return subjects.flatMap((name): Rounds[] => {
    const rounds = drain.filter(({ subject }) => subject === name);
    return [
      {
        ...{ id: `drain.${name}/flat-out`, unit: 'ratio', better: 'higher', goal: 0.9 },
        title: `orders a second: ${name} draining a backlog / flat out`,
        rounds: ratios(
          rounds.map(({ perSecond }) => perSecond),
          rounds.map(({ flatOutPerSecond }) => flatOutPerSecond),
        ),
      },
      {
        ...{ id: `drain.${name}-answer`, unit: 'ratio', better: 'lower', goal: 3 },
        title: `answer p99 of ${name}: while draining / steady`,
        rounds: ratios(
          rounds.map(({ drainingAnswerMs }) => drainingAnswerMs.p99),
          rounds.map(({ steadyAnswerMs }) => steadyAnswerMs.p99),
        ),
      },
    ];
  });
}
