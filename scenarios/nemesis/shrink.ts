// Finds the smallest schedule that still does harm, by leaving faults out one at a time. Knows nothing of processes.

/**
 * Leaves out each element in turn, for as long as `stillFails` says that what is left still fails.
 * Asks at most `budget` times; the result always fails.
 */
export async function shrink<T>(
  failing: readonly T[],
  stillFails: (smaller: T[]) => Promise<boolean>,
  budget: number,
): Promise<{ smallest: T[]; asked: number }> {
  let smallest = [...failing];
  let asked = 0;
  let index = 0;
  while (index < smallest.length && smallest.length > 1 && asked < budget) {
    const smaller = smallest.filter((_, i) => i !== index);
    asked++;
    if (await stillFails(smaller)) smallest = smaller;
    else index++;
  }
  return { smallest, asked };
}
