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
      const made = new Counted(draws(options))
      const affordable = withinBudget(made, options, space)
      const isSpread = options.design === 'stratified'
      return first(
        isSpread ? stratified(affordable, options.seed, () => made.count) : affordable,
        options.count,
      )
    },
  }
}

/** Draws that know how many there were. */
class Counted implements Iterable<Drawn> {
  count = 0

  constructor(private readonly draws: Iterable<Drawn>) {}

  *[Symbol.iterator](): Generator<Drawn> {
    for (const drawn of this.draws) {
      this.count++
      yield drawn
    }
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
