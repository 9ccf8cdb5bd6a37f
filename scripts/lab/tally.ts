import * as v from 'valibot'
import {
  datasetSchema,
  type Configuration,
  type Dataset,
  type Measurement,
} from '../../src/dataset/record.ts'
import { kernelSpace } from '../../src/measurement/kernel-collection-space.ts'
import { standardSelection } from '../../src/runtimes/selection.ts'
import { wasmThreadCounts } from '../../src/measurement/device-report.ts'
import { networksOf } from '../../src/app/campaign-plan.ts'
import { standardChoice } from '../../src/app/run-parameters.ts'
import { Fault } from '../fault.ts'
import type { RunWish } from './run-address.ts'

export interface Tally {
  readonly nOk: number
  readonly nSkipped: number
  readonly nFailed: number
  /** Full sentences: what was asked for and is neither measured nor explained. */
  readonly missing: readonly string[]
}

/**
 * Reads a delivered file as the import does.
 *
 * @throws {Fault} when it is not a data set.
 */
export function parseDataset(text: string): Dataset {
  const result = v.safeParse(datasetSchema, jsonOf(text))
  if (result.success) return result.output
  const [issue] = result.issues
  throw new Fault(`The delivered file is no data set: ${v.getDotPath(issue) ?? 'its top'}: ${issue.message}.`)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    throw new Fault(`The delivered file is no data set, not even JSON: ${problem}.`)
  }
}

/**
 * The items of the latest run, without the canary networks that watch over it: a page delivers all that its browser
 * profile keeps, earlier runs included.
 */
export function itemsOf({ measurements }: Dataset): Measurement[] {
  const [first, ...others] = measurements
  if (first === undefined) return []
  const latest = others.reduce((a, b) => (b.measuredAt > a.measuredAt ? b : a), first).context.campaignId
  return measurements.filter(
    ({ context }) => context.campaignId === latest && !context.tags.includes('canary'),
  )
}

/** Such as `wasm, 2 threads` or `webgpu, unfused, im2col`; fusion and selection are said only where they are not usual. */
export function configurationName({ backend, threads, fusion, selection }: Configuration): string {
  return [
    backend,
    ...(threads > 1 ? [`${threads} threads`] : []),
    ...(fusion === 'off' ? ['unfused'] : []),
    ...(selection === standardSelection ? [] : [selection]),
  ].join(', ')
}

/** Whether every network has a record under every configuration, and what is missing. */
export function tally(dataset: Dataset, wish: RunWish): Tally {
  const items = itemsOf(dataset)
  const count = (status: Measurement['status']) => items.filter((item) => item.status === status).length
  return {
    nOk: count('ok'),
    nSkipped: count('skipped'),
    nFailed: count('failed'),
    missing: [
      // A reason for everything explains nothing: something is wrong with the machine or with us.
      ...(count('ok') === 0 ? ['Nothing was measured.'] : []),
      ...missingBackends(dataset, wish.measure === 'kernels' ? kernelsOf(dataset) : items, wish),
      ...missingVariants(items, wish),
      ...(wish.measure === 'kernels' ? [] : missingNetworks(items, wish)),
      ...missingPairs(dataset, items),
    ],
  }
}

/** All kernels that a profile holds: what an earlier run has measured is not measured again. */
function kernelsOf({ architectures, measurements }: Dataset): Measurement[] {
  const ids = new Set(architectures.filter(({ space }) => space === kernelSpace).map(({ id }) => id))
  return measurements.filter(({ architectureId }) => ids.has(architectureId))
}

/** Ways of running that were asked for and left no record on any backend. */
function missingVariants(items: readonly Measurement[], { fusion, selections }: RunWish): string[] {
  const has = (is: (configuration: Configuration) => boolean) =>
    items.some(({ configuration }) => is(configuration))
  const fusions = fusion === 'both' ? (['on', 'off'] as const) : []
  return [
    ...fusions
      .filter((wanted) => !has((one) => one.fusion === wanted))
      .map((wanted) => `Nothing was recorded with fusion ${wanted}.`),
    ...selections
      .filter((wanted) => !has((one) => one.selection === wanted))
      .map((wanted) => `Nothing was recorded with the program selection ${wanted}.`),
  ]
}

function missingBackends(dataset: Dataset, items: readonly Measurement[], wish: RunWish): string[] {
  return wish.backends
    .filter(
      (name) => !items.some(({ configuration: { backend, threads } }) => isMeant(name, backend, threads)),
    )
    .map((name) => `Nothing was recorded for the backend ${name}${reasonOf(name, dataset, items)}.`)
}

/** Why the page left a thread count out, as far as the file tells. */
function reasonOf(name: string, { platforms }: Dataset, items: readonly Measurement[]): string {
  const platform = platforms.find(({ id }) => items.some(({ platformId }) => platformId === id))
  if (!platform || !name.startsWith('wasm-')) return ''
  const offered = wasmThreadCounts(platform.device.logicalCores, platform.isIsolated)
  if (offered.includes(Number(name.slice('wasm-'.length)))) return ''
  const cores = platform.device.logicalCores === 1 ? '1 core' : `${platform.device.logicalCores} cores`
  const page = platform.isIsolated ? cores : `${cores} and a page that is not isolated`
  return `: with ${page} the browser is offered ${offered.map((threads) => `wasm-${threads}`).join(', ')}`
}

/** `wasm` means every thread count, `wasm-2` one of them. */
function isMeant(name: string, backend: string, threads: number): boolean {
  return name === backend || name === `${backend}-${threads}`
}

function missingNetworks(items: readonly Measurement[], wish: RunWish): string[] {
  const n = new Set(items.map(({ architectureId }) => architectureId)).size
  // Within a time budget fewer networks are what was asked for.
  const { spaces, networks, count } = wish
  const wanted = networksOf({ ...standardChoice, spaces, networks, count })
  if (wish.minutes !== null ? n > 0 : n >= wanted) return []
  return [`${wanted} networks were asked for, and ${n} are in the file.`]
}

function missingPairs(dataset: Dataset, items: readonly Measurement[]): string[] {
  const configurations = new Set(items.map(({ configuration }) => configurationName(configuration)))
  const recorded = new Set(
    items.map((item) => `${item.architectureId} ${configurationName(item.configuration)}`),
  )
  const measured = new Set(items.map(({ architectureId }) => architectureId))
  return dataset.architectures
    .filter(({ id }) => measured.has(id))
    .flatMap(({ id, label }) =>
      [...configurations]
        .filter((name) => !recorded.has(`${id} ${name}`))
        .map((name) => `${label} has no record under ${name}.`),
    )
}
