import { afterAll, describe, expect, it } from 'vitest'
import { Builder } from '../../../src/architecture/builder.ts'
import { canonicalGraph } from '../../../src/architecture/canonical.ts'
import type { Architecture } from '../../../src/architecture/graph.ts'
import { architectureId, architectureOf } from '../../../src/architecture/identity.ts'
import { architectureRecord } from '../../../src/dataset/identity.ts'
import { KernelCollection, operationsIn } from '../../../src/measurement/kernel-collection.ts'
import { kernelSpace } from '../../../src/measurement/kernel-collection-space.ts'
import { inOrder, roughMs } from '../../../src/measurement/kernel-collection-order.ts'
import type { PlacedKernel } from '../../../src/runtimes/kernel.ts'
import { startPlanner } from '../../../src/runtimes/tfjs/plan/planner.ts'
import { loadSpace } from '../../../src/spaces/registry.ts'
import { zooSpace } from '../../../src/spaces/zoo/space.ts'
import { operationSurvey } from '../../fixtures/networks.ts'

const planner = await startPlanner('webgpu', { limits: {}, gpuVendor: '', gpuArchitecture: '', flags: {} })
afterAll(() => planner.close())

/** As a record keeps it and as it runs. */
const kept = (network: Architecture) => architectureOf(canonicalGraph(network), network.label)

const sampled = async (space: string, count: number): Promise<Architecture[]> =>
  [...(await loadSpace(space)).sample({ seed: 11, count, inputSize: 64 })].map(
    ({ architecture }) => architecture,
  )

/** What a kernel is, wherever it stands. */
const kernelOf = (placed: PlacedKernel) => ({ ...placed, nodes: [] })

/** The plan of a network, and those of its operations one after another. */
async function bothPlans(network: Architecture, fusion: 'on' | 'off') {
  const plan = async (some: Architecture) => (await planner.plan(some, fusion)).map(kernelOf)
  const parts: Awaited<ReturnType<typeof plan>> = []
  for (const operation of operationsIn(network, fusion)) parts.push(...(await plan(kept(operation))))
  return { whole: await plan(network), parts }
}

function collected(networks: readonly Architecture[], fusion: 'on' | 'off' = 'on') {
  const collection = new KernelCollection(fusion)
  for (const network of networks) collection.add(network)
  return collection.operations
}

describe.each(['on', 'off'] as const)('operations of a network, fusion %s', (fusion) => {
  it.each(['zoo', 'synthetic', 'nasbench201', 'nasbench101'])(
    'run alone the very kernels that they run in it: %s',
    async (space) => {
      for (const network of (await sampled(space, 6)).map(kept)) {
        const { whole, parts } = await bothPlans(network, fusion)
        expect(parts).toEqual(whole)
      }
    },
  )

  it('are every kind of operation that there is', async () => {
    for (const network of operationSurvey().map(kept)) {
      const { whole, parts } = await bothPlans(network, fusion)
      expect(parts, network.label).toEqual(whole)
    }
  })
})

describe('a collection', () => {
  it('has each different operation once, and knows how often it is there', () => {
    const resnet = zooSpace.fromKey('resnet18')
    const once = collected([resnet])
    const twice = collected([resnet, zooSpace.fromKey('resnet18')])
    expect(new Set(once.map(({ architecture }) => architectureId(architecture))).size).toBe(once.length)
    expect(twice.map(({ occurrences }) => occurrences)).toEqual(
      once.map(({ occurrences }) => 2 * occurrences),
    )
    const all = once.reduce((sum, { occurrences }) => sum + occurrences, 0)
    expect(all).toBe(operationsIn(resnet, 'on').length)
    expect(once.length).toBeLessThan(all)
  })

  it('calls operations by names that differ where they differ', async () => {
    const networks = [...zooSpace.sample({ seed: 1, count: 200 })].map(({ architecture }) => architecture)
    networks.push(...(await sampled('synthetic', 50)))
    for (const fusion of ['on', 'off'] as const) {
      const operations = collected(networks, fusion)
      const names = operations.map(({ architecture }) => architecture.label)
      const seen = new Set<string>()
      expect(names.filter((name) => seen.size === seen.add(name).size)).toEqual([])
      for (const { architecture } of operations)
        expect(architectureRecord({ space: kernelSpace, key: architecture.label, architecture }).key).toBe(
          architecture.label,
        )
    }
  }, 60_000)

  it('tells them as people do', () => {
    const b = new Builder('x')
    let x = b.convNorm(b.input([56, 56, 64]), 128, { kernel: 3, stride: 2 }, 'relu')
    x = b.depthwiseNorm(x, { kernel: [1, 7] }, 'hardSwish')
    x = b.sum(x, x)
    const y = b.convNorm(x, 128, { groups: 4, padding: 0, kernel: 3, dilation: 2 })
    const end = b.dense(b.flatten(b.maxPool(y, { kernel: 2 })), 10)
    expect(operationsIn(b.build(end), 'on').map(({ label }) => label)).toEqual([
      'conv2d 3x3 s2 64→128 @56x56 +bn+relu',
      'depthwise 1x7 s1 128 @28x28 +bn',
      'hardSwish 128 @28x28',
      'add 128 @28x28 reading 1 of 2',
      'conv2d 3x3 s1 128→128 @28x28 g4 d2 pad 0 +bn',
      'max pool 2x2 s2 128 @24x24',
      'dense 18432→10 bias',
    ])
  })

  it('takes no notice of constants that change no kernel', () => {
    const normed = (epsilon: number) => {
      const b = new Builder('x')
      return b.build(b.batchNorm(b.conv(b.input([8, 8, 4]), 4), epsilon))
    }
    expect(collected([normed(1e-3), normed(1e-5)])).toHaveLength(1)
  })

  it('is put in order by time, and by the time of all that are there', () => {
    const operations = collected([zooSpace.fromKey('mobilenet_w1'), zooSpace.fromKey('resnet18')])
    const falling = (weights: readonly number[]) => [...weights].sort((a, b) => b - a)
    const longest = inOrder(operations, 'longest').map(roughMs)
    expect(longest).toEqual(falling(longest))
    const coverage = inOrder(operations, 'coverage').map((one) => roughMs(one) * one.occurrences)
    expect(coverage).toEqual(falling(coverage))
    expect(inOrder(operations, 'coverage')).not.toEqual(inOrder(operations, 'longest'))
  })
})
