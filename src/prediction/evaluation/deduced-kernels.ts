import type { Operation } from '../features/operation-work.ts'

/** What tells which code TFLite runs for an operation. */
export type DeducedFrom = Omit<Operation, 'kernel'>

/** From how many groups of 4 channels and tiles of 4 x 4 pixels on Winograd's way is taken. */
const winogradFrom = {
  adreno6xx: { slices: 32, tiles: 128 },
  other: { slices: 16, tiles: 32 },
} as const
/** Phones of the public tables with a GPU of the series Adreno 6xx. */
const adreno6xx = new Set(['pixel4', 'mi8se'])

const usualCode: Readonly<Record<string, string>> = {
  CONV_2D: 'convolution_2d',
  CONV_2D_GROUP: 'convolution_2d_grouped',
  DEPTHWISE_CONV_2D: 'depthwise_convolution',
  FULLY_CONNECTED: 'fully_connected',
  MAX_POOL_2D: 'pooling_2d',
  AVERAGE_POOL_2D: 'pooling_2d',
  MEAN: 'mean',
  CONCATENATION: 'concat',
}

/**
 * The code that TFLite's GPU delegate runs for an operation, by the rules of its source (`conv_pointwise`,
 * `winograd_util`; as of version 2.10): Winograd where a 3 x 3 convolution is wide and large enough, a matrix product
 * for an input of one pixel, a mean for a window of the whole input.
 * @returns empty for an operation that no rule is known of
 */
export function deducedCode(from: DeducedFrom, device: string): string {
  const { operation, inputSide, window, groups } = from
  if (operation === 'CONV_2D') {
    if (groups > 1) return 'convolution_2d_grouped'
    if (inputSide === 1) return 'fully_connected'
    if (isWinograd(from, device)) return 'convolution_winograd_4x4_6x6'
  }
  if (operation === 'AVERAGE_POOL_2D' && window === inputSide) return 'mean'
  return usualCode[operation] ?? ''
}

function isWinograd(from: DeducedFrom, device: string): boolean {
  const { slices, tiles } = winogradFrom[adreno6xx.has(device) ? 'adreno6xx' : 'other']
  const side = Math.ceil(from.outputSide / 4)
  return (
    from.window === 3 &&
    from.stride === 1 &&
    Math.min(Math.ceil(from.inputChannels / 4), Math.ceil(from.filters / 4)) >= slices &&
    side * side >= tiles
  )
}
