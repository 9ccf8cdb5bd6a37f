import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { Architecture } from '../../architecture/graph.ts'
import type { Kernel, PlacedKernel, PlannedDevice } from '../kernel.ts'
import { Learnt } from '../learnt.ts'
import { bind } from './bind.ts'
import { BoundWeights } from './bound-weights.ts'
import * as tf from './engine.ts'
import { lower } from './lower.ts'
import { observeWebgpu } from './observe-webgpu.ts'
import { provideWebgpuGlobals, stubDevice, withNavigatorGpu } from './stub-device.ts'
import type { Program, Step } from './step.ts'

/** As TF.js registers it; kernels are copied from the real backend. */
const planBackend = 'webgpu-plan'

/** Signatures that are remembered; a space of random networks has hundreds of thousands. */
const mostRemembered = 200_000

/**
 * Which programs TF.js would dispatch for a network on a device, asked from TF.js itself: its own kernels run on a
 * device that does nothing. Flags and the active backend of TF.js are global, so a plan is made where nothing is
 * measured: in a worker of its own, or in Node.js. One planner at a time.
 */
export class WebgpuPlanner {
  readonly #backend: WebGPUBackend
  readonly #remembered = new Map<string, readonly Kernel[]>()

  /** @param device whose programs are wanted; what its limits leave out is taken from the WebGPU standard */
  constructor(device: PlannedDevice) {
    provideWebgpuGlobals()
    const info = { vendor: device.gpuVendor, architecture: device.gpuArchitecture } as GPUAdapterInfo
    this.#backend = withNavigatorGpu(() => new WebGPUBackend(stubDevice(device), info))
    tf.registerBackend(planBackend, () => this.#backend)
    if (tf.getKernelsForBackend(planBackend).length === 0) tf.copyRegisteredKernels('webgpu', planBackend)
  }

  /** Kernels in the order of their dispatch. @throws {ArchitectureError} where the architecture is not valid. */
  async plan(architecture: Architecture, fusion: 'on' | 'off'): Promise<PlacedKernel[]> {
    const program = lower(architecture, fusion)
    await this.#activate()
    const shapes = slotShapes(program)
    return program.steps.flatMap((step) => {
      const inputs = step.inputs.map((slot) => shapes.get(slot) ?? [])
      return this.#kernelsOf(step, inputs).map((kernel) => ({ ...kernel, nodes: step.nodes }))
    })
  }

  /** Frees the backend; TF.js then has no planner. */
  close(): void {
    tf.removeBackend(planBackend)
  }

  async #activate(): Promise<void> {
    if (tf.getBackend() !== planBackend) await tf.setBackend(planBackend)
    tf.env().set('WEBGPU_ENGINE_COMPILE_ONLY', true)
    tf.env().set('WEBGPU_CPU_FORWARD', false)
  }

  #kernelsOf(step: Step, inputs: readonly (readonly number[])[]): readonly Kernel[] {
    const signature = signatureOf(step, inputs)
    let kernels = this.#remembered.get(signature)
    if (!kernels) {
      kernels = this.#ask(step, inputs)
      if (this.#remembered.size >= mostRemembered) this.#remembered.clear()
      this.#remembered.set(signature, kernels)
    }
    return kernels
  }

  #ask(step: Step, inputs: readonly (readonly number[])[]): readonly Kernel[] {
    const weights = new ShapesOnly(this.#backend)
    const observer = observeWebgpu(this.#backend)
    try {
      const call = bind(step, weights)
      const values = inputs.map((shape) => weights.value([1, ...shape]))
      call(values).dispose()
      return observer.take()
    } finally {
      observer.close()
      weights.dispose()
    }
  }
}

/** Tensors without values: a plan asks for their shapes only, and weights are never made. */
class ShapesOnly extends BoundWeights {
  constructor(private readonly backend: WebGPUBackend) {
    super()
  }

  override hold(_learnt: Learnt, shape: readonly number[]): tf.Tensor {
    return this.value(shape)
  }

  value(shape: readonly number[]): tf.Tensor {
    const info = this.backend.makeTensorInfo([...shape], 'float32')
    return this.keep(tf.engine().makeTensorFromTensorInfo(info, this.backend))
  }
}

/** Shapes of all slots, without the batch. */
function slotShapes({ inputs, steps }: Program): Map<number, readonly number[]> {
  const shapes = new Map<number, readonly number[]>()
  for (const { slot, shape } of inputs) shapes.set(slot, shape)
  for (const { output, outputShape } of steps) shapes.set(output, outputShape)
  return shapes
}

/** What decides the programs of a step: everything but the values that were learnt. */
const signatureOf = ({ action, outputShape }: Step, inputs: readonly (readonly number[])[]): string =>
  JSON.stringify([action, inputs, outputShape], (_, value: unknown) =>
    value instanceof Learnt ? value.count : value,
  )
