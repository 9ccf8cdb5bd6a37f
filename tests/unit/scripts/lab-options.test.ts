import { describe, expect, test } from 'vitest'
import { collect } from '../../../scripts/lab/collect.ts'
import { parseOptions, UsageError } from '../../../scripts/lab/options.ts'
import { parseRunParameters } from '../../../src/app/run-parameters.ts'
import { runAddress, runOptionKinds, runWishOf } from '../../../scripts/lab/run-address.ts'

const wishOf = (...args: string[]) => runWishOf(parseOptions(args, runOptionKinds))

describe('the command line of a run', () => {
  test('the Run page understands every address that the lab makes', () => {
    const wish = wishOf(
      '--backends',
      'wasm-2,webgl',
      '--size',
      '64',
      '--fusion',
      'both',
      '--measure=kernels',
      '--kernels=on',
      '--order=longest',
      '--selection=no-simd,standard',
      '--minutes',
      '3',
      '--seed',
      '9',
      '--space=synthetic',
      '--networks=resnet18',
      '--design=stratified',
      '--depth=12',
      '--mflop=500',
      '--mb=64',
    )
    const { choice, autostart, deliver, problems } = parseRunParameters(
      runAddress(wish, 'dataset.json').slice('#/run?'.length),
      [{ name: 'synthetic', depths: { from: 4, to: 24 } }],
    )
    expect(problems).toEqual([])
    // The page has its own order of selections.
    expect(choice).toEqual({ ...wish, selections: ['standard', 'no-simd'] })
    expect([autostart, deliver]).toEqual([true, '/deliver/dataset.json'])
  })

  test('nothing said means thirty synthetic networks on three backends', () => {
    expect(wishOf()).toEqual({
      spaces: ['synthetic'],
      networks: [],
      count: 30,
      seed: 1,
      backends: ['wasm', 'webgl', 'webgpu'],
      size: null,
      design: null,
      depth: null,
      mflop: null,
      mb: null,
      measure: null,
      order: null,
      kernels: null,
      fusion: null,
      selections: [],
      minutes: null,
    })
  })

  test('everything that is said is in the address, and nothing else', () => {
    const wish = wishOf(
      '--space',
      'zoo',
      '--count=5',
      '--seed',
      '7',
      '--backends',
      'webgpu,wasm-2,wasm-2',
      '--size',
      '64',
    )
    expect(runAddress(wish, 'd.json')).toBe(
      '#/run?space=zoo&count=5&seed=7&backends=webgpu,wasm-2&size=64&autostart=1&deliver=/deliver/d.json',
    )
    const named = wishOf('--networks', 'resnet18, unet_16', '--design', 'stratified', '--mflop', '500')
    expect(runAddress(named, 'd.json')).toBe(
      '#/run?networks=resnet18,unet_16&count=30&seed=1&backends=wasm,webgl,webgpu&design=stratified&mflop=500&autostart=1&deliver=/deliver/d.json',
    )
    expect(runAddress(wishOf('--fusion', 'off', '--minutes', '3'), 'd.json')).toContain(
      '&fusion=off&minutes=3&autostart=1',
    )
  })

  test('a name that has signs of an address in it stays one value', () => {
    const query = new URLSearchParams(
      runAddress({ ...wishOf(), spaces: ['a&b=c#d'] }, 'd').slice('#/run?'.length),
    )
    expect(query.get('space')).toBe('a&b=c#d')
    expect(query.get('b')).toBeNull()
  })

  test.each([
    [['--space', 'zoo,zo'], /--space knows synthetic, .*, not "zo"\./],
    [['--cuont', '3'], /Unknown option '--cuont'\. The options are --space, --networks, --count, --seed/],
    [['--count'], /--count <value>' argument missing\. The options are/],
    [['stray'], /stray.*\. The options are/],
    [['--count', '0'], '--count takes a whole number from 1 to 10000, not "0".'],
    [['--count', '2.5'], '--count takes a whole number from 1 to 10000, not "2.5".'],
    [['--seed', '1e3'], '--seed takes a whole number from 0 to 4294967295, not "1e3".'],
    [['--backends', 'wasm,cuda'], '--backends knows wasm, wasm-1, wasm-2 …, webgl and webgpu, not "cuda".'],
    [['--backends', ''], '--backends needs a value.'],
    [['--fusion', 'maybe'], '--fusion knows on, off, both, not "maybe".'],
    [['--measure', 'layers'], '--measure knows networks, kernels, not "layers".'],
    [['--kernels', 'all'], '--kernels knows on, off, both, not "all".'],
    [['--order', 'shortest'], '--order knows longest, coverage, not "shortest".'],
    [['--selection', 'im2col,clever'], /--selection knows standard, .*, not "clever"\./],
    [['--space', ''], '--space needs a value.'],
  ])('%j is answered with a sentence', (args, sentence) => {
    expect(() => wishOf(...args)).toThrow(UsageError)
    expect(() => wishOf(...args)).toThrow(sentence)
  })

  test('collect without a file to write to starts nothing', async () => {
    await expect(collect.run(['--count', '3'])).rejects.toThrow('--out FILE is missing')
  })
})
