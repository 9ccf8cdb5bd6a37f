import type { NetworkChoice } from '../measurement/drawing.ts'
import { kernelOrders, type KernelOrder } from '../measurement/kernel-collection-order.ts'
import { selections, standardSelection } from '../runtimes/selection.ts'
import type { SpaceFacts } from '../spaces/space.ts'

/** What a run shall do, as a person chooses it or a link says it. */
export interface RunChoice extends NetworkChoice {
  /** Whole networks, or the different operations that they are made of, each once. */
  readonly measure: 'networks' | 'kernels'
  /** Networks that are drawn, 1 to `limits.count`. */
  readonly count: number
  /** Where set, the count follows from this time budget; of kernels, how many of them are measured does. */
  readonly minutes: number | null
  /** Which of the kernels come first; of networks without meaning. */
  readonly order: KernelOrder
  /** `webgpu`, `webgl`, `wasm` (every thread count that is offered) or `wasm-<threads>`; null: all that there are. */
  readonly backends: readonly string[] | null
  /** `both`: everything with and without, to compare. */
  readonly fusion: 'on' | 'off' | 'both'
  /** Names of selections of programs (`src/runtimes/selection.ts`); each is measured where its backend is. */
  readonly selections: readonly string[]
  /**
   * Times of single kernels in each record: inside of a whole inference, also alone (`both`), or none. Null: as usual,
   * `on` for networks and `both` for kernels.
   */
  readonly kernels: 'on' | 'off' | 'both' | null
}

interface RunParameters {
  /** Only what the link says. */
  readonly choice: Partial<RunChoice>
  readonly autostart: boolean
  /** Path of this site that receives the dataset when the run is done. */
  readonly deliver: string | null
  /** One sentence for each parameter or value that was not understood. */
  readonly problems: readonly string[]
}

export const standardChoice: RunChoice = {
  measure: 'networks',
  spaces: ['synthetic'],
  networks: [],
  count: 10,
  minutes: null,
  seed: 1,
  size: null,
  design: 'random',
  depth: null,
  mflop: null,
  mb: null,
  order: 'coverage',
  backends: null,
  fusion: 'on',
  selections: [standardSelection],
  kernels: null,
}

/** Every selection of programs that a choice can name. */
export const selectionNames: readonly string[] = [standardSelection, ...selections.map(({ name }) => name)]

/** What of a choice decides which networks it has. */
export const networksOnly = (choice: RunChoice): NetworkChoice => {
  const { spaces, networks, seed, size, design, depth, mflop, mb } = choice
  return { spaces, networks, seed, size, design, depth, mflop, mb }
}

/** Inclusive ranges of the numbers. */
export const limits = {
  count: [1, 10_000],
  minutes: [1, 1440],
  seed: [0, 4_294_967_295],
  size: [32, 512],
  depth: [1, 100],
  mflop: [1, 1_000_000],
  mb: [1, 100_000],
} as const
type NumberName = keyof typeof limits
type Mutable<Type> = { -readonly [Name in keyof Type]: Type[Name] }

const backendNames = /^(webgpu|webgl|wasm|wasm-(?:[1-9]\d?))$/
const networkNames = /^\w{1,64}$/
const deliveries = /^\/deliver\/[\w.-]+$/
type Name =
  Exclude<keyof RunChoice, 'spaces' | 'selections'> | 'space' | 'selection' | 'autostart' | 'deliver'
/** A long list in a link is a mistake or an attack. */
const mostListed = 200

/** The different words of a list. */
const listed = (value: string): string[] => [
  ...new Set(
    value
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  ),
]

/** `“random” or “stratified”`. */
function alternatives(words: readonly string[]): string {
  const quotes = words.map((word) => `“${word}”`)
  return [quotes.slice(0, -1).join(', '), ...quotes.slice(-1)].join(' or ')
}

/** A hostile value must not fill the page. */
const quoted = (value: string): string => `“${value.length > 60 ? `${value.slice(0, 60)}…` : value}”`

/**
 * Reads the query of `#/run?…`. Everything in it is hostile until checked: what is not understood is left out and
 * reported, and never stops the page.
 * @param spaces those that exist
 */
export function parseRunParameters(
  query: string,
  spaces: readonly Pick<SpaceFacts, 'name' | 'depths'>[],
): RunParameters {
  const given = new URLSearchParams(query)
  const spaceNames = spaces.map(({ name }) => name)
  const problems: string[] = []
  const choice: Partial<Mutable<RunChoice>> = {}
  let autostart = false
  let deliver: string | null = null

  const number = (name: NumberName, value: string) => {
    const [least, most] = limits[name]
    if (/^\d{1,10}$/.test(value) && Number(value) >= least && Number(value) <= most)
      choice[name] = Number(value)
    else
      problems.push(
        `${name} takes a whole number from ${least} to ${most}, not ${quoted(value)}; it was left out.`,
      )
  }
  const word = <Word extends string>(name: Name, words: readonly Word[], value: string): Word | undefined => {
    const found = words.find((known) => known === value)
    if (found === undefined)
      problems.push(`${name} is ${alternatives(words)}, not ${quoted(value)}; it was left out.`)
    return found
  }
  const readers: Record<Name, (value: string) => void> = {
    measure: (value) => {
      const measure = word('measure', ['networks', 'kernels'], value)
      if (measure) choice.measure = measure
    },
    space: (value) => {
      const names = listed(value)
      const good = names.filter((name) => spaceNames.includes(name))
      const unknown = names.filter((other) => !good.includes(other))
      for (const name of unknown.slice(0, 5))
        problems.push(`There is no space called ${quoted(name)}. The spaces are ${spaceNames.join(', ')}.`)
      if (unknown.length > 5) problems.push(`space names ${unknown.length - 5} more that do not exist.`)
      if (good.length > 0) choice.spaces = good
    },
    networks: (value) => {
      const names = listed(value)
      const good = names.filter((name) => networkNames.test(name)).slice(0, mostListed)
      if (good.length < names.length)
        problems.push(
          `networks takes up to ${mostListed} names of the zoo, not ${quoted(value)}; what it does not understand was left out.`,
        )
      if (good.length > 0) choice.networks = good
    },
    count: (value) => number('count', value),
    minutes: (value) => number('minutes', value),
    seed: (value) => number('seed', value),
    size: (value) => number('size', value),
    depth: (value) => number('depth', value),
    mflop: (value) => number('mflop', value),
    mb: (value) => number('mb', value),
    design: (value) => {
      const design = word('design', ['random', 'stratified', 'teaching'], value)
      if (design) choice.design = design
    },
    order: (value) => {
      const order = word('order', kernelOrders, value)
      if (order) choice.order = order
    },
    backends: (value) => {
      const names = listed(value)
      const good = names.filter((name) => backendNames.test(name))
      for (const name of names.slice(0, 5))
        if (!backendNames.test(name))
          problems.push(
            `There is no backend called ${quoted(name)}. Known are webgpu, webgl, wasm and wasm-1, wasm-2 …`,
          )
      if (good.length > 0) choice.backends = good
    },
    fusion: (value) => {
      const fusion = word('fusion', ['on', 'off', 'both'], value)
      if (fusion) choice.fusion = fusion
    },
    selection: (value) => {
      const names = listed(value)
      const good = selectionNames.filter((name) => names.includes(name))
      if (good.length < names.length || good.length === 0)
        problems.push(
          `selection takes names of ${selectionNames.join(', ')}, not ${quoted(value)}; what it does not understand was left out.`,
        )
      if (good.length > 0) choice.selections = good
    },
    kernels: (value) => {
      const kernels = word('kernels', ['on', 'off', 'both'], value)
      if (kernels) choice.kernels = kernels
    },
    autostart: (value) => {
      if (value === '1' || value === 'true') autostart = true
      else if (value !== '0' && value !== 'false')
        problems.push(`autostart is 1 or 0, not ${quoted(value)}; it was left out.`)
    },
    deliver: (value) => {
      if (isDeliveryPath(value)) deliver = value
      else
        problems.push(
          `deliver is a path of this site such as /deliver/dataset.json, not ${quoted(value)}; nothing will be sent.`,
        )
    },
  }

  for (const name of new Set(given.keys())) {
    const reader = Object.hasOwn(readers, name) ? readers[name as keyof typeof readers] : undefined
    if (!reader) {
      if (problems.length < 8)
        problems.push(`This version does not know the parameter ${quoted(name)}; it was left out.`)
      continue
    }
    const values = given.getAll(name)
    if (values.length > 1) problems.push(`${name} is given ${values.length} times; the first counts.`)
    reader(values[0] ?? '')
  }
  // A link that names networks means those, unless it names a space too.
  if (choice.networks && !choice.spaces) choice.spaces = []
  const { depth } = choice
  if (typeof depth === 'number') {
    const chosen = choice.spaces ?? standardChoice.spaces
    const deep = spaces.filter(({ name, depths }) => depths && chosen.includes(name))
    const outside = deep.find(({ depths }) => depths && (depth < depths.from || depth > depths.to))
    if (deep.length === 0 || outside) {
      const range = outside?.depths
        ? `${outside.depths.from} to ${outside.depths.to} in ${outside.name}`
        : 'no option of these spaces'
      problems.push(`depth is ${range}; ${depth} was left out.`)
      delete choice.depth
    }
  }
  if (choice.design === 'teaching' && choice.measure === 'kernels') {
    problems.push('design=teaching chooses whole networks, not kernels; it was left out.')
    delete choice.design
  }
  return { choice, autostart, deliver, problems: [...new Set(problems)] }
}

/** A path below `/deliver/` and nothing that could leave this site: no host, no `..`, no query. */
export function isDeliveryPath(path: string): boolean {
  return path.length <= 200 && deliveries.test(path) && !path.includes('..')
}

/** The query that leads back to a choice, without what is standard. */
export function runQuery(choice: RunChoice): string {
  const query = new URLSearchParams()
  const note = (name: Exclude<keyof RunChoice, 'backends' | 'spaces' | 'networks' | 'selections'>) => {
    const value = choice[name]
    if (value !== null && value !== standardChoice[name]) query.set(name, String(value))
  }
  note('measure')
  const spaces = choice.spaces.join()
  const isStandard = choice.networks.length === 0 && spaces === standardChoice.spaces.join()
  if (choice.spaces.length > 0 && !isStandard) query.set('space', spaces)
  if (choice.networks.length > 0) query.set('networks', choice.networks.join())
  // Kernels are taken from so many networks, whatever time there is for them.
  if (choice.minutes === null || choice.measure === 'kernels') note('count')
  note('minutes')
  for (const name of [
    'order',
    'seed',
    'size',
    'design',
    'depth',
    'mflop',
    'mb',
    'fusion',
    'kernels',
  ] as const)
    // What teaches most is chosen among whole networks.
    if (name !== 'design' || choice.design !== 'teaching' || choice.measure === 'networks') note(name)
  const names = choice.selections.join()
  if (names !== standardChoice.selections.join()) query.set('selection', names)
  if (choice.backends !== null && choice.backends.length > 0) query.set('backends', choice.backends.join(','))
  return query.toString().replaceAll('%2C', ',')
}
