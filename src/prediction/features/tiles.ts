import type { KernelRecord } from '../../dataset/kernel-schema.ts'

/** What tells of the tiles of a matrix product on WebGPU: `variant` in the words of a record. */
type Tiled = Pick<KernelRecord, 'variant' | 'dispatch' | 'workgroupSize'>

/** Whether a workgroup computes a tile of a matrix product from tiles in shared memory. */
export const isTiled = ({ variant, workgroupSize }: Tiled): boolean =>
  /\d+x\d+x\d+/.test(variant) && workgroupSize.length > 1

/** Results that all tiles together have room for along x (0) or y (1). */
export const sideOf = ({ dispatch, workgroupSize, variant }: Tiled, axis: 0 | 1): number =>
  (dispatch[axis] ?? 1) *
  (workgroupSize[axis] ?? 1) *
  Number(/(\d+)x(\d+)x\d+/.exec(variant)?.[axis + 1] ?? 1)

/**
 * Steps of the inner loop that such a workgroup takes at once, a part of a tile as long as a whole one: TF.js,
 * `conv2d_mm_webgpu.ts` and `matmul_packed_webgpu.ts`.
 */
export function innerTile(program: Tiled): number {
  if (!isTiled(program)) return 1
  const { variant, workgroupSize } = program
  const elements = Number(/(\d+)x\d+x\d+/.exec(variant)?.[1] ?? 1)
  const step = Number(/inner (\d)/.exec(variant)?.[1] ?? elements)
  const isVectorTimesMatrix = variant.startsWith('scalar vector-matrix')
  return Math.max((workgroupSize[0] ?? 1) * (isVectorTimesMatrix ? 4 : step), workgroupSize[1] ?? 1)
}

/** Results of one thread; 1 where nothing tells. */
export const resultsPerThread = ({ variant }: Tiled): number =>
  (/(\d+)x(\d+)x\d+/.exec(variant) ?? [])
    .slice(1)
    .map(Number)
    .reduce((total, value) => total * value, 1)

/** 1 where a side of the product is whole tiles. */
export const wholeSide = ({ variant }: Tiled, side: 'rows' | 'columns' | 'inner'): number =>
  Number((/whole (\S+)/.exec(variant)?.[1] ?? '').split('+').includes(side))
