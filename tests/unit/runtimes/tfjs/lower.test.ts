import { describe, expect, it } from 'vitest'
import { Builder, type Value } from '../../../../src/architecture/builder.ts'
import { lower } from '../../../../src/runtimes/tfjs/lower.ts'
import { operationSurvey } from '../../../fixtures/networks.ts'

function lowered(fusion: 'on' | 'off', build: (b: Builder, x: Value) => Value | Value[]) {
  const b = new Builder('test')
  const outputs = build(b, b.input([8, 8, 4]))
  return lower(b.build(...(Array.isArray(outputs) ? outputs : [outputs])), fusion)
}

const kinds = (program: ReturnType<typeof lower>) => program.steps.map(({ action }) => action.kind)

describe('lowering with fusion', () => {
  it('makes one step of convolution, batch norm and activation', () => {
    const program = lowered('on', (b, x) => b.convNorm(x, 8, { kernel: 3 }, 'relu6'))
    expect(kinds(program)).toEqual(['conv2d'])
    expect(program.steps[0]).toMatchObject({
      action: { tail: { activation: 'relu6' } },
      nodes: ['conv2d1', 'batchNorm2', 'activation3'],
    })
  })

  it('leaves an activation that TF.js cannot fuse outside', () => {
    const program = lowered('on', (b, x) => b.convNorm(x, 8, {}, 'hardSwish'))
    expect(kinds(program)).toEqual(['conv2d', 'activation'])
  })

  it('does not absorb what somebody else reads, or what is an output', () => {
    expect(
      kinds(
        lowered('on', (b, x) => {
          const y = b.conv(x, 4)
          return b.sum(b.batchNorm(y), y)
        }),
      ),
    ).toEqual(['conv2d', 'batchNorm', 'add'])
    expect(
      kinds(
        lowered('on', (b, x) => {
          const y = b.conv(x, 4)
          return [b.activation(y, 'relu'), y]
        }),
      ),
    ).toEqual(['conv2d', 'activation'])
  })

  it('does not take a batch norm after an activation for one after the convolution', () => {
    const program = lowered('on', (b, x) => b.batchNorm(b.activation(b.conv(x, 4), 'relu')))
    expect(kinds(program)).toEqual(['conv2d', 'batchNorm'])
  })
})

describe('lowering without fusion', () => {
  it('gives every node a step of its own, and the bias too', () => {
    expect(kinds(lowered('off', (b, x) => b.convNorm(x, 8, { bias: true }, 'relu')))).toEqual([
      'conv2d',
      'bias',
      'batchNorm',
      'activation',
    ])
  })
})

describe('a grouped convolution', () => {
  it('becomes slices, a convolution a group, and a concat', () => {
    const program = lowered('on', (b, x) => b.convNorm(x, 8, { kernel: 3, groups: 2 }, 'relu'))
    expect(kinds(program)).toEqual(['slice', 'conv2d', 'slice', 'conv2d', 'concat'])
    for (const { action } of program.steps)
      if (action.kind === 'conv2d') {
        expect(action.filter.shape).toEqual([3, 3, 2, 4])
        expect(action.filter.values.values()).toHaveLength(72)
        expect(action.tail).toMatchObject({ activation: 'relu' })
        expect(action.tail.bias!.values()).toHaveLength(4)
      }
  })
})

describe('every program', () => {
  it('defines each slot once, before it is read', () => {
    for (const network of operationSurvey())
      for (const fusion of ['on', 'off'] as const) {
        const program = lower(network, fusion)
        const defined = new Set(program.inputs.map(({ slot }) => slot))
        for (const step of program.steps) {
          for (const slot of step.inputs) expect(defined.has(slot), network.label).toBe(true)
          expect(defined.has(step.output), network.label).toBe(false)
          defined.add(step.output)
        }
        for (const slot of program.outputs) expect(defined.has(slot), network.label).toBe(true)
      }
  })
})
