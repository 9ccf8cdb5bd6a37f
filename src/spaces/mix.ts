import type { Drawn, SampleOptions, Space } from './space.ts'

export interface MixedDraw extends Drawn {
  /** Name of the space that it comes from. */
  readonly space: string
}

/** One network of each space in turn, `count` in all; a space that has no more is passed over. */
export function* mixOf(spaces: readonly Space[], options: SampleOptions): Generator<MixedDraw> {
  let left = options.count
  let open = spaces.map((space) => ({
    space,
    draws: space.sample(optionsFor(space, options))[Symbol.iterator](),
  }))
  while (left > 0 && open.length > 0) {
    const stillOpen: typeof open = []
    for (const source of open) {
      if (left === 0) return
      const next = source.draws.next()
      if (next.done === true) continue
      stillOpen.push(source)
      yield { ...next.value, space: source.space.name }
      left--
    }
    open = stillOpen
  }
}

/** The depth is asked of those spaces that have one, within what they allow. */
function optionsFor({ depths }: Space, { depth, ...options }: SampleOptions): SampleOptions {
  if (depth === undefined || !depths) return options
  return { ...options, depth: Math.min(depths.to, Math.max(depths.from, depth)) }
}
