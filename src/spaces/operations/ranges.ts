import { uniform, type RandomGenerator } from '../random.ts'
import { between, choice, fixed } from '../synthetic/range.ts'
import type { Axis } from './axes.ts'
import type { Kind } from './operation.ts'

/** A range of which only some values are possible each time. */
interface AmongPossible<Name extends string> {
  readonly meaning: string
  readonly text: string
  readonly distribution: string
  /** @param possible at least one. */
  draw(random: RandomGenerator, possible: readonly Name[]): Name
}

function among<Name extends string>(
  meaning: string,
  weights: Readonly<Record<Name, number>>,
): AmongPossible<Name> {
  const values = Object.values<number>(weights)
  return {
    meaning,
    text: Object.keys(weights).join(', '),
    distribution: new Set(values).size === 1 ? 'uniform' : `weights ${values.join(' : ')}`,
    draw: (random, possible) => {
      let left = uniform(
        random,
        1,
        possible.reduce((sum, name) => sum + weights[name], 0),
      )
      const chosen = possible.find((name) => (left -= weights[name]) <= 0) ?? possible[0]
      if (chosen === undefined) throw new RangeError('There is nothing to choose from.')
      return chosen
    },
  }
}

/** Every parameter of drawn operations: the one table that the draws are made from and that METHODS.md shows. */
export const ranges = {
  operation: {
    source: choice('network that the operation is taken from', ['synthetic', 1], ['zoo', 1]),
    kind: among<Kind>('kind of operation, among those that the network has; then any of its operations', {
      conv2d: 8,
      depthwiseConv2d: 4,
      dense: 2,
      maxPool: 2,
      avgPool: 2,
      globalAvgPool: 1,
      batchNorm: 1,
      layerNorm: 1,
      attention: 2,
      add: 1,
      mul: 1,
      concat: 2,
      slice: 1,
      channelShuffle: 1,
      resize: 1,
      activation: 1,
      softmax: 1,
    }),
    isAsFound: choice('channels stay as in the network', [true, 1], [false, 3]),
    percent: between('else channels become so many percent of theirs, those of each side apart', 50, 120),
    multiple: choice('and are rounded to a multiple of', [1, 1], [8, 1]),
  },
  sweep: {
    axis: among<Axis>('what varies, among what the kind has', { in: 1, out: 1, size: 1, kernel: 1 }),
    channels: choice('channels are those', ['around a multiple of 32', 1], ['from 1', 1]),
    reach: fixed('channels or sizes around theirs: so many less to so many more', 8),
    most: fixed('channels from 1 to', 68),
    mostGrouped: fixed('multiples of the groups or heads, where there are several, from 1 to', 17),
    kernels: fixed('kernels from 1 to', 9),
  },
} as const

const titles: { readonly [Part in keyof typeof ranges]: string } = {
  operation: 'single operation',
  sweep: 'sweep',
}

/** The table of ranges in Markdown, as METHODS.md shows it. */
export function operationRangesMarkdown(): string {
  type Row = Readonly<Record<'meaning' | 'text' | 'distribution', string>>
  const parts: Readonly<Record<string, Readonly<Record<string, Row>>>> = ranges
  const rows = Object.entries(titles).flatMap(([part, title]) =>
    Object.values(parts[part] ?? {}).map(
      ({ meaning, text, distribution }) => `| ${title} | ${meaning} | ${text} | ${distribution} |`,
    ),
  )
  return ['| part | parameter | range | distribution |', '|---|---|---|---|', ...rows].join('\n')
}
