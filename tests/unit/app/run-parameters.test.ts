import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isDeliveryPath,
  limits,
  parseRunParameters,
  runQuery,
  selectionNames,
  standardChoice,
} from '../../../src/app/run-parameters.ts'
import { kernelOrders } from '../../../src/measurement/kernel-collection-order.ts'

const spaces = ['synthetic', 'zoo']
const parse = (query: string) =>
  parseRunParameters(query, [
    { name: 'synthetic', depths: { from: 4, to: 24 } },
    { name: 'zoo', depths: null },
  ])

describe('the parameters of a run', () => {
  it('are all read from a link', () => {
    const query =
      'space=zoo,synthetic&networks=resnet18,mobilenet_v2&count=30&seed=7&size=96&design=stratified&depth=12&mflop=500&mb=64&backends=webgpu,wasm,wasm-2&fusion=both&selection=im2col,standard&measure=kernels&kernels=on&order=longest&minutes=5&autostart=1&deliver=/deliver/dataset.json'
    expect(parse(query)).toEqual({
      choice: {
        spaces: ['zoo', 'synthetic'],
        networks: ['resnet18', 'mobilenet_v2'],
        count: 30,
        seed: 7,
        size: 96,
        design: 'stratified',
        depth: 12,
        mflop: 500,
        mb: 64,
        backends: ['webgpu', 'wasm', 'wasm-2'],
        fusion: 'both',
        selections: ['standard', 'im2col'],
        measure: 'kernels',
        kernels: 'on',
        order: 'longest',
        minutes: 5,
      },
      autostart: true,
      deliver: '/deliver/dataset.json',
      problems: [],
    })
  })

  it('says that what teaches most is for whole networks', () => {
    const { choice, problems } = parse('design=teaching&measure=kernels')
    expect(choice).toEqual({ measure: 'kernels' })
    expect(problems).toEqual(['design=teaching chooses whole networks, not kernels; it was left out.'])
    expect(parse('design=teaching').problems).toEqual([])
    expect(runQuery({ ...standardChoice, design: 'teaching', measure: 'kernels' })).toBe('measure=kernels')
  })

  it('are empty for an empty query', () => {
    expect(parse('')).toEqual({ choice: {}, autostart: false, deliver: null, problems: [] })
  })

  it('that are unknown are reported by name and left out', () => {
    const { choice, problems } = parse('utm_source=x&count=3')
    expect(choice).toEqual({ count: 3 })
    expect(problems).toEqual(['This version does not know the parameter “utm_source”; it was left out.'])
  })

  it('with names of an object’s prototype are unknown, not inherited', () => {
    for (const name of ['__proto__', 'constructor', 'toString'])
      expect(parse(`${name}=1`).problems).toHaveLength(1)
  })

  it.each([
    ['count=0'],
    ['count=10001'],
    ['count=1e3'],
    ['count=-1'],
    ['count='],
    ['count=NaN'],
    ['seed=4294967296'],
    ['size=16'],
    ['minutes=0.5'],
    ['space=imagenet'],
    ['design=clever'],
    ['depth=0'],
    ['mflop=1.5'],
    ['mb=-1'],
    ['networks=a b'],
    ['backends=cuda'],
    ['backends=wasm-0'],
    ['fusion=maybe'],
    ['measure=everything'],
    ['kernels=some'],
    ['order=shortest'],
    ['selection=clever'],
    ['selection='],
    ['autostart=yes'],
    ['deliver=https://example.org/'],
  ])('that cannot be are left out with one sentence: %s', (query) => {
    const { choice, autostart, deliver, problems } = parse(query)
    expect({ choice, autostart, deliver }).toEqual({ choice: {}, autostart: false, deliver: null })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/[.…]$/)
  })

  it('that name networks mean those alone, unless a space is named too', () => {
    expect(parse('networks=resnet18').choice).toEqual({ networks: ['resnet18'], spaces: [] })
    expect(parse('networks=resnet18&space=zoo').choice.spaces).toEqual(['zoo'])
  })

  it('keep the spaces that are known beside one that is not', () => {
    const { choice, problems } = parse('space=zoo,imagenet')
    expect(choice.spaces).toEqual(['zoo'])
    expect(problems).toHaveLength(1)
  })

  it('have a depth only where a space of them has it, in its range', () => {
    expect(parse('depth=12').choice.depth).toBe(12)
    expect(parse('depth=100').problems).toEqual(['depth is 4 to 24 in synthetic; 100 was left out.'])
    expect(parse('depth=100').choice.depth).toBeUndefined()
    expect(parse('space=zoo&depth=12').problems).toEqual([
      'depth is no option of these spaces; 12 was left out.',
    ])
  })

  it('are told of in different sentences: a page lists them by their texts', () => {
    const name = 'x'.repeat(70)
    expect(parse(`space=${name}1,${name}2`).problems).toHaveLength(1)
    expect(parse('space=a,b,c,d,e,f,g').problems.at(-1)).toBe('space names 2 more that do not exist.')
  })

  it('keep the backends that are known beside one that is not', () => {
    const { choice, problems } = parse('backends=wasm,cuda,wasm')
    expect(choice.backends).toEqual(['wasm'])
    expect(problems).toHaveLength(1)
  })

  it('keep the selections that are known beside one that is not, in one order', () => {
    const { choice, problems } = parse('selection=no-simd,clever,standard,no-simd')
    expect(choice.selections).toEqual(['standard', 'no-simd'])
    expect(problems).toHaveLength(1)
  })

  it('given twice count once, and that is said', () => {
    const { choice, problems } = parse('count=3&count=5')
    expect(choice.count).toBe(3)
    expect(problems).toEqual(['count is given 2 times; the first counts.'])
  })

  it('never fault, stay in range and say little, whatever a link holds', () => {
    const name = fc.oneof(
      fc.constantFrom(
        'count',
        'seed',
        'size',
        'minutes',
        'space',
        'networks',
        'design',
        'depth',
        'mflop',
        'mb',
        'backends',
        'deliver',
        'measure',
        'kernels',
        'fusion',
        'selection',
        'order',
      ),
      fc.string(),
    )
    const value = fc.oneof(fc.string(), fc.integer().map(String), fc.double().map(String))
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 40 }), (pairs) => {
        const { choice, deliver, problems } = parse(new URLSearchParams(pairs).toString())
        for (const key of ['count', 'seed', 'size', 'minutes', 'depth', 'mflop', 'mb'] as const) {
          const number = choice[key]
          if (number === undefined || number === null) continue
          expect(number).toBeGreaterThanOrEqual(limits[key][0])
          expect(number).toBeLessThanOrEqual(limits[key][1])
        }
        for (const space of choice.spaces ?? []) expect(spaces).toContain(space)
        for (const name of choice.selections ?? []) expect(selectionNames).toContain(name)
        for (const network of choice.networks ?? []) expect(network).toMatch(/^\w{1,64}$/)
        expect(deliver === null || isDeliveryPath(deliver)).toBe(true)
        expect(problems.length).toBeLessThan(40)
        expect(new Set(problems).size).toBe(problems.length)
        for (const problem of problems) expect(problem.length).toBeLessThan(300)
      }),
    )
  })

  it('come back from the query that they make', () => {
    const choice = fc.record({
      spaces: fc.uniqueArray(fc.constantFrom(...spaces)),
      networks: fc.uniqueArray(fc.constantFrom('resnet18', 'mobilenet_v2')),
      count: fc.integer({ min: limits.count[0], max: limits.count[1] }),
      minutes: fc.option(fc.integer({ min: limits.minutes[0], max: limits.minutes[1] })),
      seed: fc.integer({ min: limits.seed[0], max: limits.seed[1] }),
      size: fc.option(fc.integer({ min: limits.size[0], max: limits.size[1] })),
      design: fc.constantFrom('random' as const, 'stratified' as const, 'teaching' as const),
      depth: fc.option(fc.integer({ min: 4, max: 24 })),
      mflop: fc.option(fc.integer({ min: limits.mflop[0], max: limits.mflop[1] })),
      mb: fc.option(fc.integer({ min: limits.mb[0], max: limits.mb[1] })),
      backends: fc.option(
        fc.uniqueArray(fc.constantFrom('webgpu', 'webgl', 'wasm-1', 'wasm-4'), { minLength: 1 }),
      ),
      fusion: fc.constantFrom('on' as const, 'off' as const, 'both' as const),
      measure: fc.constantFrom('networks' as const, 'kernels' as const),
      order: fc.constantFrom(...kernelOrders),
      selections: fc.subarray([...selectionNames], { minLength: 1 }),
      kernels: fc.option(fc.constantFrom('on' as const, 'off' as const, 'both' as const)),
    })
    fc.assert(
      fc.property(choice, (wanted) => {
        // Nothing at all is no choice; it reads as the standard one.
        fc.pre(wanted.spaces.length > 0 || wanted.networks.length > 0)
        fc.pre(wanted.measure === 'networks' || wanted.design !== 'teaching')
        fc.pre(wanted.depth === null || wanted.spaces.includes('synthetic'))
        const { choice: read, problems } = parse(runQuery(wanted))
        expect(problems).toEqual([])
        // With a time budget the count of networks follows from it and is not written.
        const isCounted = wanted.minutes === null || wanted.measure === 'kernels'
        const count = isCounted ? wanted.count : standardChoice.count
        expect({ ...standardChoice, ...read }).toEqual({ ...wanted, count })
      }),
    )
  })
})

describe('a delivery', () => {
  it('goes to a path below /deliver/ of this site', () => {
    for (const path of ['/deliver/dataset.json', '/deliver/run-1_a.json.gz'])
      expect(isDeliveryPath(path)).toBe(true)
  })

  it('goes nowhere else', () => {
    const paths = [
      '//evil.example/deliver/x',
      'https://evil.example/deliver/x',
      '/deliver/',
      '/deliver/../done',
      '/deliver/a/b',
      '/deliver/..',
      '/deliver/x?y',
      '/deliver/x#y',
      '/deliver/%2e%2e',
      '\\deliver\\x',
      '/deliver\\x',
      'deliver/x',
      `/deliver/${'x'.repeat(300)}`,
    ]
    for (const path of paths) expect(isDeliveryPath(path), path).toBe(false)
  })
})
