import type { Builder, Value } from '../../architecture/builder.ts'

/** Max pool of 3x3 with stride 2 where a window that hangs over the end counts too (PyTorch's `ceil_mode`). */
export function ceilPool(b: Builder, x: Value): Value {
  const over = (side: number) => (3 - (side % 2)) % 2
  const [height = 0, width = 0] = x.shape
  const padding = { top: 0, bottom: over(height), left: 0, right: over(width) }
  return b.maxPool(x, { kernel: 3, stride: 2, padding })
}
