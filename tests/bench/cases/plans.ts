import type { Architecture } from '../../../src/architecture/graph.ts'
import { lower } from '../../../src/runtimes/tfjs/lower.ts'
import { startPlanner, type PlannedBackend } from '../../../src/runtimes/tfjs/plan/planner.ts'
import { StepMemory } from '../../../src/runtimes/tfjs/plan/step-memory.ts'
import { slotShapes } from '../../../src/runtimes/tfjs/plan/step-by-step.ts'
import { operationsSpace } from '../../../src/spaces/operations/space.ts'
import { syntheticSpace } from '../../../src/spaces/synthetic/space.ts'
import { zooSpace } from '../../../src/spaces/zoo/space.ts'

/** Speed of plans in one thread of Node.js, as one line of JSON on standard output. */
export interface PlansResult {
  /** Microseconds of each round for an operation that was not planned before, WebGPU: lowered, asked for, placed. */
  readonly unseenUs: readonly number[]
  readonly operations: number
  /** Kernels of an operation, on average. */
  readonly kernels: number
  /** Steps a second of each round whose kernels were found in memory; every step is an object not seen before. */
  readonly rememberedPerS: readonly number[]
  /** Of one round. */
  readonly steps: number
  readonly signatures: number
  /** Milliseconds for the whole of a MobileNetV2 at 224 pixels, by a planner that has planned it before. */
  readonly networkMs: Readonly<Record<PlannedBackend, readonly number[]>>
}

const rounds = 100
/** The first ones compile the code. */
const warmUps = 80
/** Few enough that another program seldom takes the core in the middle of a round. */
const operations = 25
const networks = 100
const networksOfRound = 20
const device = { limits: {}, gpuVendor: '', gpuArchitecture: '', flags: {} }

const inRounds = async (round: (number: number) => Promise<number>): Promise<number[]> => {
  const results: number[] = []
  for (let number = 0; number < warmUps + rounds; number++) results.push(await round(number))
  return results.slice(warmUps)
}

/** Operations drawn from networks, all different, by one planner: none was planned before. */
async function unseen(): Promise<{ us: number[]; kernels: number }> {
  const count = (warmUps + rounds) * operations
  const drawn = [...operationsSpace.sample({ seed: 1, count })].map(({ architecture }) => architecture)
  const planner = await startPlanner('webgpu', device)
  let kernels = 0
  const us = await inRounds(async (round) => {
    const startMs = performance.now()
    for (const architecture of drawn.slice(round * operations, (round + 1) * operations))
      kernels += (await planner.plan(architecture, 'on')).length
    return (1000 * (performance.now() - startMs)) / operations
  })
  planner.close()
  return { us, kernels: kernels / count }
}

const lowered = (architectures: readonly Architecture[]) =>
  architectures.map((architecture) => {
    const program = lower(architecture, 'on')
    return { steps: program.steps, shapes: slotShapes(program) }
  })

function memoryOfNetworks() {
  const memory = new StepMemory<number>()
  const architectures = [...syntheticSpace.sample({ seed: 1, count: networks })].map(
    (drawn) => drawn.architecture,
  )
  let signatures = 0
  for (const { steps, shapes } of lowered(architectures))
    for (const step of steps) memory.find(step, shapes, () => signatures++)
  const forgotten = (): never => {
    throw new Error('A signature was not remembered.')
  }
  /** The steps of networks that were just lowered, so that none was seen as an object. */
  const perS = async (round: number): Promise<number> => {
    const from = (round * networksOfRound) % networks
    const programs = lowered(architectures.slice(from, from + networksOfRound))
    let found = 0
    const startMs = performance.now()
    for (const { steps, shapes } of programs)
      for (const step of steps) {
        memory.find(step, shapes, forgotten)
        found++
      }
    return (1000 * found) / (performance.now() - startMs)
  }
  const steps = lowered(architectures.slice(0, networksOfRound)).reduce(
    (sum, program) => sum + program.steps.length,
    0,
  )
  return { perS, steps, signatures }
}

async function network(backend: PlannedBackend): Promise<number[]> {
  const planner = await startPlanner(backend, device)
  const architecture = zooSpace.fromKey('mobilenet_v2')
  const times = await inRounds(async () => {
    const startMs = performance.now()
    await planner.plan(architecture, 'on')
    return performance.now() - startMs
  })
  planner.close()
  return times
}

const { perS, steps, signatures } = memoryOfNetworks()
const { us: unseenUs, kernels } = await unseen()
const result: PlansResult = {
  unseenUs,
  operations,
  kernels,
  rememberedPerS: await inRounds(perS),
  steps,
  signatures,
  networkMs: {
    webgpu: await network('webgpu'),
    webgl: await network('webgl'),
    wasm: await network('wasm'),
  },
}
process.stdout.write(JSON.stringify(result))
