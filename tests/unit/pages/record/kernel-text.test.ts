import { describe, expect, it } from 'vitest'
import { kernelTimesOf } from '../../../../src/dataset/kernels.ts'
import {
  rooflineText,
  unitReading,
  waterfallSummary,
  workReading,
} from '../../../../src/pages/record/kernel-text.ts'
import { distinctWorks, totalMs, unitsOf } from '../../../../src/pages/record/kernel-units.ts'
import { formatMs, formatShare } from '../../../../src/ui/format.ts'
import { sampleKernelMeasurement } from '../../../fixtures/records.ts'

const { measurement, architecture } = sampleKernelMeasurement()
const { graph } = architecture
const units = unitsOf(kernelTimesOf(measurement, architecture), graph, 'in-network')
const total = totalMs(units)

it('a waterfall tells its sum, its longest part, and what has no time', () => {
  const summary = waterfallSummary(units, 'in-network')
  const longest = units.reduce((best, unit) => ((unit.time?.ms ?? 0) > (best.time?.ms ?? 0) ? unit : best))
  expect(summary).toContain(
    `11 kernels of 6 layers, timed inside of an inference: ${formatMs(total)} together.`,
  )
  expect(summary).toContain(
    `The longest is ${longest.layer}: ${formatMs(longest.time!.ms)} (${formatShare(longest.time!.ms / total)}).`,
  )
  expect(summary).toMatch(/1 has no valid time and counts as nothing\.$/)
})

it('a reading names the whole layer, the time with its spread, and the program', () => {
  const reading = unitReading(units[1]!, graph, total)
  expect(reading.name).toBe('1 · conv 3×3 /2 + batch norm + relu')
  expect(reading.detail).toMatch(/µs ± .* \(n 19\) · .* · .* GFLOP\/s · .* GB\/s · MatMulReduceProgram$/)
  expect(unitReading(units[5]!, graph, total).detail).toBe('no valid time · UnaryOpProgram')
})

it('a reading counts programs that run several times in one operation', () => {
  const webgl = sampleKernelMeasurement({ backend: 'webgl' })
  const calls = kernelTimesOf(webgl.measurement, webgl.architecture)
  const hardSwish = unitsOf(calls, webgl.architecture.graph, 'isolated')[3]!
  expect(unitReading(hardSwish, webgl.architecture.graph, 1).detail).toMatch(
    /3 × BinaryOpPackedProgram \+ UnaryOpPackedProgram$/,
  )
})

describe('a roofline', () => {
  const works = distinctWorks(units)

  it('tells how many are bound by what, and how much of the roof is reached', () => {
    expect(rooflineText({ flopsPerSecond: 1e15, bytesPerSecond: 1 }, works, 'in-network')).toContain(
      'Of 10 different kernels (timed inside of an inference), 10 are bound by memory and 0 by computing. 2 of them compute nothing and have no point here.',
    )
    expect(rooflineText({ flopsPerSecond: 1e15, bytesPerSecond: 1 }, works, 'in-network')).toContain(
      '10 kernels lie above the roof',
    )
  })

  it('leaves out what moves no bytes, such as a reshape on WASM: it has no intensity to read', () => {
    const [unit] = units
    const call = unit!.calls[0]!
    const reshape = { ...call, kernel: { ...call.kernel, kernel: 'Reshape', program: '' } }
    const all = distinctWorks([...units, { ...unit!, calls: [reshape], flops: 0, bytes: 0 }])
    expect(all).toEqual(works)
    for (const work of all) expect(workReading(work, total).detail).not.toContain('NaN')
  })

  it('says so where there is nothing to show', () => {
    expect(rooflineText({ flopsPerSecond: 1, bytesPerSecond: 1 }, [], 'isolated')).toBe(
      'No kernel has a time to put under the roof.',
    )
  })
})
