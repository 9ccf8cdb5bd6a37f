/** One program that a backend dispatches, in the order in which it does. */
export interface Kernel {
  /** Kernel of the engine that launched it, such as `FusedConv2D`. */
  readonly kernel: string
  /** Class of the program, such as `Conv2DMMProgram`. */
  readonly program: string
  /** By which the engine keeps compiled programs apart: equal keys run the same code. */
  readonly shaderKey: string
  /** Workgroups along x, y and z. */
  readonly dispatch: readonly number[]
  /** Threads of a workgroup along x, y and z. */
  readonly workgroupSize: readonly number[]
  /** Batch first. */
  readonly inputShapes: readonly (readonly number[])[]
  readonly outputShape: readonly number[]
}

/** A kernel in a network. */
export interface PlacedKernel extends Kernel {
  /** Names of the nodes that it computes, or helps to compute. */
  readonly nodes: readonly string[]
}

/** What of a GPU decides which programs TF.js chooses: limits and adapter of another device plan for that device. */
export interface PlannedDevice {
  /** `maxComputeWorkgroupsPerDimension`, `maxComputeWorkgroupSizeX`, `maxStorageBuffersPerShaderStage` and others. */
  readonly limits: Readonly<Record<string, number>>
  readonly gpuVendor: string
  readonly gpuArchitecture: string
}
