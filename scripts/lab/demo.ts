import { writeFile } from 'node:fs/promises'
import { report, sessionOptionHelp, sessionOptionKinds, sessionWishOf } from './collect.ts'
import { parseOptions, textOf } from './options.ts'
import type { RunWish } from './run-address.ts'
import { withSession, type Session } from './session.ts'
import type { Subcommand } from './subcommand.ts'
import { itemTable } from './table.ts'
import { parseDataset, tally } from './tally.ts'

/** Five networks that are small enough for a GPU that is emulated on the CPU. */
const demoRun: RunWish = {
  spaces: ['synthetic'],
  networks: [],
  count: 5,
  seed: 1,
  backends: ['wasm', 'webgl', 'webgpu'],
  size: 32,
  design: null,
  depth: null,
  mflop: null,
  mb: null,
  measure: null,
  order: null,
  // A first look, on a GPU that may be emulated: every kernel by the clock would take it minutes.
  kernels: 'off',
  fusion: null,
  selections: [],
  minutes: null,
}

export const demo: Subcommand = {
  summary: 'five small networks on every backend: a table, a data set, a picture',
  help: [
    'npm run lab -- demo [options]',
    '',
    '  --out FILE        where the data set goes              [inferometer-demo.json]',
    '  --picture FILE    where the picture of the Data page goes  [inferometer-demo.png]',
    sessionOptionHelp,
  ].join('\n'),

  async run(args) {
    const values = parseOptions(args, { out: 'string', picture: 'string', ...sessionOptionKinds })
    const out = textOf(values, 'out', 'inferometer-demo.json')
    const picture = textOf(values, 'picture', 'inferometer-demo.png')
    const text = await withSession(sessionWishOf(values), async (session) => {
      const delivered = await session.measure(demoRun)
      await takePicture(session, picture)
      return delivered
    })
    await writeFile(out, text)
    const dataset = parseDataset(text)
    console.log(itemTable(dataset))
    console.log(`\nData set: ${out}\nData page: ${picture}`)
    if (values['gpu'] !== true)
      console.log('The GPU was emulated on the CPU: right results, meaningless GPU times.')
    return report(tally(dataset, demoRun), out)
  },
}

/** The Data page with what has just been measured. */
async function takePicture(session: Session, file: string): Promise<void> {
  const page = await session.open()
  await page.goto(`${session.url}#/data`)
  await page.getByRole('table').first().waitFor()
  await page.screenshot({ path: file, fullPage: true })
}
