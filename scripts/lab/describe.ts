import type { Architecture } from '../../src/architecture/graph.ts'
import { peakBytes, totalCost } from '../../src/architecture/cost.ts'
import { architectureId } from '../../src/architecture/identity.ts'
import { limits } from '../../src/app/run-parameters.ts'
import type { PlatformRecord } from '../../src/dataset/record.ts'
import type { PlacedKernel, PlannedDevice } from '../../src/runtimes/kernel.ts'
import { loadSpace, spaces } from '../../src/spaces/registry.ts'
import type { Drawn, SampleOptions } from '../../src/spaces/space.ts'
import { oneOf, parseOptions, textOf, UsageError, wholeNumber, type OptionValues } from './options.ts'
import { platformOfFile } from './platform-file.ts'
import type { Subcommand } from './subcommand.ts'

const optionKinds = {
  space: 'string',
  key: 'string',
  count: 'string',
  seed: 'string',
  size: 'string',
  depth: 'string',
  design: 'string',
  mflop: 'string',
  mb: 'string',
  plan: 'string',
  platform: 'string',
  'platform-id': 'string',
  fusion: 'string',
  json: 'boolean',
} as const

/** What is told of a network; bytes are those that pass through memory when every operation reads and writes once. */
interface Description {
  readonly name: string
  readonly key: string
  readonly hash: string
  readonly flops: number
  readonly parameters: number
  readonly bytesRead: number
  readonly bytesWritten: number
  readonly peakBytes: number
  readonly operations: number
}

/** Networks of a small space are all told; of a larger one so many. */
const standardCount = 10

export const describe: Subcommand = {
  summary: 'cost and hash of the networks of a space, without running them',
  help: [
    'npm run lab -- describe [options]',
    '',
    `  --space NAME      one of ${spaces.map(({ name }) => name).join(', ')}  [zoo]`,
    '  --key KEY         only the network of this key',
    `  --count N         how many networks                    [all of the zoo, else ${standardCount}]`,
    '  --seed N          which networks                       [1]',
    '  --size N          side of the input image in pixels    [as the space says]',
    '  --depth N         blocks, where the space has that option',
    '  --design NAME     random or stratified                 [random]',
    '  --mflop N, --mb N at most so many MFLOP, so many MB in use',
    '  --plan BACKEND    also the kernels that TF.js would run on webgpu, webgl or wasm, in their order (with --json)',
    '  --platform FILE   plan for the first platform of that backend in a dataset file [what every device has]',
    '  --platform-id ID  plan for this platform of the file',
    '  --fusion on|off   plan with fusion or without          [on]',
    '  --json            one JSON object a line instead of a table',
  ].join('\n'),
  async run(args) {
    const values = parseOptions(args, optionKinds)
    const names = spaces.map(({ name }) => name)
    const space = await loadSpace(oneOf(values, 'space', names, 'zoo'))
    const key = textOf(values, 'key', null)
    const standard = space.name === 'zoo' ? (space.size ?? standardCount) : standardCount
    try {
      const drawn: Iterable<Drawn> =
        key === null
          ? space.sample(sampleOptionsOf(values, standard))
          : [{ key, architecture: space.fromKey(key) }]
      const planner = await plannerOf(values)
      await tell(drawn, values['json'] === true, planner)
    } catch (error) {
      if (error instanceof RangeError) throw new UsageError(error.message)
      throw error
    }
    return 0
  },
}

function sampleOptionsOf(values: OptionValues, standard: number): SampleOptions {
  const size = wholeNumber(values, 'size', limits.size, null)
  const depth = wholeNumber(values, 'depth', limits.depth, null)
  const mflop = wholeNumber(values, 'mflop', limits.mflop, null)
  const mb = wholeNumber(values, 'mb', limits.mb, null)
  return {
    seed: wholeNumber(values, 'seed', limits.seed, 1),
    count: wholeNumber(values, 'count', [1, 1_000_000], standard),
    design: oneOf(values, 'design', ['random', 'stratified'] as const, 'random'),
    ...(size === null ? {} : { inputSize: size }),
    ...(depth === null ? {} : { depth }),
    ...(mflop === null ? {} : { mostFlops: mflop * 1e6 }),
    ...(mb === null ? {} : { mostPeakBytes: mb * 1e6 }),
  }
}

type Planner = (architecture: Architecture) => Promise<PlacedKernel[]>

/** A device that has what its standard guarantees. */
const anyDevice: PlannedDevice = { limits: {}, gpuVendor: '', gpuArchitecture: '', flags: {} }

/** Null where no plan is asked for. TF.js is loaded only for it. */
async function plannerOf(values: OptionValues): Promise<Planner | null> {
  const backend = oneOf(values, 'plan', ['webgpu', 'webgl', 'wasm'] as const, null)
  const fusion = oneOf(values, 'fusion', ['on', 'off'] as const, null)
  const file = textOf(values, 'platform', null)
  const id = textOf(values, 'platform-id', null)
  if (id !== null && file === null)
    throw new UsageError('--platform-id needs --platform: the dataset file that has it.')
  if (backend === null) {
    if (fusion === null && file === null) return null
    throw new UsageError('--platform and --fusion need --plan: they say for what is planned.')
  }
  if (values['json'] !== true) throw new UsageError('--plan needs --json: a plan has no place in a table.')
  const device = file === null ? anyDevice : deviceOf(await platformOfFile(file, { backend, id }))
  const { startPlanner } = await import('../../src/runtimes/tfjs/plan/planner.ts')
  const planner = await startPlanner(backend, device)
  return (architecture) => planner.plan(architecture, fusion ?? 'on')
}

const deviceOf = ({ backend, flags }: PlatformRecord): PlannedDevice => {
  const { limits, gpuVendor, gpuArchitecture } = backend
  return { limits, gpuVendor, gpuArchitecture, flags }
}

/** One network at a time: a million lines need no more memory than one. */
async function tell(drawn: Iterable<Drawn>, isJson: boolean, planner: Planner | null): Promise<void> {
  if (!isJson)
    console.log(line(['key', 'MFLOP', 'parameters', 'MB moved', 'MB in use', 'operations', 'hash']))
  for (const network of drawn) {
    const it = describeNetwork(network)
    const plan = planner ? { plan: await planner(network.architecture) } : {}
    if (isJson) console.log(JSON.stringify({ ...it, ...plan }))
    else
      console.log(
        line([
          it.key,
          (it.flops / 1e6).toFixed(1),
          String(it.parameters),
          ((it.bytesRead + it.bytesWritten) / 1e6).toFixed(1),
          (it.peakBytes / 1e6).toFixed(1),
          String(it.operations),
          it.hash.slice(0, 12),
        ]),
      )
  }
}

const line = ([key = '', ...numbers]: readonly string[]): string =>
  [key.padEnd(40), ...numbers.map((text) => text.padStart(12))].join(' ')

function describeNetwork({ key, architecture }: Drawn): Description {
  const { flops, parameters, bytesRead, bytesWritten } = totalCost(architecture)
  return {
    name: architecture.label,
    key,
    hash: architectureId(architecture),
    flops,
    parameters,
    bytesRead,
    bytesWritten,
    peakBytes: peakBytes(architecture),
    operations: architecture.nodes.length,
  }
}
