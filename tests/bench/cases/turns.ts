import { medianInterval } from '../../../src/measurement/statistics.ts'

export interface Ratio {
  /** Median over the rounds of our time divided by theirs. */
  readonly ratio: number
  /** First and third quartile of the same. */
  readonly quartiles: readonly [number, number]
  readonly oursMs: number
  readonly theirsMs: number
  readonly rounds: number
  /** Inferences behind one sync. */
  readonly batch: number
}

/**
 * Times two ways in turns, so that a machine whose speed moves does so for both; which goes first changes with every
 * round. Each way gets the warm-up runs first.
 */
export async function inTurns(
  ours: (batch: number) => Promise<void>,
  theirs: (batch: number) => Promise<void>,
  rounds: number,
  targetMs: number,
): Promise<Ratio> {
  const timed = async (run: (batch: number) => Promise<void>, batch: number) => {
    const startMs = performance.now()
    await run(batch)
    return (performance.now() - startMs) / batch
  }
  for (let i = 0; i < 5; i++) {
    await ours(1)
    await theirs(1)
  }
  const onceMs = Math.max(await timed(ours, 1), await timed(theirs, 1))
  const batch = Math.min(64, Math.max(1, Math.ceil(targetMs / onceMs)))
  const [own, other]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)
    for (const side of order)
      if (side === 0) own.push(await timed(ours, batch))
      else other.push(await timed(theirs, batch))
  }
  const ratios = own.map((value, index) => value / (other[index] ?? NaN)).sort((a, b) => a - b)
  const [oursMs, theirsMs] = [medianInterval(own).median, medianInterval(other).median]
  const quartile = (share: number) => ratios[Math.round(share * (ratios.length - 1))] ?? NaN
  return {
    ratio: medianInterval(ratios).median,
    quartiles: [quartile(0.25), quartile(0.75)],
    oursMs,
    theirsMs,
    rounds,
    batch,
  }
}
