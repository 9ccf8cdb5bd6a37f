import { describe, expect, test } from 'vitest'
import { zooSpace } from '../../../src/spaces/zoo/space.ts'
import { Drawing, type NetworkChoice } from '../../../src/measurement/drawing.ts'

const choice: NetworkChoice = {
  spaces: ['synthetic'],
  networks: [],
  seed: 1,
  size: 32,
  design: 'random',
  depth: null,
  mflop: null,
  mb: null,
}
const drawing = new Drawing(() => Promise.resolve((candidates, _, { count }) => candidates.slice(-count)))
const keys = async (change: Partial<NetworkChoice>, count: number) =>
  (await drawing.records({ ...choice, ...change }, count)).networks.map(({ space, key }) => `${space} ${key}`)

describe('the networks of a choice', () => {
  test('are first those that are named, then those that are drawn', async () => {
    expect(await keys({ networks: ['resnet18'] }, 3)).toEqual([
      'zoo resnet18,size=32',
      'synthetic size=32,seed=1,index=0',
      'synthetic size=32,seed=1,index=1',
    ])
    expect(await keys({ networks: ['resnet18'], spaces: [], size: null }, 9)).toEqual(['zoo resnet18'])
    expect(await keys({ networks: ['resnet18', 'densenet121'] }, 1)).toEqual(['zoo resnet18,size=32'])
  })

  test('have the one key that their space has, whatever they were called', async () => {
    expect(await keys({ networks: ['mobilenet_v1'], spaces: [] }, 1)).toEqual(['zoo mobilenet_w1,size=32'])
  })

  test('are distinct: what is named and drawn, or named twice, counts once and is made up for', async () => {
    const twice = await keys({ networks: ['resnet18', 'mobilenet_v1', 'mobilenet_w1'], spaces: ['zoo'] }, 100)
    expect(twice).toHaveLength(100)
    expect(new Set(twice).size).toBe(100)
    const all = await drawing.records({ ...choice, networks: ['resnet18'], spaces: ['zoo'] }, 1000)
    expect(all.networks).toHaveLength(zooSpace.size!)
    const { networks } = await drawing.previews(
      { ...choice, networks: ['mobilenet_v1', 'mobilenet_w1'], spaces: [] },
      4,
    )
    expect(networks.map(({ key }) => key)).toEqual(['mobilenet_w1,size=32'])
  })

  test('do without a space that has nothing within the budget, and say so', async () => {
    const change = { spaces: ['zoo', 'synthetic'], mflop: 3 }
    const { networks, refusals } = await drawing.records({ ...choice, ...change }, 20)
    expect(networks.length).toBeGreaterThan(2)
    expect(networks.every(({ space }) => space === 'zoo')).toBe(true)
    expect(refusals).toEqual([expect.stringMatching(/^None of 1000 networks of “Synthetic networks”/)])
  })

  test('that teach most are chosen from four times as many, and named ones always run', async () => {
    const wish = { known: [], measured: [], fixedSeconds: 1 }
    const teaching: NetworkChoice = { ...choice, networks: ['resnet18'], design: 'teaching' }
    const { networks, candidates } = await drawing.teaching(teaching, 3, wish)
    // The teacher of this test takes the last of its candidates.
    expect(networks.map(({ key }) => key)).toEqual([
      'resnet18,size=32',
      'size=32,seed=1,index=9',
      'size=32,seed=1,index=10',
    ])
    expect(candidates).toBe(11)
    const few = await drawing.teaching({ ...teaching, spaces: [] }, 3, wish)
    expect(few.networks).toHaveLength(1)
  })

  test('that teach most never dry up: what is measured is left out while they are drawn', async () => {
    const teaching: NetworkChoice = { ...choice, design: 'teaching' }
    const measured: string[] = []
    for (let run = 0; run < 7; run++) {
      const { networks, candidates } = await drawing.teaching(teaching, 3, {
        ...{ known: [], measured, fixedSeconds: 1 },
      })
      expect(networks).toHaveLength(3)
      expect(candidates).toBe(12)
      measured.push(...networks.map(({ id }) => id))
    }
    expect(new Set(measured).size).toBe(21)
    const known = measured.slice(0, 4).map((id) => ({ architecture: { id }, latencyMs: 1 }))
    const { networks } = await drawing.teaching(teaching, 20, {
      ...{ known: known as never, measured: [], fixedSeconds: 1 },
    })
    expect(networks.filter(({ id }) => measured.slice(0, 4).includes(id))).toEqual([])
  })

  test('that teach most are fewer where the spaces have no more that are not measured, and it is said', async () => {
    const zoo: NetworkChoice = { ...choice, spaces: ['zoo'], design: 'teaching' }
    const { networks: all } = await drawing.records({ ...zoo, design: 'random' }, 1000)
    const wish = (count: number) => ({
      ...{ known: [], measured: all.slice(0, count).map(({ id }) => id), fixedSeconds: 1 },
    })
    const some = await drawing.teaching(zoo, 40, wish(100))
    expect(some.networks).toHaveLength(all.length - 100)
    expect(some).toMatchObject({ measured: 100, isAll: true, candidates: all.length - 100 })
    expect(await drawing.teaching(zoo, 40, wish(all.length))).toMatchObject({
      ...{ networks: [], measured: all.length, isAll: true, candidates: 0 },
    })
    const named = await drawing.teaching({ ...zoo, networks: ['resnet18'] }, 40, wish(all.length))
    expect(named.networks.map(({ key }) => key)).toEqual(['resnet18,size=32'])
    expect((await drawing.teaching(zoo, 2, wish(0))).isAll).toBe(false)
  })

  test('that teach most are told of twice: while they are drawn, and while they are chosen', async () => {
    const told: (number | undefined)[] = []
    const slow = new Drawing(() =>
      Promise.resolve((candidates, _, { count, tell }) => {
        const until = performance.now() + 150
        while (performance.now() < until) tell(0.5)
        return candidates.slice(0, count)
      }),
    )
    await slow.teaching(
      { ...choice, design: 'teaching' },
      3,
      { known: [], measured: [], fixedSeconds: 1 },
      (drawn, share) => {
        if (share !== undefined) expect(drawn).toBe(12)
        told.push(share)
      },
    )
    expect(told.filter((share) => share !== undefined)).toEqual([0, 0.5])
  })

  test('are told of while they are drawn', async () => {
    const told: number[] = []
    const { networks } = await drawing.records(choice, 400, (drawn) => told.push(drawn))
    expect(networks).toHaveLength(400)
    expect(told).toEqual([...told].sort((a, b) => a - b))
    for (const drawn of told) expect(drawn).toBeLessThan(400)
  })

  test('keep their budget, depth and design', async () => {
    const { networks } = await drawing.previews(
      { ...choice, mflop: 40, mb: 20, depth: 6, design: 'stratified' },
      4,
    )
    expect(networks).toHaveLength(4)
    for (const { flops, peakBytes, key } of networks) {
      expect(flops).toBeLessThanOrEqual(40e6)
      expect(peakBytes).toBeLessThanOrEqual(20e6)
      expect(key).toContain('blocks=6')
    }
  })

  test('are refused with a sentence where a name or a budget cannot be met', async () => {
    await expect(keys({ networks: ['resnt18'] }, 1)).rejects.toThrow('The nearest name is "resnet18"')
    await expect(keys({ mflop: 1 }, 1)).rejects.toThrow(/^None of \d+ networks/)
    await expect(keys({ spaces: ['nowhere'] }, 1)).rejects.toThrow('There is no space "nowhere"')
  })
})

test('every network of the zoo can be chosen by name', async () => {
  const named = await drawing.named()
  expect(named.length).toBeGreaterThan(100)
  expect(named.find(({ name }) => name === 'resnet18')?.title).toBe('ResNet-18')
})

describe('the operations of a choice', () => {
  const fused = { fusion: 'on', order: 'coverage' } as const

  test('are records of their own space, each once, whose shares are all of the time', async () => {
    const zoo = { ...choice, spaces: [], networks: ['resnet18', 'mobilenet_v1'] }
    const { networks, shares, sources, occurrences } = await drawing.operations(zoo, 2, fused)
    expect(sources).toBe(2)
    expect(new Set(networks.map(({ id }) => id)).size).toBe(networks.length)
    expect(new Set(networks.map(({ space }) => space))).toEqual(new Set(['kernels']))
    for (const { key, label } of networks) expect(key).toBe(label)
    expect(networks.length).toBeLessThan(occurrences)
    // Sixty or so additions.
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
    expect(shares).toEqual([...shares].sort((a, b) => b - a))
    expect(await drawing.operationCount(zoo, 2, fused)).toEqual({ different: networks.length, occurrences })
  })

  test('are more without fusion, and less different', async () => {
    const on = await drawing.operationCount(choice, 5, fused)
    const off = await drawing.operationCount(choice, 5, { ...fused, fusion: 'off' })
    expect(off.occurrences).toBeGreaterThan(1.5 * on.occurrences)
    expect(off.different / off.occurrences).toBeLessThan(on.different / on.occurrences)
  })

  test('are none where the choice has no network, and say why where a space refuses', async () => {
    const { networks, sources } = await drawing.operations({ ...choice, spaces: [] }, 3, fused)
    expect([networks, sources]).toEqual([[], 0])
    await expect(drawing.operations({ ...choice, mflop: 1 }, 3, fused)).rejects.toThrow(RangeError)
  })
})
