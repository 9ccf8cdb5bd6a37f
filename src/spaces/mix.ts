import type { Drawn, SampleOptions, Space } from './space.ts'

export interface MixedDraw extends Drawn {
  /** Name of the space that it comes from. */
  readonly space: string
}

/**
 * One network of each space in turn, `count` in all; a space that has no more is passed over, and so is one that has
 * nothing within the budget.
 * @param refused is told what such a space says
 * @throws {RangeError} at once where a space does not take the options.
 */
export function mixOf(
  spaces: readonly Space[],
  options: SampleOptions,
  refused: (sentence: string) => void,
): Iterable<MixedDraw> {
  const sources = spaces.map((space) => ({
    name: space.name,
    draws: space.sample(optionsFor(space, options))[Symbol.iterator](),
  }))
  return inTurns(sources, options.count, refused)
}

interface Source {
  readonly name: string
  readonly draws: Iterator<Drawn>
}

function* inTurns(
  sources: readonly Source[],
  count: number,
  refused: (sentence: string) => void,
): Generator<MixedDraw> {
  let left = count
  let open = sources
  while (left > 0 && open.length > 0) {
    const stillOpen: Source[] = []
    for (const source of open) {
      if (left === 0) return
      const drawn = nextOf(source, refused)
      if (!drawn) continue
      stillOpen.push(source)
      yield { ...drawn, space: source.name }
      left--
    }
    open = stillOpen
  }
}

function nextOf({ draws }: Source, refused: (sentence: string) => void): Drawn | undefined {
  try {
    const next = draws.next()
    return next.done === true ? undefined : next.value
  } catch (fault) {
    if (!(fault instanceof RangeError)) throw fault
    refused(fault.message)
    return undefined
  }
}

/** The depth is asked of those spaces that have one. */
function optionsFor({ depths }: Space, { depth, ...options }: SampleOptions): SampleOptions {
  return depth === undefined || !depths ? options : { ...options, depth }
}
