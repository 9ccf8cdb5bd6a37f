import { withInputSide } from '../../../src/architecture/resize-input.ts'
import type { Executable, RuntimeConfiguration } from '../../../src/runtimes/runtime.ts'
import { startTfjs } from '../../../src/runtimes/tfjs/start.ts'
import { mobilenetV2 } from '../../../src/spaces/zoo/mobilenet-v2.ts'
import { labNetwork } from './plain-loop.ts'
import { inTurns, type Ratio } from './turns.ts'

type Backend = 'wasm' | 'webgl' | 'webgpu'
type Batch = (batch: number) => Promise<void>

const networks = { plain: labNetwork(48), mobilenetV2: withInputSide(mobilenetV2(), 32) } as const
const targetMs = 30
/** The browser compiles JavaScript better while it runs: each frame gets as much of that before the comparison. */
const warmUpMs = 2000
/** A ratio to one percent needs more rounds than others, and short ones, which other programs seldom interrupt. */
const fine = { targetMs: 5, moreRounds: { wasm: 16, webgl: 16, webgpu: 4 } } as const

async function settled(backend: Backend, network: keyof typeof networks) {
  const configuration: RuntimeConfiguration = { backend, threads: 1, fusion: 'on', selection: 'standard' }
  const runtime = await startTfjs(configuration, 30_000)
  const executable = runtime.prepare(networks[network])
  executable.load()
  executable.run()
  await executable.sync()
  return { runtime, executable }
}

/** One inference with a clock around each kernel over one awaited inference. */
export async function kernelTiming(
  backend: Backend,
  network: keyof typeof networks,
  rounds: number,
): Promise<Ratio & { kernels: number }> {
  const { runtime, executable } = await settled(backend, network)
  const kernels = executable.observe()?.length ?? 0
  const timed: Batch = async (batch) => {
    for (let i = 0; i < batch; i++) await executable.timeKernels()
  }
  const plain: Batch = async (batch) => {
    for (let i = 0; i < batch; i++) {
      executable.run()
      await executable.sync()
    }
  }
  const ratio = await inTurns(timed, plain, rounds, targetMs)
  await runtime.stop()
  return { ...ratio, kernels }
}

/** What was looked at closely before it is timed, and then left as it was. */
async function lookAt(executable: Executable): Promise<void> {
  for (let i = 0; i < 3; i++) {
    executable.observe()
    await executable.timeKernels()
    await executable.visitSteps(async (step) => {
      step.queue(1)
      await step.sync()
    })
  }
}

/** Runs of one engine in the page that this is called in. `observationOff` calls it in frames of its own. */
export async function engineRuns(backend: Backend, isLookedAt: boolean): Promise<Batch> {
  const { runtime, executable } = await settled(backend, 'plain')
  if (isLookedAt) await lookAt(executable)
  const runs: Batch = async (batch) => {
    for (let i = 0; i < batch; i++) executable.run()
    await runtime.roundTrip()
  }
  const warmMs = performance.now() + warmUpMs
  while (performance.now() < warmMs) await runs(1)
  return runs
}

/**
 * Time per inference on an engine that was observed and timed before, over that on one that never was. Each has a frame
 * of its own, and so a TF.js of its own; a third one says how far two engines differ that nobody has looked at.
 */
export async function observationOff(
  backend: Backend,
  rounds: number,
): Promise<{ observed: Ratio; untouched: Ratio }> {
  const turns = fine.moreRounds[backend] * rounds
  const [looked, never, neither] = [
    await inFrame(backend, true),
    await inFrame(backend, false),
    await inFrame(backend, false),
  ]
  return {
    observed: await inTurns(looked, never, turns, fine.targetMs),
    untouched: await inTurns(neither, never, turns, fine.targetMs),
  }
}

async function inFrame(backend: Backend, isLookedAt: boolean): Promise<Batch> {
  const frame = document.createElement('iframe')
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
  frame.src = location.href
  document.body.append(frame)
  await loaded
  const { benchCases } = frame.contentWindow as unknown as {
    readonly benchCases: { readonly engineRuns: typeof engineRuns }
  }
  return benchCases.engineRuns(backend, isLookedAt)
}
