import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { chromium, type Page } from 'playwright'
import { build } from 'vite'
import type { Cases } from '../tests/bench/page.ts'
import { launchOptions } from './browser.ts'
import { buildIfNeeded } from './build-if-needed.ts'
import { graphsRows } from './bench/graphs.ts'
import { growthRows } from './bench/growth.ts'
import { initialJavaScriptBytes } from './bench/initial-size.ts'
import { plansRows } from './bench/plans.ts'
import { predictionsRows } from './bench/predictions.ts'
import { spacesRows } from './bench/spaces.ts'
import { printTable, type Row } from './bench/table.ts'
import { treesRows } from './bench/trees.ts'
import { startServer } from './serve.ts'

const usage = `npm run bench [-- options]

  --json FILE      also write the rows as JSON
  --only NAMES     some of: plain, layers, kernels, campaign, noise, dataset, spaces, plans, trees,
                   graphs, predictions, growth, size  [all]
  --rounds N       rounds of each comparison in turns                      [25]
  --records LIST   sizes of the dataset benchmark                          [1000,10000,100000]
`

const backends = ['wasm', 'webgl', 'webgpu'] as const
/** What runs in a browser. */
const onPage = ['plain', 'layers', 'kernels', 'campaign', 'noise', 'dataset']
/** What runs in one thread of Node.js. */
const inNode = {
  spaces: spacesRows,
  plans: plansRows,
  trees: treesRows,
  graphs: graphsRows,
  predictions: predictionsRows,
  growth: growthRows,
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      only: { type: 'string' },
      rounds: { type: 'string', default: '25' },
      records: { type: 'string', default: '1000,10000,100000' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return void process.stdout.write(usage)
  const all = [...onPage, ...Object.keys(inNode), 'size']
  const wanted = new Set(values.only?.split(',') ?? all)
  const rounds = Number(values.rounds)
  await build({ configFile: 'tests/bench/vite.config.ts', logLevel: 'warn' })
  const server = await startServer({ root: '.cache/bench' })
  const rows: Row[] = []
  const add = (row: Row) => {
    rows.push(row)
    process.stderr.write(`${row.name}: ${row.value}\n`)
  }
  /** Every case in a browser of its own: what one leaves behind does not touch the next. */
  async function call<Name extends keyof Cases>(
    name: Name,
    ...request: Parameters<Cases[Name]>
  ): Promise<Awaited<ReturnType<Cases[Name]>>> {
    const browser = await chromium.launch(launchOptions())
    try {
      const page = await browser.newPage()
      await page.goto(server.url)
      return await callIn(page, name, request)
    } finally {
      await browser.close()
    }
  }
  try {
    if (wanted.has('plain'))
      for (const backend of backends)
        add(
          ratioRow(
            `executor / plain loop, ${backend}`,
            '0.97 to 1.03',
            await call('againstPlainLoop', backend, rounds),
          ),
        )
    if (wanted.has('layers'))
      for (const backend of backends)
        add(
          ratioRow(
            `executor / tfjs-layers MobileNetV2, ${backend}`,
            'at most 1.0',
            await call('againstLayers', backend, backend === 'wasm' ? rounds : Math.ceil(rounds / 3)),
          ),
        )
    if (wanted.has('kernels')) {
      for (const [backend, network, goal] of [
        ['webgpu', 'plain', 'at most 1.3'],
        ['webgpu', 'mobilenetV2', 'at most 1.3'],
        ['webgl', 'plain', ''],
        ['wasm', 'plain', ''],
      ] as const) {
        const timed = await call('kernelTiming', backend, network, rounds)
        const name = `kernel timing / awaited run, ${backend}, ${timed.kernels} kernels`
        add(ratioRow(name, goal, timed))
      }
      for (const backend of backends) {
        const { observed, untouched } = await call('observationOff', backend, rounds)
        const row = ratioRow(`run after observation / never observed, ${backend}`, '0.99 to 1.01', observed)
        add({ ...row, detail: `${row.detail}; two that never were: ${untouched.ratio.toFixed(3)}` })
      }
    }
    if (wanted.has('campaign'))
      for (const backend of ['wasm', 'webgpu'] as const) {
        const { share, networksPerMinute, networks, wallS } = await call(
          'campaignShare',
          backend,
          backend === 'wasm' ? 10 : 3,
        )
        add({
          name: `campaign, ${backend}: timed inference of wall time`,
          value: percent(share),
          goal: '',
          detail: `${networks} networks of 32 px in ${wallS.toFixed(0)} s, ${networksPerMinute.toFixed(1)} a minute`,
        })
      }
    if (wanted.has('noise'))
      for (const [backend, threads, networks, inputSize] of [
        ['wasm', 1, 10, 64],
        ['wasm', 2, 10, 64],
        // Software rendering is a hundred times slower.
        ['webgl', 1, 3, 32],
        ['webgpu', 1, 3, 32],
      ] as const) {
        const isCorrected = backend === 'wasm'
        const a = await call('noise', backend, threads, networks, inputSize)
        add({
          name: `A/A, ${backend} ${threads} threads: difference of medians${isCorrected ? ', corrected' : ''}, in a batch`,
          value: percent(a.perInferenceCorrected.median),
          goal: `${backend === 'wasm' && threads === 1 ? 'at most 2 %, and ' : ''}at most half of the simple protocol`,
          detail: `largest ${percent(a.perInferenceCorrected.largest)}; awaited ${percent(a.latencyCorrected.median)}; not corrected ${percent(a.perInference.median)}, awaited ${percent(a.latency.median)}; simple protocol ${a.simple ? percent(a.simple.median) : 'not run'}; n ${a.perInference.n}`,
        })
      }
    if (wanted.has('dataset'))
      for (const records of values.records.split(',').map(Number)) {
        const d = await call('dataset', records)
        add({
          name: `dataset of ${d.records}`,
          value: `insert ${d.insertS.toFixed(2)} s`,
          goal: '',
          detail: `first page ${(1000 * d.firstPageS).toFixed(0)} ms, export ${d.exportS.toFixed(2)} s, import ${d.importS.toFixed(2)} s, file ${d.fileMiB.toFixed(1)} MiB, peak heap ${d.peakMiB.toFixed(0)} MiB`,
        })
      }
    for (const [name, rowsOf] of Object.entries(inNode))
      if (wanted.has(name)) for (const row of await rowsOf()) add(row)
    if (wanted.has('size')) {
      buildIfNeeded()
      add({
        name: 'initial JavaScript, gzip',
        value: `${((await initialJavaScriptBytes('dist')) / 1024).toFixed(1)} KB`,
        goal: 'at most 60 KB',
        detail: '',
      })
    }
  } finally {
    await server.close()
    // Also after a failure: what was measured is shown.
    printTable(rows)
  }
  if (values.json) await writeFile(values.json, `${JSON.stringify({ commit: commit(), rows }, null, 2)}\n`)
}

const callIn = (page: Page, name: string, request: readonly unknown[]) =>
  page.evaluate(
    async ({ name: wanted, request: given }) => {
      const { benchCases } = globalThis as unknown as {
        benchCases: Record<string, (...args: readonly unknown[]) => Promise<never>>
      }
      return (await benchCases[wanted]?.(...given)) as never
    },
    { name, request },
  )

const percent = (share: number) => `${(100 * share).toFixed(1)} %`

function ratioRow(name: string, goal: string, result: Awaited<ReturnType<Cases['againstPlainLoop']>>): Row {
  const { ratio, quartiles, oursMs, theirsMs, rounds, batch } = result
  return {
    name,
    value: ratio.toFixed(3),
    goal,
    detail: `quartiles ${quartiles.map((value) => value.toFixed(3)).join(' to ')}; ${oursMs.toFixed(2)} against ${theirsMs.toFixed(2)} ms; ${rounds} rounds of ${batch}`,
  }
}

const commit = () => execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { encoding: 'utf8' }).trim()

await main()
