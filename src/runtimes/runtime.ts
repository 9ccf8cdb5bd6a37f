import type { Architecture } from '../architecture/graph.ts'
import type { PlacedKernel } from './kernel.ts'

export type BackendName = 'webgpu' | 'webgl' | 'wasm' | 'cpu'

/** What is started: it stands in the record word for word. */
export interface RuntimeConfiguration {
  readonly backend: BackendName
  readonly threads: number
  readonly fusion: 'on' | 'off'
  /** Name of a selection in `selection.ts`. */
  readonly selection: string
}

/**
 * How the time of kernels is taken. `gpu-timestamp`: the GPU's clock before and after each program (WebGPU).
 * `gpu-timer-query`: the same on WebGL. `call-wall`: the page's clock around each kernel call (WASM, whose calls
 * return when they are done). `slope`: an operation queued more and less often behind one sync, where there is no clock.
 */
export type KernelMethod = 'gpu-timestamp' | 'gpu-timer-query' | 'call-wall' | 'slope'

/** One inference with a clock around each kernel. */
export interface KernelPass {
  /**
   * One for each kernel of `observe`, in its order, of one dispatch; null where the clock said what cannot be a time: it
   * went backwards, or was disturbed. Zero is a time: a quantised clock says it of a short kernel.
   */
  readonly timesMs: readonly (number | null)[]
  /** The clock canary before the first kernel and after the last, in the same submission; null where there is none. */
  readonly canaryMs: readonly [number, number] | null
  /** Why all times are null, where the clock was disturbed or stands still; left out where it was fine. */
  readonly disturbed?: string
}

/** A step of a network, at its turn in an inference: its inputs are there. */
export interface StepTurn {
  /** Positions of its kernels in what `observe` tells. */
  readonly kernels: readonly number[]
  readonly nodes: readonly string[]
  /** Queues the step so many times over the same inputs; the outputs are thrown away. */
  queue(times: number): void
  /** Waits until everything queued has really been done. */
  sync(): Promise<void>
}

/** Facts of the running engine that choose the code path: they become part of the platform's identity. */
export interface RuntimeFacts {
  readonly engine: { readonly name: string; readonly version: string }
  readonly threads: number
  readonly isSimd: boolean
  readonly gpuVendor: string
  readonly gpuArchitecture: string
  readonly gpuDescription: string
  readonly isSoftware: boolean
  readonly limits: Readonly<Record<string, number>>
  readonly features: readonly string[]
  readonly flags: Readonly<Record<string, boolean | number | string>>
}

/**
 * A network on a backend: `load`, then `compile`, then `run` and `sync` or `read` as often as wanted. Nothing else may
 * use the backend while it is timed.
 */
export interface Executable {
  /** Engine calls of one inference: the programs that it queues are about as many. */
  readonly calls: number
  /** Hands weights and input to the backend. The values were made before, so that this can be timed. */
  load(): void
  /** Shaders or programs without running them; false where the backend has nothing to compile. */
  compile(): Promise<boolean>
  /** Queues one inference; its output waits for `sync` or `read`. An earlier output that was not read is freed. */
  run(): void
  /**
   * Queues one inference as `run` does, and tells the programs that it was made of; null where this backend does not
   * show them.
   */
  observe(): PlacedKernel[] | null
  /** The clock that this backend has around single kernels; null where their times can be told by slope only. */
  readonly kernelClock: Exclude<KernelMethod, 'slope'> | null
  /**
   * Runs one inference with a clock around each kernel, after everything queued before is done.
   * @param repeats dispatches of each kernel inside its bracket, in the order of `observe` (`gpu-timestamp` only); once
   *   each by default. All run in one submission, and a browser ends a GPU that is busy for seconds
   * @throws {RuntimeFault} `timeout` where the clock does not answer, `error` where there is none
   * @throws {RangeError} where repeats are not one whole number of at least 1 for each kernel
   */
  timeKernels(repeats?: readonly number[]): Promise<KernelPass>
  /** One inference step by step: `visit` may queue each step again as often as it wants before the next one runs. */
  visitSteps(visit: (step: StepTurn) => Promise<void>): Promise<void>
  /** Waits until everything queued has really been done. */
  sync(): Promise<void>
  /** Waits for the last `run` and reads its outputs, one after another in the order of the architecture. */
  read(): Promise<Float32Array>
  dispose(): void
}

/** The reason why something cannot run, as the record keeps it. */
export class RuntimeFault extends Error {
  override readonly name = 'RuntimeFault'
  constructor(
    readonly code:
      | 'no-backend'
      | 'wrong-backend'
      | 'exceeds-limits'
      | 'unsupported-operation'
      | 'device-lost'
      | 'context-lost'
      | 'timeout'
      | 'error',
    message: string,
  ) {
    super(message)
  }
}

/** One started backend. */
export interface Runtime {
  readonly configuration: RuntimeConfiguration
  readonly facts: RuntimeFacts
  /**
   * Lowers a network to calls of the engine and makes its weights on the CPU.
   * @throws {RuntimeFault} `exceeds-limits` before anything is allocated, `wrong-backend` where another backend took
   *   over, or the fault that ended this one.
   */
  prepare(architecture: Architecture): Executable
  /**
   * Time of a small fixed kernel, in milliseconds: tells the clock state of a GPU, and how much of a core there was
   * (METHODS.md, the clock canary). Null where there is none.
   */
  readonly canary: (() => Promise<number>) | null
  /** One sync with nothing to wait for: the floor under every sample. */
  roundTrip(): Promise<void>
  /** Programs or pipelines compiled so far: growth while timing voids a sample. */
  programsCompiled(): number
  /** Settles when the device or context is lost, or the backend reports an error of its own accord. */
  readonly broken: Promise<RuntimeFault>
  /** Frees the backend and all that it holds. */
  stop(): Promise<void>
}
