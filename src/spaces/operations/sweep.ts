import type { RandomGenerator } from '../random.ts'
import { toMultiple } from '../synthetic/blocks.ts'
import { axesOf, type Axis } from './axes.ts'
import { sideRange } from './key.ts'
import { unitOf, type SingleOperation } from './operation.ts'
import { ranges } from './ranges.ts'

/**
 * The base with one axis varied over consecutive values, smallest first. Latency rises in steps where channels fill
 * vectors, tiles and work groups: 17 values around a multiple of 32 pass one step of 32, two of 16, three of 8.
 */
export function sweepOf(base: SingleOperation, random: RandomGenerator): SingleOperation[] {
  const axis = ranges.sweep.axis.draw(random, axesOf[base.kind])
  return valuesOf(base, axis, random).map((value) => changed(base, axis, value))
}

function valuesOf(base: SingleOperation, axis: Axis, random: RandomGenerator): number[] {
  const { channels, reach, most, mostGrouped, kernels } = ranges.sweep
  const around = (centre: number) =>
    consecutive(Math.max(1, centre - reach.draw(random)), centre + reach.draw(random))
  if (axis === 'kernel') return consecutive(1, kernels.draw(random))
  if (axis === 'size') return around(base.h).filter((side) => side <= sideRange.to)
  const unit = unitOf(base)
  if (unit > 1) return consecutive(1, mostGrouped.draw(random)).map((units) => units * unit)
  if (channels.draw(random) === 'from 1') return consecutive(1, most.draw(random))
  return around(toMultiple(axis === 'out' ? base.out : (base.in[0] ?? 1), 32))
}

const consecutive = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, step) => from + step)

function changed(base: SingleOperation, axis: Axis, value: number): SingleOperation {
  switch (axis) {
    case 'in':
      return { ...base, in: [value] }
    case 'out':
      return { ...base, out: value }
    case 'size':
      return { ...base, h: value, w: value }
    case 'kernel':
      return { ...base, kernel: [value, value] }
  }
}
