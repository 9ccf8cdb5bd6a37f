import { limits, selectionNames } from '../../src/app/run-parameters.ts'
import { kernelOrders, type KernelOrder } from '../../src/measurement/kernel-collection-order.ts'
import { spaces } from '../../src/spaces/registry.ts'
import type { Design } from '../../src/spaces/space.ts'
import { oneOf, textOf, UsageError, wholeNumber, type OptionKinds, type OptionValues } from './options.ts'

const spaceNames = spaces.map(({ name }) => name)
const backendPattern = /^(webgpu|webgl|wasm|wasm-[1-9]\d?)$/

/** What a run measures, as the address of the Run page says it. Null: the page's own choice. */
export interface RunWish {
  /** Spaces that networks are drawn from, in turns. */
  readonly spaces: readonly string[]
  /** Names in the zoo, measured before what is drawn. */
  readonly networks: readonly string[]
  readonly count: number
  readonly seed: number
  /** `webgpu`, `webgl`, `wasm` (every thread count that the page offers) or `wasm-2`. */
  readonly backends: readonly string[]
  /** Side of the input image in pixels. */
  readonly size: number | null
  readonly design: Design | null
  /** Blocks, in spaces where the depth is an option. */
  readonly depth: number | null
  /** Only networks of at most so many 10^6 FLOPs, of at most so many MB in use. */
  readonly mflop: number | null
  readonly mb: number | null
  /** Whole networks, or the different operations that they are made of. */
  readonly measure: 'networks' | 'kernels' | null
  /** Which of the kernels come first. */
  readonly order: KernelOrder | null
  /** Kernel times of each record. */
  readonly kernels: 'on' | 'off' | 'both' | null
  readonly fusion: 'on' | 'off' | 'both' | null
  /** Selections of programs; empty: the page's own choice. */
  readonly selections: readonly string[]
  /** Time budget; the run may then measure fewer networks than `count`, or fewer of their kernels. */
  readonly minutes: number | null
}

export const runOptionKinds = {
  space: 'string',
  networks: 'string',
  count: 'string',
  seed: 'string',
  backends: 'string',
  size: 'string',
  design: 'string',
  depth: 'string',
  mflop: 'string',
  mb: 'string',
  measure: 'string',
  order: 'string',
  kernels: 'string',
  fusion: 'string',
  selection: 'string',
  minutes: 'string',
} as const satisfies OptionKinds

export const runOptionHelp = [
  `  --space LIST      where the networks come from, in turns               [synthetic]\n                    of ${spaceNames.join(', ')}`,
  '  --networks LIST   well-known networks by name, such as resnet18,mobilenet_v2',
  '  --count N         how many networks to draw                            [30]',
  '  --seed N          which networks and which order                       [1]',
  '  --backends LIST   of wasm, wasm-1, wasm-2 …, webgl, webgpu             [wasm,webgl,webgpu]',
  '  --size N          side of the input image in pixels                    [as the space says]',
  '  --design NAME     random or stratified                                 [random]',
  '  --depth N         blocks, where the space has that option',
  '  --mflop N, --mb N only networks of at most so many MFLOP, so many MB in use',
  '  --measure WHAT    networks, or kernels: each different operation of the networks once,\n                    but for those that the profile holds already      [networks]',
  '  --order ORDER     of kernels: longest, or coverage (what takes most of the time first)  [coverage]',
  '  --kernels WHICH   kernel times: on (in the network), both (also alone), off  [on; of kernels both]',
  '  --fusion on|off|both   batch norm and activation inside the kernels or not; both to compare  [on]',
  `  --selection LIST  programs that are chosen, each where its backend runs            [standard]\n                    of ${selectionNames.join(', ')}`,
  '  --minutes M       stop after about so many minutes',
].join('\n')

/** @throws {UsageError} */
export function runWishOf(values: OptionValues): RunWish {
  const networks = listOf(textOf(values, 'networks', ''))
  // As in a link: who names networks means those, unless a space is named too.
  const standardSpaces = networks.length > 0 ? '' : 'synthetic'
  return {
    spaces: spacesOf(textOf(values, 'space', standardSpaces)),
    networks,
    count: wholeNumber(values, 'count', limits.count, 30),
    seed: wholeNumber(values, 'seed', limits.seed, 1),
    backends: backendsOf(textOf(values, 'backends', 'wasm,webgl,webgpu')),
    size: wholeNumber(values, 'size', limits.size, null),
    design: oneOf(values, 'design', ['random', 'stratified'] as const, null),
    depth: wholeNumber(values, 'depth', limits.depth, null),
    mflop: wholeNumber(values, 'mflop', limits.mflop, null),
    mb: wholeNumber(values, 'mb', limits.mb, null),
    measure: oneOf(values, 'measure', ['networks', 'kernels'] as const, null),
    order: oneOf(values, 'order', kernelOrders, null),
    kernels: oneOf(values, 'kernels', ['on', 'off', 'both'] as const, null),
    fusion: oneOf(values, 'fusion', ['on', 'off', 'both'] as const, null),
    selections: selectionsOf(textOf(values, 'selection', '')),
    minutes: wholeNumber(values, 'minutes', limits.minutes, null),
  }
}

/** What the address says in one word or number, as the page calls it. */
const plainNames = [
  'size',
  'design',
  'depth',
  'mflop',
  'mb',
  'measure',
  'order',
  'kernels',
  'fusion',
  'minutes',
] as const

/** `#/run?…`: the run starts by itself and POSTs its export to /deliver/NAME. */
export function runAddress(wish: RunWish, deliverAs: string): string {
  const query = new URLSearchParams({
    ...(wish.spaces.length > 0 && { space: wish.spaces.join(',') }),
    ...(wish.networks.length > 0 && { networks: wish.networks.join(',') }),
    count: String(wish.count),
    seed: String(wish.seed),
    backends: wish.backends.join(','),
  })
  for (const name of plainNames) {
    const value = wish[name]
    if (value !== null) query.set(name, String(value))
  }
  if (wish.selections.length > 0) query.set('selection', wish.selections.join(','))
  query.set('autostart', '1')
  query.set('deliver', `/deliver/${deliverAs}`)
  return `#/run?${query.toString().replaceAll('%2C', ',').replaceAll('%2F', '/')}`
}

const listOf = (list: string): string[] => [
  ...new Set(
    list
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  ),
]

function spacesOf(list: string): string[] {
  const names = listOf(list)
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

function selectionsOf(list: string): string[] {
  const names = listOf(list)
  const wrong = names.find((name) => !selectionNames.includes(name))
  if (wrong === undefined) return names
  throw new UsageError(`--selection knows ${selectionNames.join(', ')}, not "${wrong}".`)
}
