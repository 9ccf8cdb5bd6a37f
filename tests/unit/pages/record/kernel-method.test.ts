import { describe, expect, it } from 'vitest'
import { methodParts, planSentence } from '../../../../src/pages/record/kernel-method.ts'
import { plain } from '../../../../src/pages/record/number-writer.ts'
import { sampleKernelMeasurement } from '../../../fixtures/records.ts'

type Sample = Parameters<typeof sampleKernelMeasurement>[0]
const partsOf = (options?: Sample) => {
  const { measurement } = sampleKernelMeasurement(options)
  return Object.fromEntries(
    methodParts(measurement.kernels!, 10, plain).map(({ name, text }) => [name, text]),
  )
}

describe('the method in words', () => {
  it('tells clock, step, passes, samples and what was left out', () => {
    const parts = partsOf()
    expect(Object.keys(parts)).toEqual(['In the network', 'Passes', 'Cost of the clock', 'Alone', 'Plan'])
    expect(parts['In the network']).toBe(
      'The clock of the GPU before and after each program, inside of whole inferences (timestamp queries). Step of this clock: 0.04 µs. 1 kernel has no valid time.',
    )
    expect(parts['Passes']).toBe(
      '20 inferences. A clock canary ran first and last in each; 1 pass at another clock state left out. Each time is of n 19 samples.',
    )
    expect(parts['Plan']).toBe('The plan was right: 11 kernels as foretold, in order.')
  })

  it('tells what the clock itself costs', () => {
    const { measurement } = sampleKernelMeasurement()
    const run = measurement.kernels!
    const cost = (wallMs: number) =>
      methodParts({ ...run, inNetwork: { ...run.inNetwork!, wallMs } }, 10, plain)[2]!.text
    expect(cost(13)).toBe('An inference with the clock takes 13.0 ms, without it 10.0 ms: 30 % more.')
    expect(cost(9)).toBe('An inference with the clock takes 9.00 ms, without it 10.0 ms: 10 % less.')
  })

  it('tells where the step of the clock made a mean of times', () => {
    const { measurement } = sampleKernelMeasurement({ isolated: false })
    const run = measurement.kernels!
    const times = run.inNetwork!.times.map((time) => time && { ...time, statistic: 'mean' as const })
    const [clock] = methodParts({ ...run, inNetwork: { ...run.inNetwork!, times } }, 10, plain)
    expect(clock!.text).toContain('For 10 times that is more than 2 %: their mean is given')
  })

  it('says what is missing', () => {
    expect(partsOf({ backend: 'webgl' })['In the network']).toBe(
      'Not timed: no clock here sees single kernels inside of an inference.',
    )
    expect(partsOf({ inNetwork: false, isolated: false })['Times']).toBe(
      'No kernel was timed: this says only what ran.',
    )
    expect(partsOf({ backend: 'wasm' })['Passes']).toContain('No clock canary ran.')
  })
})

it('the plan was right, wrong in so many kernels, or not made', () => {
  expect(planSentence(0, 1, plain)).toBe('The plan was right: 1 kernel as foretold, in order.')
  expect(planSentence(2, 40, plain)).toMatch(/^2 kernels ran otherwise than planned/)
  expect(planSentence(null, 40, plain)).toBe('No plan was made of what would run.')
})
