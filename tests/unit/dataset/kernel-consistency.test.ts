import { describe, expect, test } from 'vitest'
import { faultOfArchitecturePair, faultOfMeasurement } from '../../../src/dataset/consistency.ts'
import { sealMeasurement } from '../../../src/dataset/identity.ts'
import type { KernelRun } from '../../../src/dataset/kernel-schema.ts'
import type { MeasuredOk } from '../../../src/dataset/record.ts'
import { sampleKernelMeasurement } from '../../fixtures/records.ts'

const webgpu = sampleKernelMeasurement({ backend: 'webgpu' })
const wasm = sampleKernelMeasurement({ backend: 'wasm' })
const webgl = sampleKernelMeasurement({ backend: 'webgl' })
const queries = sampleKernelMeasurement({ backend: 'webgl', inNetwork: true, isolated: false })

type InNetwork = NonNullable<KernelRun['inNetwork']>
type Isolated = NonNullable<KernelRun['isolated']>

const withRun = (measurement: MeasuredOk, change: (run: KernelRun) => Partial<KernelRun>): MeasuredOk => ({
  ...measurement,
  kernels: { ...measurement.kernels!, ...change(measurement.kernels!) },
})
const withInNetwork = (measurement: MeasuredOk, change: (clock: InNetwork) => Partial<InNetwork>) =>
  withRun(measurement, ({ inNetwork }) => ({ inNetwork: { ...inNetwork!, ...change(inNetwork!) } }))
const withIsolated = (measurement: MeasuredOk, change: (clock: Isolated) => Partial<Isolated>) =>
  withRun(measurement, ({ isolated }) => ({ isolated: { ...isolated!, ...change(isolated!) } }))
const withTable = (measurement: MeasuredOk, change: Partial<KernelRun['table'][number]>) =>
  withRun(measurement, ({ table: [first, ...others] }) => ({ table: [{ ...first!, ...change }, ...others] }))
const withAccount = (measurement: MeasuredOk, change: Partial<NonNullable<MeasuredOk['account']>>) => ({
  ...measurement,
  account: { ...measurement.account!, ...change },
})
const [gpu, cpu] = [webgpu.measurement, wasm.measurement]

test.each([
  ['webgpu', webgpu],
  ['wasm', wasm],
  ['webgl', webgl],
  ['webgl with timer queries', queries],
  ['kernels without times', sampleKernelMeasurement({ backend: 'wasm', inNetwork: false, isolated: false })],
])('nothing is wrong with a sample: %s', (_, { measurement, architecture }) => {
  expect(faultOfMeasurement(measurement)).toBeNull()
  expect(faultOfArchitecturePair(measurement, architecture)).toBeNull()
})

const contradictions: [string, MeasuredOk, RegExp][] = [
  [
    'a call of a kernel that is not in the table',
    withRun(gpu, ({ calls }) => ({ calls: calls.with(2, { ...calls[2]!, kernel: 11 }) })),
    /^kernels\.calls\[2\] names kernel 11, but the table has 11\.$/,
  ],
  [
    'a kernel in the table that is never called',
    withRun(gpu, ({ table }) => ({ table: [...table, table[0]!] })),
    /^kernels\.table\[11\] is in no call\.$/,
  ],
  [
    'a time too many',
    withInNetwork(gpu, ({ times }) => ({ times: [...times, null] })),
    /^kernels\.inNetwork\.times has 12 entries, but there are 11 calls\.$/,
  ],
  ['a time too few', withInNetwork(gpu, ({ times }) => ({ times: times.slice(1) })), /times has 10 entries/],
  [
    'low above the time',
    withInNetwork(gpu, ({ times }) => ({ times: times.with(1, { ...times[1]!, low: times[1]!.high }) })),
    /^kernels\.inNetwork\.times\[1\]: low .* ms .* and high .* are not in this order\.$/,
  ],
  [
    'high below the time',
    withInNetwork(gpu, ({ times }) => ({ times: times.with(1, { ...times[1]!, high: times[1]!.low }) })),
    /not in this order/,
  ],
  [
    'more samples than passes',
    withInNetwork(gpu, ({ times }) => ({ times: times.with(1, { ...times[1]!, n: 21 }) })),
    /^kernels\.inNetwork\.times\[1\]\.n is 21, but there are 20 passes\.$/,
  ],
  [
    'a pass off the clock that was not made',
    withInNetwork(gpu, () => ({ offClock: [20] })),
    /^kernels\.inNetwork\.offClock names pass 20, but there are 20\.$/,
  ],
  [
    'canaries of some passes only',
    withInNetwork(gpu, ({ canaryMs }) => ({ canaryMs: canaryMs.slice(1) })),
    /^kernels\.inNetwork\.canaryMs has 19 entries, but there are 20 passes\.$/,
  ],
  [
    'timestamps on wasm',
    withInNetwork(cpu, () => ({ method: 'gpu-timestamp' })),
    /^kernels\.inNetwork\.method is “gpu-timestamp”, which wasm does not have\.$/,
  ],
  ['timer queries on webgpu', withInNetwork(gpu, () => ({ method: 'gpu-timer-query' })), /gpu-timer-query/],
  [
    "the page's clock on webgl",
    withInNetwork(queries.measurement, () => ({ method: 'call-wall' })),
    /“call-wall”, which webgl does not have/,
  ],
  [
    'isolated timestamps on webgl',
    withIsolated(webgl.measurement, () => ({ method: 'gpu-timestamp' })),
    /^kernels\.isolated\.method is “gpu-timestamp”, which webgl does not have\.$/,
  ],
  [
    'an isolated kernel that is not in the table',
    withIsolated(gpu, ({ times }) => ({ times: times.with(3, { ...times[3]!, kernels: [11] }) })),
    /^kernels\.isolated\.times\[3\] names kernel 11, but the table has 11\.$/,
  ],
  [
    'an isolated time twice',
    withIsolated(gpu, ({ times }) => ({ times: times.with(3, times[2]!) })),
    /^kernels\.isolated\.times\[3\] is of the same kernels as one before it\.$/,
  ],
  [
    'an isolated interval without the time in it',
    withIsolated(gpu, ({ times: [first, ...others] }) => ({
      times: [{ ...first!, time: { ...first!.time, high: 0 } }, ...others],
    })),
    /^kernels\.isolated\.times\[0\]\.time: low .* are not in this order\.$/,
  ],
  [
    'isolated times of more kernels than there are calls',
    withIsolated(gpu, ({ times }) => ({ times: [...times, { ...times[0]!, kernels: [0, 1] }] })),
    /^kernels\.isolated\.times are of 13 kernels, but there are 11 calls\.$/,
  ],
  ['a program without a name on a GPU', withTable(gpu, { program: '' }), /^kernels\.table\[0\] is a program/],
  [
    'a program without a key on a GPU',
    withTable(webgl.measurement, { shaderKey: '' }),
    /is a program on webgl/,
  ],
  ['attributes on a GPU', withTable(gpu, { attributes: {} }), /is a program on webgpu/],
  [
    'a program on wasm',
    withTable(cpu, { program: 'Conv2DProgram' }),
    /^kernels\.table\[0\] is a call on wasm/,
  ],
  ['a shader on wasm', withTable(cpu, { shaderKey: 'x' }), /is a call on wasm/],
  ['a variant on wasm', withTable(cpu, { variant: 'vec4' }), /is a call on wasm/],
  ['no attributes on wasm', withTable(cpu, { attributes: null }), /is a call on wasm/],
  ['no dispatch on webgpu', withTable(gpu, { dispatch: [] }), /has 0 axes of dispatch.*webgpu has 3/],
  ['a workgroup on webgl', withTable(webgl.measurement, { workgroupSize: [1, 1, 1] }), /webgl has 0/],
  [
    'an account from times that were not taken',
    withAccount(webgl.measurement, { kernelsFrom: 'in-network' }),
    /^account\.kernelsFrom is “in-network”, but there are no such times\.$/,
  ],
  [
    'an account without kernels',
    { ...gpu, kernels: null },
    /^account\.kernelsFrom is “in-network”, but there are no such times\.$/,
  ],
  [
    'an account of other kernels',
    withAccount(gpu, {
      kernelsMs: gpu.account!.kernelsMs * 1.0001,
      unexplainedMs: gpu.account!.unexplainedMs - gpu.account!.kernelsMs * 0.0001,
    }),
    /^account\.kernelsMs is .*, but the kernels add up to .*\.$/,
  ],
  [
    'an account of isolated times called in-network',
    withAccount(gpu, { kernelsFrom: 'isolated' }),
    /^account\.kernelsMs is/,
  ],
  [
    'an account that does not close',
    withAccount(gpu, { unexplainedMs: gpu.account!.unexplainedMs + gpu.latencyMs.median * 1e-5 }),
    /^The parts of account add up to .*, but latencyMs\.median is .*\.$/,
  ],
]

describe('a contradiction is told, and nothing that has it is sealed', () => {
  test.each(contradictions)('%s', (_, measurement, sentence) => {
    expect(faultOfMeasurement(measurement)).toMatch(sentence)
    expect(() => sealMeasurement(measurement)).toThrow(RangeError)
  })
})

test('a kernel serves nodes that its network has', () => {
  const { measurement, architecture } = webgpu
  const beyond = withRun(measurement, ({ calls }) => ({ calls: calls.with(0, { kernel: 0, nodes: [12] }) }))
  expect(faultOfArchitecturePair(beyond, architecture)).toBe(
    'kernels.calls[0] serves node 12, but its architecture has 12.',
  )
})

test.each([0, -1, NaN, Infinity])('no device reaches %d FLOP/s or bytes/s', (rate) => {
  for (const key of ['flopsPerSecond', 'bytesPerSecond']) {
    const ceilings = { ...gpu.ceilings!, [key]: rate }
    expect(() => sealMeasurement({ ...gpu, ceilings })).toThrow(new RegExp(`ceilings\\.${key}`))
  }
})

test('an account may say that less than nothing is left: a GPU works while the page still dispatches', () => {
  const { kernelsMs, syncMs, readbackMs } = gpu.account!
  const dispatchMs = gpu.latencyMs.median
  const unexplainedMs = gpu.latencyMs.median - kernelsMs - dispatchMs - syncMs - readbackMs
  expect(unexplainedMs).toBeLessThan(0)
  expect(faultOfMeasurement(withAccount(gpu, { dispatchMs, unexplainedMs }))).toBeNull()
})
