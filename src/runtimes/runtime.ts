import type { Architecture } from '../architecture/graph.ts'
import type { PlacedKernel } from './kernel.ts'

export type BackendName = 'webgpu' | 'webgl' | 'wasm' | 'cpu'

/** What is started: it stands in the record word for word. */
export interface RuntimeConfiguration {
  readonly backend: BackendName
  readonly threads: number
  readonly fusion: 'on' | 'off'
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
