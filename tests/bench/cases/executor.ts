import * as tf from '@tensorflow/tfjs-core'
import { withInputSide } from '../../../src/architecture/resize-input.ts'
import type { Executable, Runtime } from '../../../src/runtimes/runtime.ts'
import { startTfjs } from '../../../src/runtimes/tfjs/start.ts'
import { inputValues } from '../../../src/runtimes/weights.ts'
import { mobilenetV2 } from '../../../src/spaces/zoo/mobilenet-v2.ts'
import { layersModel } from './layers-model.ts'
import { labNetwork, plainNetwork } from './plain-loop.ts'
import { inTurns, type Ratio } from './turns.ts'

type Backend = 'wasm' | 'webgl' | 'webgpu'

/** Software rendering is a hundred times slower than WASM: it gets smaller images. */
const sides = {
  plain: { wasm: 96, webgl: 48, webgpu: 32 },
  layers: { wasm: 128, webgl: 32, webgpu: 32 },
} as const
const targetMs = 30

const start = (backend: Backend) =>
  startTfjs({ backend, threads: 1, fusion: 'on', selection: 'standard' }, 30_000)

async function compare(
  runtime: Runtime,
  executable: Executable,
  theirs: () => tf.Tensor,
  rounds: number,
): Promise<Ratio> {
  executable.load()
  const ours = async (batch: number) => {
    for (let i = 0; i < batch; i++) executable.run()
    await runtime.roundTrip()
  }
  const plain = async (batch: number) => {
    for (let i = 0; i < batch; i++) theirs().dispose()
    await runtime.roundTrip()
  }
  const ratio = await inTurns(ours, plain, rounds, targetMs)
  executable.dispose()
  await runtime.stop()
  return ratio
}

/** Our time per inference over a plain loop of the same TF.js calls. */
export async function againstPlainLoop(backend: Backend, rounds: number): Promise<Ratio> {
  const runtime = await start(backend)
  const side = sides.plain[backend]
  return compare(runtime, runtime.prepare(labNetwork(side)), plainNetwork(side), rounds)
}

/** Our time per inference of MobileNetV2 over that of tfjs-layers with the same weights. */
export async function againstLayers(
  backend: Backend,
  rounds: number,
): Promise<Ratio & { maxAbsDifference: number; scale: number }> {
  const runtime = await start(backend)
  const side = sides.layers[backend]
  const network = withInputSide(mobilenetV2(), side)
  const reference = layersModel(network)
  const image = tf.tensor(inputValues([side, side, 3]), [1, side, side, 3])
  const theirs = () => tf.tidy(() => reference.predict(image) as tf.Tensor)
  const executable = runtime.prepare(network)
  executable.load()
  executable.run()
  const [own, other] = [await executable.read(), await theirs().data<'float32'>()]
  executable.dispose()
  const largest = (values: Float32Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const maxAbsDifference = largest(own.map((value, index) => value - (other[index] ?? NaN)))
  const ratio = await compare(runtime, runtime.prepare(network), theirs, rounds)
  return { ...ratio, maxAbsDifference, scale: largest(other) }
}
