import { describe, expect, it } from 'vitest'
import type { Architecture } from '../../../src/architecture/graph.ts'
import { Builder } from '../../../src/architecture/builder.ts'
import type { PlacedKernel } from '../../../src/runtimes/kernel.ts'
import type { RuntimeConfiguration } from '../../../src/runtimes/runtime.ts'
import { startTfjs } from '../../../src/runtimes/tfjs/start.ts'
import { operationSurvey } from '../../fixtures/networks.ts'

/** Two steady observations of each network, and how often `count` went up meanwhile. */
async function steady(
  configuration: RuntimeConfiguration,
  networks: readonly Architecture[],
  count: () => number = () => 0,
) {
  const runtime = await startTfjs(configuration, 20_000)
  const seen: { label: string; once: PlacedKernel[]; again: PlacedKernel[]; counted: number }[] = []
  for (const { label, ...network } of networks) {
    const executable = runtime.prepare({ label, ...network })
    executable.load()
    // The first run packs and encodes weights: it is no sample.
    executable.run()
    await executable.sync()
    const before = count()
    const once = executable.observe() ?? []
    seen.push({ label, once, again: executable.observe() ?? [], counted: (count() - before) / 2 })
    executable.dispose()
  }
  await runtime.stop()
  return seen
}

const survey = operationSurvey()

/** Reshapes only rename what they read: they need no kernel on a GPU. */
const isRename = (label: string) => label === 'flatten'

describe('what is observed', () => {
  it('on WebGL is every drawing, and is the same again', async () => {
    let draws = 0
    const context = WebGL2RenderingContext.prototype
    const { drawElements } = context
    context.drawElements = function (...drawing) {
      draws++
      drawElements.apply(this, drawing)
    }
    try {
      const seen = await steady(
        { backend: 'webgl', threads: 1, fusion: 'on', selection: 'standard' },
        survey,
        () => draws,
      )
      for (const { label, once, again, counted } of seen) {
        expect(once, label).toEqual(again)
        expect(once.length, label).toBe(counted)
        if (!isRename(label)) expect(once.length, label).toBeGreaterThan(0)
      }
    } finally {
      context.drawElements = drawElements
    }
  })

  it('on WASM is every call, with its attributes', async () => {
    const b = new Builder('known')
    const x = b.convNorm(b.input([16, 16, 3]), 8, { kernel: 3, stride: 2 }, 'relu6')
    const network = b.build(b.dense(b.globalAvgPool(b.depthwiseNorm(x, {}, 'hardSwish')), 10))
    const [seen] = await steady({ backend: 'wasm', threads: 1, fusion: 'on', selection: 'standard' }, [
      network,
    ])
    expect(seen!.once).toEqual(seen!.again)
    expect(seen!.once.map(({ kernel }) => kernel)).toEqual([
      'FusedConv2D',
      'FusedDepthwiseConv2D',
      'Add',
      'Relu6',
      'Multiply',
      'Multiply',
      'Mean',
      // A matrix product is one of a batch to TF.js: its operands and its result are given another shape.
      'Reshape',
      'Reshape',
      '_FusedMatMul',
      'Reshape',
    ])
    expect(seen!.once[0]).toMatchObject({
      nodes: ['conv2d1', 'batchNorm2', 'activation3'],
      attributes: { strides: [2, 2], pad: 'same', dilations: [1, 1], activation: 'relu6' },
      inputShapes: [[1, 16, 16, 3], [3, 3, 3, 8], [8]],
      outputShape: [1, 8, 8, 8],
    })
  })

  it.each(['webgl', 'webgpu', 'wasm'] as const)(
    'on %s names every node once it computes, and leaves TF.js as it was',
    async (backend) => {
      const networks = survey.slice(0, 12)
      const seen = await steady({ backend, threads: 1, fusion: 'off', selection: 'standard' }, networks)
      for (const [index, { label, once }] of seen.entries()) {
        const computed = new Set(once.flatMap(({ nodes }) => nodes))
        const nodes = networks[index]!.nodes.filter(({ operation }) => operation.kind !== 'input')
        for (const { name, operation } of nodes)
          if (operation.kind !== 'flatten') expect([...computed], label).toContain(name)
      }
    },
  )
})
