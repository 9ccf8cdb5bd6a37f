import { exportJson } from '../../../src/dataset/export.ts'
import { importDataset } from '../../../src/dataset/import.ts'
import { openStore } from '../../../src/dataset/store.ts'
import { sampleDataset } from '../../fixtures/records.ts'

const chunk = 500
const platforms = 4

/** Only Chromium has it; precise where the page is isolated. */
interface HeapApi {
  readonly memory?: { readonly usedJSHeapSize: number }
}

/** Largest JavaScript heap of this page while `work` runs, looked at every 20 ms, in bytes. */
async function peakHeapBytes(work: () => Promise<unknown>): Promise<number> {
  const held = () => (performance as HeapApi).memory?.usedJSHeapSize ?? NaN
  let peak = held()
  const timer = setInterval(() => {
    peak = Math.max(peak, held())
  }, 20)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
  return peak
}

/** Seconds of each step at one size, in databases of their own, and the largest heap during export and import. */
export async function dataset(records: number) {
  const {
    platforms: devices,
    architectures,
    measurements,
  } = sampleDataset({ networks: Math.ceil(records / platforms), platforms, seed: 1 })
  const [source, target] = [`bench-${records}`, `bench-${records}-copy`]
  for (const name of [source, target]) indexedDB.deleteDatabase(name)
  const store = await openStore({ name: source })
  const seconds = async (work: () => Promise<unknown>) => {
    const startMs = performance.now()
    await work()
    return (performance.now() - startMs) / 1000
  }
  const insertS = await seconds(async () => {
    for (let i = 0; i < measurements.length; i += chunk)
      await store.addMany({
        platforms: i === 0 ? devices : [],
        architectures: i === 0 ? architectures : [],
        measurements: measurements.slice(i, i + chunk),
      })
  })
  const firstPageS = await seconds(() => store.page({ limit: 25 }))
  const file: Blob[] = []
  let exportS = NaN
  let importS = NaN
  const exporting = async () => {
    exportS = await seconds(async () => {
      // Handed on as it comes, as a download is: the file itself is not held by the page.
      for await (const part of exportJson(store)) file.push(new Blob([part]))
    })
  }
  const exportPeakBytes = await peakHeapBytes(exporting)
  const blob = new Blob(file)
  file.length = 0
  const copy = await openStore({ name: target })
  let added = 0
  const importing = async () => {
    importS = await seconds(async () => {
      added = (await importDataset(blob, copy)).added
    })
  }
  const importPeakBytes = await peakHeapBytes(importing)
  store.close()
  copy.close()
  for (const name of [source, target]) indexedDB.deleteDatabase(name)
  return {
    records: measurements.length,
    added,
    insertS,
    firstPageS,
    exportS,
    importS,
    fileMiB: blob.size / 2 ** 20,
    peakMiB: Math.max(exportPeakBytes, importPeakBytes) / 2 ** 20,
  }
}
