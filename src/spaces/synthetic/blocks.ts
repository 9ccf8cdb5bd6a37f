import type { Builder, Value } from '../../architecture/builder.ts'
import { invertedResidual } from '../blocks/inverted-residual.ts'
import type { RandomGenerator } from '../random.ts'
import { ranges, type BlockKind } from './ranges.ts'

/** What the network asks of a block; `filters` is a wish that pooling does not grant. */
interface Wanted {
  readonly filters: number
  readonly stride: 1 | 2
  /** Channels inside and outside the block are multiples of this. */
  readonly multiple: number
}

type Block = (b: Builder, x: Value, random: RandomGenerator, wanted: Wanted) => Value

const channelsOf = (x: Value): number => x.shape.at(-1) ?? 0

/** The nearest multiple, at least one. */
export const toMultiple = (channels: number, multiple: number): number =>
  Math.max(multiple, Math.floor((channels + multiple / 2) / multiple) * multiple)

/** Half of `groups` again and again until both numbers of channels divide. */
function dividing(groups: number, ...channels: readonly number[]): number {
  let fitting = groups
  while (channels.some((count) => count % fitting !== 0)) fitting /= 2
  return fitting
}

const convolution: Block = (b, x, random, { filters, stride }) => {
  const { kernel, groups, activation } = ranges.convolution
  const options = {
    kernel: kernel.draw(random),
    stride,
    groups: dividing(groups.draw(random), channelsOf(x), filters),
  }
  return b.convNorm(x, filters, options, activation.draw(random))
}

const separable: Block = (b, x, random, { filters, stride }) => {
  const kernel = ranges.separable.kernel.draw(random)
  const activation = ranges.separable.activation.draw(random)
  return b.convNorm(b.depthwiseNorm(x, { kernel, stride }, activation), filters, {}, activation)
}

const bottleneck: Block = (b, x, random, { filters, stride, multiple }) => {
  const row = ranges.bottleneck
  const [kernel, expansion] = [row.kernel.draw(random), row.expansion.draw(random)]
  const activation = row.activation.draw(random)
  const expanded = expansion * channelsOf(x)
  const options = { kernel, stride, expanded, filters, activation }
  if (!row.squeezes.draw(random)) return invertedResidual(b, x, options)
  const channels = toMultiple(Math.floor(expanded / row.squeezeReduction.draw(random)), multiple)
  const [inner, gate] = [row.squeezeActivation.draw(random), row.gate.draw(random)]
  return invertedResidual(b, x, { ...options, squeeze: { channels, inner, gate } })
}

const pooling: Block = (b, x, random, { stride }) => {
  const kind = ranges.pooling.kind.draw(random)
  return b[kind](x, { kernel: ranges.pooling.kernel.draw(random), stride, padding: 'same' })
}

const splitConcat: Block = (b, x, random, { filters, stride }) => {
  const parts = ranges.splitConcat.parts.draw(random)
  const activation = ranges.splitConcat.activation.draw(random)
  const out = evenly(filters, parts)
  const cut = b.split(x, evenly(channelsOf(x), parts))
  return b.concat(
    ...cut.map((part, index) =>
      b.convNorm(
        part,
        out[index] ?? 1,
        { kernel: ranges.splitConcat.kernel.draw(random), stride },
        activation,
      ),
    ),
  )
}

/** The total in parts that differ by at most 1, the larger ones first. */
function evenly(total: number, parts: number): number[] {
  const [least, rest] = [Math.floor(total / parts), total % parts]
  return Array.from({ length: parts }, (_, part) => least + (part < rest ? 1 : 0))
}

export const blocks: Readonly<Record<BlockKind, Block>> = {
  convolution,
  separable,
  bottleneck,
  pooling,
  splitConcat,
}
