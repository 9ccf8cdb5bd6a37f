import { describe, expect, it } from 'vitest'
import {
  expectedItemMs,
  kernelPlanOf,
  networksOf,
  planOf,
  shownItemMs,
  timingsOf,
} from '../../../src/app/campaign-plan.ts'
import { protocolOf } from '../../../src/app/kernel-choice.ts'
import { standardChoice } from '../../../src/app/run-parameters.ts'
import { operationProtocol, standardProtocol } from '../../../src/measurement/protocol.ts'
import { factsOf } from '../../../src/spaces/registry.ts'
import { schedule } from '../../../src/measurement/schedule.ts'

const paceOf = (configurations: number, itemMs: number) => ({
  configurations,
  protocol: standardProtocol,
  itemMs,
})

describe('the plan of a campaign', () => {
  it('counts second visits, two canaries a block and the ceilings into the estimate, each once', () => {
    const plan = planOf({ ...standardChoice, count: 10 }, paceOf(4, 2000))
    // On each of 4 configurations: 10 networks, 1 of them again, 2 blocks of 2 canaries, and its roof.
    expect(plan).toEqual({ networks: 10, configurations: 4, durationMs: 4 * (10 + 1 + 4 + 1) * 2000 })
    const untimed = { ...paceOf(4, 2000), protocol: { ...standardProtocol, kernelTimes: 'off' } as const }
    expect(planOf({ ...standardChoice, count: 10 }, untimed).durationMs).toBe(4 * (10 + 1 + 4) * 2000)
  })

  it('counts the items and blocks that a campaign really has', () => {
    const rest = { configurations: 3, seed: 1, blockSize: 10, revisitShare: 0.1 } as const
    const orders = ['shuffled', 'given'] as const
    for (const [place, networks] of [1, 4, 5, 10, 11, 37, 200].entries()) {
      const blocks = schedule({ ...rest, networks, order: orders[place % 2]! })
      const items = blocks.reduce((sum, block) => sum + block.items.length, 0)
      expect(timingsOf(networks, 3, standardProtocol)).toEqual({
        items,
        canaries: 2 * blocks.length,
        ceilings: 3,
      })
    }
  })

  it('foretells of a run like the last one what the last one took', () => {
    const timings = timingsOf(30, 2, standardProtocol)
    const itemMs = shownItemMs(timings, timings.items, 123_456)
    const plan = planOf({ ...standardChoice, count: 30 }, paceOf(2, itemMs))
    // Two divisions and two products in floating point.
    expect(plan.durationMs).toBeCloseTo(123_456, 6)
  })

  it('fits the number of networks into a time budget, at least one', () => {
    const itemMs = expectedItemMs(standardProtocol)
    const plan = planOf({ ...standardChoice, minutes: 5 }, paceOf(2, itemMs))
    expect(plan.durationMs).toBeLessThanOrEqual(5 * 60_000)
    const { items, canaries, ceilings } = timingsOf(plan.networks + 1, 2, standardProtocol)
    expect((items + canaries + ceilings) * itemMs).toBeGreaterThan(5 * 60_000)
    expect(planOf({ ...standardChoice, minutes: 1 }, paceOf(4, 600_000)).networks).toBe(1)
  })

  it('runs what is chosen by name in any case, and fits only what is drawn into the time', () => {
    const networks = Array.from({ length: 20 }, (_, index) => `network${index}`)
    const choice = { ...standardChoice, networks, minutes: 1 }
    expect(planOf(choice, paceOf(4, 600_000)).networks).toBe(20)
    expect(planOf({ ...choice, spaces: [] }, paceOf(4, 1)).networks).toBe(20)
  })

  it('counts no more networks than the spaces have, and a named one of the zoo once', () => {
    const zoo = factsOf('zoo').size!
    const choice = { ...standardChoice, spaces: ['zoo'], networks: ['resnet18'], count: 10_000 }
    expect(networksOf(choice)).toBe(zoo)
    expect(networksOf({ ...choice, count: 3 })).toBe(4)
    expect(networksOf({ ...choice, spaces: [] })).toBe(1)
    expect(networksOf({ ...choice, spaces: ['zoo', 'synthetic'] })).toBe(10_001)
  })
})

describe('the plan of a campaign of kernels', () => {
  const pace = paceOf(2, 1000)

  it('is all of them where no time is set', () => {
    const { items, canaries, ceilings } = timingsOf(143, 2, standardProtocol)
    expect(kernelPlanOf({ minutes: null }, 143, pace)).toEqual({
      operations: 143,
      durationMs: (items + canaries + ceilings) * 1000,
    })
    expect(kernelPlanOf({ minutes: null }, 0, pace)).toEqual({ operations: 0, durationMs: 0 })
  })

  it('is as many as fit into the time, never more than there are, at least one', () => {
    const { operations, durationMs } = kernelPlanOf({ minutes: 3 }, 143, pace)
    expect(durationMs).toBeLessThanOrEqual(180_000)
    const { items, canaries, ceilings } = timingsOf(operations + 1, 2, standardProtocol)
    expect((items + canaries + ceilings) * 1000).toBeGreaterThan(180_000)
    expect(kernelPlanOf({ minutes: 3 }, 5, pace).operations).toBe(5)
    expect(kernelPlanOf({ minutes: 1 }, 143, paceOf(2, 600_000)).operations).toBe(1)
    expect(kernelPlanOf({ minutes: 1 }, 0, pace).operations).toBe(0)
  })

  it('expects more time where kernels are timed, and most where they are timed alone too', () => {
    const [off, on, both] = (['off', 'on', 'both'] as const).map((kernels) =>
      expectedItemMs(protocolOf({ ...standardChoice, kernels })),
    )
    expect(off).toBeLessThan(on!)
    expect(on).toBeLessThan(both!)
    // Without a clock inside of the network, `on` times its kernels alone.
    expect(on! - off!).toBe(standardProtocol.isolatedSamplingMs)
    const operation = expectedItemMs(protocolOf({ ...standardChoice, measure: 'kernels' }))
    expect(operation).toBeLessThan(expectedItemMs(protocolOf({ ...standardChoice, kernels: 'off' })))
    expect(operation).toBe(expectedItemMs({ ...operationProtocol, kernelTimes: 'both' }))
    expect(expectedItemMs(protocolOf(standardChoice))).toBe(on)
  })
})
