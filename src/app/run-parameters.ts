/** What a run shall do, as a person chooses it or a link says it. */
export interface RunChoice {
  readonly space: string
  /** Networks, 1 to `limits.count`. */
  readonly count: number
  /** Where set, the count follows from this time budget. */
  readonly minutes: number | null
  readonly seed: number
  /** Height and width of the input image in pixels; null for what the space chooses. */
  readonly size: number | null
  /** `webgpu`, `webgl`, `wasm` (every thread count that is offered) or `wasm-<threads>`; null: all that there are. */
  readonly backends: readonly string[] | null
  readonly fusion: 'on' | 'off'
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
  space: 'synthetic',
  count: 10,
  minutes: null,
  seed: 1,
  size: null,
  backends: null,
  fusion: 'on',
}

/** Inclusive ranges of the numbers. */
export const limits = {
  count: [1, 10_000],
  minutes: [1, 1440],
  seed: [0, 4_294_967_295],
  size: [32, 512],
} as const
type NumberName = keyof typeof limits
type Mutable<Type> = { -readonly [Name in keyof Type]: Type[Name] }

const backendNames = /^(webgpu|webgl|wasm|wasm-(?:[1-9]\d?))$/
const deliveries = /^\/deliver\/[\w.-]+$/
type Name = keyof RunChoice | 'autostart' | 'deliver'

/** A hostile value must not fill the page. */
const quoted = (value: string): string => `“${value.length > 60 ? `${value.slice(0, 60)}…` : value}”`

/**
 * Reads the query of `#/run?…`. Everything in it is hostile until checked: what is not understood is left out and
 * reported, and never stops the page.
 * @param spaceNames the spaces that exist
 */
export function parseRunParameters(query: string, spaceNames: readonly string[]): RunParameters {
  const given = new URLSearchParams(query)
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
  const readers: Record<Name, (value: string) => void> = {
    space: (value) => {
      if (spaceNames.includes(value)) choice.space = value
      else
        problems.push(`There is no space called ${quoted(value)}. The spaces are ${spaceNames.join(', ')}.`)
    },
    count: (value) => number('count', value),
    minutes: (value) => number('minutes', value),
    seed: (value) => number('seed', value),
    size: (value) => number('size', value),
    backends: (value) => {
      const names = [
        ...new Set(
          value
            .split(',')
            .map((name) => name.trim())
            .filter((name) => name !== ''),
        ),
      ]
      const good = names.filter((name) => backendNames.test(name))
      for (const name of names.slice(0, 5))
        if (!backendNames.test(name))
          problems.push(
            `There is no backend called ${quoted(name)}. Known are webgpu, webgl, wasm and wasm-1, wasm-2 …`,
          )
      if (good.length > 0) choice.backends = good
    },
    fusion: (value) => {
      if (value === 'on' || value === 'off') choice.fusion = value
      else problems.push(`fusion is “on” or “off”, not ${quoted(value)}; it was left out.`)
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
  return { choice, autostart, deliver, problems }
}

/** A path below `/deliver/` and nothing that could leave this site: no host, no `..`, no query. */
export function isDeliveryPath(path: string): boolean {
  return path.length <= 200 && deliveries.test(path) && !path.includes('..')
}

/** The query that leads back to a choice, without what is standard. */
export function runQuery(choice: RunChoice): string {
  const query = new URLSearchParams()
  const note = (name: Exclude<keyof RunChoice, 'backends'>) => {
    const value = choice[name]
    if (value !== null && value !== standardChoice[name]) query.set(name, String(value))
  }
  note('space')
  if (choice.minutes === null) note('count')
  else note('minutes')
  note('seed')
  note('size')
  note('fusion')
  if (choice.backends !== null && choice.backends.length > 0) query.set('backends', choice.backends.join(','))
  return query.toString().replaceAll('%2C', ',')
}
