import type { BackendName } from './runtime.ts'

/** An alternative to the programs that TF.js would choose by itself: one axis of the ablation of Li et al. */
export interface Selection {
  readonly name: string
  /** The backend whose programs it changes. */
  readonly backend: BackendName
  /** Flags of TF.js, set before the backend starts. */
  readonly flags: Readonly<Record<string, boolean | number>>
  readonly meaning: string
}

/** What TF.js chooses by itself. */
export const standardSelection = 'standard'

/** The alternatives that TF.js 4.22.0 has a flag for. */
export const selections: readonly Selection[] = [
  {
    name: 'matmul-packed',
    backend: 'webgpu',
    flags: { WEBGPU_MATMUL_PROGRAM_TYPE: 3 },
    meaning: 'Every matrix product by the tiled program.',
  },
  {
    name: 'matmul-small',
    backend: 'webgpu',
    flags: { WEBGPU_MATMUL_PROGRAM_TYPE: 2 },
    meaning: 'Every matrix product by the program for small outputs.',
  },
  {
    name: 'matmul-reduce',
    backend: 'webgpu',
    flags: { WEBGPU_MATMUL_PROGRAM_TYPE: 0 },
    meaning: 'Every matrix product by one workgroup for each output value.',
  },
  {
    name: 'im2col',
    backend: 'webgpu',
    flags: { WEBGPU_CONV_SEPARATE_IM2COL_SHADER: true },
    meaning: 'Convolutions in two programs: patches to columns, then a matrix product.',
  },
  {
    name: 'conv-direct',
    backend: 'webgl',
    flags: { WEBGL_CONV_IM2COL: false },
    meaning: 'Convolutions by one program instead of columns and a matrix product.',
  },
  {
    name: 'unpacked',
    backend: 'webgl',
    // TF.js works the others out from the first; named here, they hold whatever a platform had worked out before. Products
    // are packed all the same, and must stay so: unpacked at once, TF.js fails on maps of an odd width.
    flags: {
      WEBGL_PACK: false,
      WEBGL_PACK_NORMALIZATION: false,
      WEBGL_PACK_CLIP: false,
      WEBGL_PACK_DEPTHWISECONV: false,
      WEBGL_PACK_BINARY_OPERATIONS: false,
      WEBGL_PACK_UNARY_OPERATIONS: false,
      WEBGL_PACK_ARRAY_OPERATIONS: false,
      WEBGL_PACK_IMAGE_OPERATIONS: false,
      WEBGL_PACK_REDUCE: false,
      WEBGL_CONV_IM2COL: false,
      WEBGL_LAZILY_UNPACK: true,
    },
    meaning: 'One value in each texel instead of four, but in matrix products, which TF.js has packed only.',
  },
  {
    name: 'shape-uniforms',
    backend: 'webgl',
    flags: { WEBGL_USE_SHAPES_UNIFORMS: true },
    meaning: 'Shapes as uniforms: fewer programs to compile, other code.',
  },
  {
    name: 'no-simd',
    backend: 'wasm',
    flags: { WASM_HAS_SIMD_SUPPORT: false },
    meaning: 'The binary without SIMD instructions.',
  },
]

/** Flags of a selection; none of the standard one. @throws {RangeError} where the backend has no such selection. */
export function selectionFlags(name: string, backend: BackendName): Selection['flags'] {
  if (name === standardSelection) return {}
  const found = selections.find((selection) => selection.name === name && selection.backend === backend)
  if (!found) throw new RangeError(`${backend} has no selection called "${name}".`)
  return found.flags
}
