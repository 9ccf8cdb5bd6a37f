import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { build } from 'vite'
import type { SpacesResult } from '../../tests/bench/cases/spaces.ts'
import type { Row } from './table.ts'

const folder = '.cache/bench-node'

/** Times the spaces in one thread of Node.js, as Vite builds them. */
export async function spacesRows(): Promise<Row[]> {
  await build({
    logLevel: 'error',
    configFile: false,
    build: { ssr: 'tests/bench/cases/spaces.ts', outDir: folder, emptyOutDir: true, copyPublicDir: false },
  })
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', `${folder}/spaces.js`])
  const { nasbench201PerS, syntheticPerS, networks, classesMs, classes, heap, draws } = JSON.parse(
    stdout,
  ) as SpacesResult
  const spread = (values: readonly number[], digits = 0) => {
    const sorted = [...values].sort((a, b) => a - b)
    const at = (share: number) => (sorted[Math.round(share * (sorted.length - 1))] ?? NaN).toFixed(digits)
    return { median: at(0.5), text: `quartiles ${at(0.25)} to ${at(0.75)}` }
  }
  const speed = (name: string, values: readonly number[], goal: string): Row => ({
    name: `${name}: key to shapes, cost and hash`,
    value: `${spread(values).median} networks/s`,
    goal,
    detail: `${spread(values).text}; ${values.length} rounds of ${networks} networks`,
  })
  const [few = 0, many = 0] = draws
  const heapRow = ({ space, design, bytes: [after = 0, later = 0] }: SpacesResult['heap'][number]): Row => ({
    name: `heap after ${few} and ${many} ${design} draws: ${space}`,
    value: `${(after / 2 ** 20).toFixed(1)} and ${(later / 2 ** 20).toFixed(1)} MiB`,
    goal: space === 'synthetic' ? 'does not grow' : 'grows by keys only',
    detail: `${Math.round((later - after) / (many - few))} bytes a draw; after a garbage collection, the generator alive`,
  })
  return [
    speed('NAS-Bench-201', nasbench201PerS, 'at least 2000'),
    speed('synthetic', syntheticPerS, 'at least 200'),
    {
      name: 'NAS-Bench-201: all 15,625 keys to classes',
      value: `${spread(classesMs).median} ms`,
      goal: 'under 10 s',
      detail: `${spread(classesMs).text}; ${classes} classes, ${classesMs.length} rounds`,
    },
    ...heap.map(heapRow),
  ]
}
