import { withinBudget } from './budget.ts'
import { requireSampleOptions, type Drawn, type SampleOptions, type Space } from './space.ts'
import { stratified } from './stratified.ts'

/** What a space chooses from: the options without those that mean the same everywhere. */
export type DrawOptions = Pick<SampleOptions, 'seed' | 'inputSize' | 'depth'>

interface Definition extends Omit<Space, 'sample'> {
  /** Distinct networks in random order: all of a finite space, of any other without end. */
  draws(options: DrawOptions): Iterable<Drawn>
}

/** A space of its definition: checks options, keeps budgets, spreads draws where asked to, and counts. */
export function defineSpace({ draws, ...space }: Definition): Space {
  return {
    ...space,
    sample(options) {
      requireSampleOptions(options, space.depths)
      const affordable = withinBudget(draws(options), options, space)
      const spread = options.design === 'stratified' ? stratified(affordable, options.seed) : affordable
      return first(spread, options.count)
    },
  }
}

function* first(draws: Iterable<Drawn>, count: number): Generator<Drawn> {
  let left = count
  if (left === 0) return
  for (const drawn of draws) {
    yield drawn
    if (--left === 0) return
  }
}
