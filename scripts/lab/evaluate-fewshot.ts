import {
  adaptationRows,
  fewShotScores,
  ranges,
  rowsOf,
  type FewShotTable,
} from '../../src/prediction/evaluation/fewshot.ts'
import { publishedFewShot } from '../../src/prediction/evaluation/fewshot-published.ts'
import { helpCells, helpFbnet } from '../../src/prediction/evaluation/fewshot-tables.ts'
import { rowsAt, type Matrix } from '../../src/prediction/matrix.ts'
import type { Published, Score } from '../../src/prediction/evaluation/score.ts'
import { spearman } from '../../src/prediction/rank-correlation.ts'
import { GraphGp } from '../../src/prediction/regressors/gp/graph-gp.ts'
import { NumericGp } from '../../src/prediction/regressors/numeric-gp/numeric-gp.ts'
import type { SpreadLearner } from '../../src/prediction/regressors/spread-model.ts'
import { seenElsewhere, type KnownPlatform } from '../../src/prediction/transfer/networks-elsewhere.ts'
import { fewestProbes } from '../../src/prediction/transfer/transfer.ts'
import { numberColumn, readCsv, textColumn, type CsvTable } from './evaluate-csv.ts'
import { deliver, tellScore } from './evaluate-deliver.ts'
import {
  checked,
  chosenOf,
  commonOptionHelp,
  commonOptionKinds,
  commonOptionsOf,
} from './evaluate-options.ts'
import { parseOptions, textOf, UsageError } from './options.ts'
import type { Subcommand } from './subcommand.ts'

const optionKinds = { ...commonOptionKinds, sources: 'string' } as const
const defaults = { train: [10], seeds: 20 }
/** As HELP has them: the largest batch is 256 in the table of cells, 64 in that of FBNet. */
const helpSources = [
  ...['1080ti_1', '1080ti_32', '1080ti_64', '1080ti_256'],
  ...['silver_4114', 'silver_4210r', 'samsung_a50', 'pixel3', 'essential_ph_1'],
]
const helpTargets = {
  cells: ['titan_rtx_256', 'gold_6226', 'pixel2', 'raspi4', 'eyeriss', 'fpga'],
  fbnet: ['raspi4', 'eyeriss', 'fpga'],
}
/** Below this a row of these devices is a network that computes nothing. */
const leastMs: Readonly<Record<string, number>> = { pixel3: 0.5, raspi4: 0.5 }
const mostRows = 4900

export const evaluateFewShot: Subcommand = {
  summary: 'a device that is new, from a few probes and other devices (evaluation E3, the protocol of HELP)',
  help: [
    commonOptionHelp('CSV of HELP: "ops" (6 digits, or 22 of FBNet) and columns of ms', defaults),
    '  --sources NAMES   devices to learn from; all but the target count   [those of HELP]',
  ].join('\n'),
  async run(args) {
    const values = parseOptions(args, optionKinds)
    const options = commonOptionsOf(values, defaults)
    const table = await readCsv(options.tablePath)
    const digits = textColumn(table, 'ops').slice(0, mostRows)
    if (digits.length < mostRows) throw new UsageError(`${table.path} has fewer than ${mostRows} rows.`)
    const form = digits[0]?.length === 6 ? 'cells' : 'fbnet'
    const known = table.columns.filter((column) => !['ops', 'nb201_index', 'sample'].includes(column))
    const usual = helpSources.filter((name) => known.includes(name))
    const named = textOf(values, 'sources', null)
    const sources = chosenOf(named === null ? usual : named.split(','), known, table.path)
    const wanted =
      options.devices === 'all' ? helpTargets[form].filter((name) => known.includes(name)) : options.devices
    const targets = chosenOf(wanted, known, table.path)
    const columns = sources.map((id) => ({ id, latenciesMs: latenciesOf(table, id) }))
    const measured = new Map(targets.map((device) => [device, latenciesOf(table, device)]))
    checkBeforehand(sources, measured, options.train)
    const { elsewhere, flops } = await checked(() =>
      form === 'cells' ? cellsElsewhere(digits, columns) : fbnetElsewhere(digits, columns),
    )
    const scores: Score[] = []
    for (const device of targets) {
      const others = [...sources.keys()].filter((place) => sources[place] !== device)
      const seen: FewShotTable = {
        elsewhere: { ...elsewhere, logLatencies: columnsAt(elsewhere.logLatencies, others) },
        flops,
      }
      const latenciesMs = measured.get(device) as Float64Array
      for (const range of ranges)
        for (const probes of options.train)
          for (const seed of options.seeds) {
            const found = await checked(() =>
              fewShotScores(seen, { device, latenciesMs, range, probes, seed }),
            )
            found.forEach(tellScore)
            scores.push(...found)
          }
    }
    const notes = [
      `Sources: ${sources.join(', ')}; each learnt from rows 0 to 899, and none a source of itself. Probes are of these rows, predicted are rows from 900 on.`,
      'Middle: probes and predicted rows within the percentiles 10 and 90 of the target, as in the paper; the full range is what a new device has.',
      'Chosen probes: of a random half of the rows for each seed. HELP has 10 reference latencies of the target besides its 10 probes.',
    ]
    return deliver(
      {
        protocol: 'fewshot',
        scores: [...scores, ...meansOf(scores)],
        ceilings: [],
        published: publishedFor(targets, publishedFewShot(form)),
        notes,
      },
      options,
    )
  },
}

/** Learning the sources takes a minute: what cannot be done is said before. @throws {UsageError} */
function checkBeforehand(
  sources: readonly string[],
  targets: ReadonlyMap<string, Float64Array>,
  train: readonly number[],
): void {
  const twice = sources.find((name, place) => sources.indexOf(name) !== place)
  if (twice !== undefined) throw new UsageError(`--sources names "${twice}" twice.`)
  const few = train.find((probes) => probes < fewestProbes)
  if (few !== undefined)
    throw new UsageError(`--train ${few}: transfer needs at least ${fewestProbes} probes.`)
  for (const [device, latenciesMs] of targets) {
    if (!sources.some((name) => name !== device))
      throw new UsageError(`${device} has no source but itself: name others with --sources.`)
    for (const { query, isTrimmed } of ranges) {
      const pool = rowsOf(latenciesMs, adaptationRows, isTrimmed).length
      const most = Math.floor(pool / 2)
      const many = train.find((probes) => probes > most)
      if (many !== undefined)
        throw new UsageError(`--train ${many}: ${device} has ${pool} rows for probes, so ${most} at most.`)
      if (rowsOf(latenciesMs, query, isTrimmed).length === 0)
        throw new UsageError(`${device} has no rows to predict.`)
    }
  }
}

/** What was published of the devices that are judged, and their mean where it is of the same ones. */
export function publishedFor(devices: readonly string[], published: readonly Published[]): Published[] {
  const known = new Set(published.map(({ device }) => device).filter((name) => !isMean(name)))
  const isWhole = known.size === devices.length && devices.every((name) => known.has(name))
  return published.filter(({ device }) => (isMean(device) ? isWhole : devices.includes(device)))
}

const isMean = (device: string): boolean => device.startsWith('mean of ')

interface SourceColumn {
  readonly id: string
  readonly latenciesMs: Float64Array
}

async function cellsElsewhere(
  digits: readonly string[],
  sources: readonly SourceColumn[],
): Promise<FewShotTable> {
  const { graphs, features, flops } = helpCells(digits)
  const at = (rows: readonly number[]) => rows.flatMap((row) => graphs[row] ?? [])
  const platforms = await learnSources(new GraphGp(), at, sources)
  return { elsewhere: seenElsewhere(platforms, graphs, features), flops }
}

async function fbnetElsewhere(
  digits: readonly string[],
  sources: readonly SourceColumn[],
): Promise<FewShotTable> {
  const { choices, features, flops } = helpFbnet(digits)
  const at = (rows: readonly number[]) => rowsAt(choices, rows)
  const platforms = await learnSources(new NumericGp(), at, sources)
  return { elsewhere: seenElsewhere(platforms, choices, features), flops }
}

/** Each source from the rows that probes are taken from; how well it knows others is told on stderr. */
async function learnSources<Inputs>(
  learner: SpreadLearner<Inputs>,
  at: (rows: readonly number[]) => Inputs,
  sources: readonly SourceColumn[],
): Promise<KnownPlatform<Inputs>[]> {
  const known: KnownPlatform<Inputs>[] = []
  for (const { id, latenciesMs } of sources) {
    const logsOf = (rows: readonly number[]) =>
      Float64Array.from(rows, (row) => Math.log(latenciesMs[row] as number))
    const rows = rowsOf(latenciesMs, adaptationRows, false)
    const start = performance.now()
    const samples = { inputs: at(rows), targets: logsOf(rows) }
    const model = await learner.fit(samples, { seed: 0 })
    const seconds = (performance.now() - start) / 1000
    const others = rowsOf(latenciesMs, ranges[0].query, false)
    const likeness = spearman(model.predict(at(others)), logsOf(others))
    process.stderr.write(
      `${id} learnt in ${seconds.toFixed(1)} s, Spearman ${likeness.toFixed(3)} on other rows\n`,
    )
    known.push({ id, model })
  }
  return known
}

function columnsAt({ rows, columns, values }: Matrix, places: readonly number[]): Matrix {
  const picked = new Float64Array(rows * places.length)
  for (let row = 0; row < rows; row++)
    places.forEach((place, column) => {
      picked[row * places.length + column] = values[row * columns + place] as number
    })
  return { rows, columns: places.length, values: picked }
}

function latenciesOf(table: CsvTable, device: string): Float64Array {
  const least = leastMs[device] ?? 0
  return numberColumn(table, device)
    .slice(0, mostRows)
    .map((latency) => (latency > least ? latency : NaN))
}

/** For each seed the mean over devices, as the paper averages. */
function meansOf(scores: readonly Score[]): Score[] {
  const devices = new Set(scores.map(({ device }) => device))
  if (devices.size < 2) return []
  const groups = new Map<string, Score[]>()
  for (const score of scores) {
    const key = [score.subject, score.method, score.trainingRows, score.seed].join('|')
    groups.set(key, [...(groups.get(key) ?? []), score])
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const mean = (of: (score: Score) => number) => group.reduce((sum, one) => sum + of(one), 0) / group.length
    const accuracy = Object.fromEntries(
      (Object.keys(first.accuracy) as (keyof Score['accuracy'])[]).map((name) => [
        name,
        name === 'n' ? Math.round(mean(({ accuracy: { n } }) => n)) : mean((one) => one.accuracy[name]),
      ]),
    ) as unknown as Score['accuracy']
    const interval = first.interval && {
      coverage: mean((one) => one.interval?.coverage ?? NaN),
      halfWidth: mean((one) => one.interval?.halfWidth ?? NaN),
    }
    return [{ ...first, device: `mean of ${devices.size}`, accuracy, interval, fitMs: null }]
  })
}
