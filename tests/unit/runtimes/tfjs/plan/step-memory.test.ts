import { describe, expect, it } from 'vitest'
import { Learnt } from '../../../../../src/runtimes/learnt.ts'
import { lower } from '../../../../../src/runtimes/tfjs/lower.ts'
import { slotShapes } from '../../../../../src/runtimes/tfjs/plan/step-by-step.ts'
import { StepMemory } from '../../../../../src/runtimes/tfjs/plan/step-memory.ts'
import type { Step } from '../../../../../src/runtimes/tfjs/step.ts'
import { operationsSpace } from '../../../../../src/spaces/operations/space.ts'
import { syntheticSpace } from '../../../../../src/spaces/synthetic/space.ts'
import { operationSurvey } from '../../../../fixtures/networks.ts'

const networks = [
  ...operationSurvey(),
  ...[...operationsSpace.sample({ seed: 9, count: 300 })].map(({ architecture }) => architecture),
  ...[...syntheticSpace.sample({ seed: 9, count: 20 })].map(({ architecture }) => architecture),
]

/** What decides the kernels of a step, word for word. */
const spelled = ({ action, inputs, outputShape }: Step, shapes: readonly (readonly number[])[]): string =>
  JSON.stringify([action, inputs.map((slot) => shapes[slot]), outputShape], (_, value: unknown) =>
    value instanceof Learnt ? `${value.count} learnt` : value,
  )

describe('a step is remembered', () => {
  it('where, and only where, everything that decides its kernels is the same', () => {
    const memory = new StepMemory<string>()
    for (const fusion of ['on', 'off', 'on'] as const)
      for (const network of networks) {
        const program = lower(network, fusion)
        const shapes = slotShapes(program)
        for (const step of program.steps) {
          const text = spelled(step, shapes)
          expect(memory.find(step, shapes, () => text)).toBe(text)
        }
      }
  })

  it('once', () => {
    const memory = new StepMemory<number>()
    const seen = new Set<string>()
    let made = 0
    for (const network of networks) {
      const program = lower(network, 'on')
      const shapes = slotShapes(program)
      for (const step of program.steps) {
        seen.add(spelled(step, shapes))
        memory.find(step, shapes, () => made++)
      }
    }
    expect(made).toBe(seen.size)
    expect(made).toBeGreaterThan(500)
  })

  it('by numbers that are not whole, too', () => {
    const memory = new StepMemory<number>()
    const step = (epsilon: number): Step => {
      const learnt = new Learnt(8, () => new Float32Array(8))
      const action = { kind: 'layerNorm', weights: { scale: learnt, offset: learnt, epsilon } } as const
      return { action, inputs: [0], output: 1, inputShape: [8], outputShape: [8], nodes: ['a'] }
    }
    const epsilons = [1e-6, 1e-5, 1e-3, 0.25, 0.75, 1e-6]
    expect(epsilons.map((epsilon, place) => memory.find(step(epsilon), [[8]], () => place))).toEqual([
      0, 1, 2, 3, 4, 0,
    ])
  })
})
