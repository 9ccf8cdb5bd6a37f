type Plain = number | string | boolean

/** Attributes of a kernel call, such as `strides` and `pad`. */
export type Attributes = Readonly<Record<string, Plain | readonly Plain[]>>

/** One program that a backend dispatches, or one call of a kernel on WASM, in the order in which it does. */
export interface Kernel {
  /** Kernel of the engine that launched it, such as `FusedConv2D`. */
  readonly kernel: string
  /** Class of the program, such as `Conv2DMMProgram`; empty on WASM. */
  readonly program: string
  /** Equal keys run the same code: the engine's own on WebGPU, a hash of it on WebGL, empty on WASM. */
  readonly shaderKey: string
  /** Which form of the program was chosen, such as `vec4` or `packed`; empty where it has one form only. */
  readonly variant: string
  /** Workgroups along x, y and z; empty but on WebGPU. */
  readonly dispatch: readonly number[]
  /** Threads of a workgroup along x, y and z; empty but on WebGPU. */
  readonly workgroupSize: readonly number[]
  /** Of the call on WASM; null on a GPU, where a kernel may run several programs. */
  readonly attributes: Attributes | null
  /** Batch first. */
  readonly inputShapes: readonly (readonly number[])[]
  readonly outputShape: readonly number[]
}

/** A kernel in a network. */
export interface PlacedKernel extends Kernel {
  /** Names of the nodes that it computes, or helps to compute. */
  readonly nodes: readonly string[]
}

/** What of a device decides which programs TF.js chooses: that of another device plans for that device. */
export interface PlannedDevice {
  /** `maxComputeWorkgroupsPerDimension`, `maxComputeWorkgroupSizeX`, `maxTextureSize` and others. */
  readonly limits: Readonly<Record<string, number>>
  readonly gpuVendor: string
  readonly gpuArchitecture: string
  /** Flags of TF.js as the platform record keeps them; what it leaves out is as TF.js has it by default. */
  readonly flags: Readonly<Record<string, boolean | number | string>>
}
