import { limits } from '../../src/app/run-parameters.ts'
import { spaces } from '../../src/spaces/registry.ts'
import { oneOf, textOf, UsageError, wholeNumber, type OptionKinds, type OptionValues } from './options.ts'

const spaceNames = spaces.map(({ name }) => name)
const backendPattern = /^(webgpu|webgl|wasm|wasm-[1-9]\d?)$/

/** What a run measures, as the address of the Run page says it. Null: the page's own choice. */
export interface RunWish {
  /** Spaces that networks are drawn from, in turns. */
  readonly spaces: readonly string[]
  readonly count: number
  readonly seed: number
  /** `webgpu`, `webgl`, `wasm` (every thread count that the page offers) or `wasm-2`. */
  readonly backends: readonly string[]
  /** Side of the input image in pixels. */
  readonly size: number | null
  readonly fusion: 'on' | 'off' | null
  /** Time budget; the run may then measure fewer networks than `count`. */
  readonly minutes: number | null
}

export const runOptionKinds = {
  space: 'string',
  count: 'string',
  seed: 'string',
  backends: 'string',
  size: 'string',
  fusion: 'string',
  minutes: 'string',
} as const satisfies OptionKinds

export const runOptionHelp = [
  `  --space LIST      where the networks come from, in turns               [synthetic]\n                    of ${spaceNames.join(', ')}`,
  '  --count N         how many networks                                    [30]',
  '  --seed N          which networks and which order                       [1]',
  '  --backends LIST   of wasm, wasm-1, wasm-2 …, webgl, webgpu             [wasm,webgl,webgpu]',
  '  --size N          side of the input image in pixels                    [as the space says]',
  '  --fusion on|off   batch norm and activation inside the kernels or not  [on]',
  '  --minutes M       stop after about so many minutes',
].join('\n')

/** @throws {UsageError} */
export function runWishOf(values: OptionValues): RunWish {
  return {
    spaces: spacesOf(textOf(values, 'space', 'synthetic')),
    count: wholeNumber(values, 'count', limits.count, 30),
    seed: wholeNumber(values, 'seed', limits.seed, 1),
    backends: backendsOf(textOf(values, 'backends', 'wasm,webgl,webgpu')),
    size: wholeNumber(values, 'size', limits.size, null),
    fusion: oneOf(values, 'fusion', ['on', 'off'] as const, null),
    minutes: wholeNumber(values, 'minutes', limits.minutes, null),
  }
}

/** `#/run?…`: the run starts by itself and POSTs its export to /deliver/NAME. */
export function runAddress(wish: RunWish, deliverAs: string): string {
  const query = new URLSearchParams({
    space: wish.spaces.join(','),
    count: String(wish.count),
    seed: String(wish.seed),
    backends: wish.backends.join(','),
  })
  for (const name of ['size', 'fusion', 'minutes'] as const) {
    const value = wish[name]
    if (value !== null) query.set(name, String(value))
  }
  query.set('autostart', '1')
  query.set('deliver', `/deliver/${deliverAs}`)
  return `#/run?${query.toString().replaceAll('%2C', ',').replaceAll('%2F', '/')}`
}

function spacesOf(list: string): string[] {
  const names = [...new Set(list.split(',').map((name) => name.trim()))]
  const wrong = names.find((name) => !spaceNames.includes(name))
  if (wrong === undefined) return names
  throw new UsageError(`--space knows ${spaceNames.join(', ')}, not "${wrong}".`)
}

function backendsOf(list: string): string[] {
  const names = list.split(',').map((name) => name.trim())
  const wrong = names.find((name) => !backendPattern.test(name))
  if (wrong === undefined) return [...new Set(names)]
  throw new UsageError(`--backends knows wasm, wasm-1, wasm-2 …, webgl and webgpu, not "${wrong}".`)
}
