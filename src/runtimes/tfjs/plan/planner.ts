import type { Architecture } from '../../../architecture/graph.ts'
import type { Kernel, PlacedKernel, PlannedDevice } from '../../kernel.ts'
import type { BackendName } from '../../runtime.ts'
import { lower } from '../lower.ts'
import { requireRunnable } from '../needed-kernels.ts'
import { observeWasm } from '../observe-wasm.ts'
import type { Program } from '../step.ts'
import { Stage } from './stage.ts'
import { planSteadyRun } from './steady-run.ts'
import { planStepByStep } from './step-by-step.ts'
import { StepMemory } from './step-memory.ts'
import type { Stub } from './stub.ts'

/** Backends that show their kernels. */
export type PlannedBackend = Exclude<BackendName, 'cpu'>

/**
 * Which kernels TF.js would run for a network on a device, in a steady run, asked from TF.js itself: its own kernels play
 * on a device that does nothing. Flags and the active backend of TF.js are global, so a plan is made where nothing is
 * measured: in a worker of its own, or in Node.js.
 */
export class Planner {
  constructor(
    private readonly backend: PlannedBackend,
    private readonly stage: Stage,
    private readonly kernelsOf: (program: Program, stub: Stub) => PlacedKernel[],
  ) {}

  /**
   * Kernels in the order in which they run.
   * @throws {ArchitectureError} where the architecture is not valid
   * @throws {RuntimeFault} `unsupported-operation` where TF.js has no kernel for an operation on that backend
   */
  async plan(architecture: Architecture, fusion: 'on' | 'off'): Promise<PlacedKernel[]> {
    const program = lower(architecture, fusion)
    requireRunnable(program, this.backend)
    return this.stage.play((stub) => this.kernelsOf(program, stub))
  }

  /** Frees the backend. */
  close(): void {
    this.stage.close()
  }
}

/** @param device whose kernels are wanted; what its limits and flags leave out is guaranteed, or as TF.js has it */
export async function startPlanner(backend: PlannedBackend, device: PlannedDevice): Promise<Planner> {
  const remembered = new StepMemory<readonly Kernel[]>()
  switch (backend) {
    case 'webgpu': {
      const { webgpuPlanFlags, webgpuStub } = await import('./stub-webgpu.ts')
      const stage = new Stage(() => webgpuStub(device), webgpuPlanFlags(device.flags))
      return new Planner(backend, stage, (program, stub) =>
        planStepByStep(program, stub, stub.observer, remembered),
      )
    }
    case 'webgl': {
      const { webglPlanFlags, webglStub } = await import('./stub-webgl.ts')
      return new Planner(backend, new Stage(webglStub, webglPlanFlags(device)), planSteadyRun)
    }
    case 'wasm': {
      // The calls of kernels are the same on all backends: it is the WebGPU one that plays.
      const [{ webgpuPlanFlags, webgpuStub }] = await Promise.all([
        import('./stub-webgpu.ts'),
        import('@tensorflow/tfjs-backend-wasm'),
      ])
      const stage = new Stage(() => webgpuStub(device), webgpuPlanFlags({}))
      return new Planner(backend, stage, (program, stub) =>
        planStepByStep(program, stub, observeWasm, remembered),
      )
    }
    default:
      return backend satisfies never
  }
}
