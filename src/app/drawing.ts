import type { ArchitectureRecord } from '../dataset/record.ts'
import type { RunChoice } from './run-parameters.ts'

/** The page stays responsive: at most this long without a break. */
const sliceMs = 40

/**
 * The networks of a choice as records, distinct by id. Fewer than `count` come where the space has fewer.
 * @throws {RangeError} where the space does not take the seed, the count or the size
 */
export async function drawNetworks(choice: RunChoice, count: number): Promise<ArchitectureRecord[]> {
  const [{ spaceNamed }, { architectureRecord }] = await Promise.all([
    import('../spaces/registry.ts'),
    import('../dataset/identity.ts'),
  ])
  const space = spaceNamed(choice.space)
  const options = { seed: choice.seed, count, ...(choice.size === null ? {} : { inputSize: choice.size }) }
  const records = new Map<string, ArchitectureRecord>()
  let breakMs = performance.now()
  for (const { key, architecture } of space.sample(options)) {
    const record = architectureRecord({ space: space.name, key, architecture })
    records.set(record.id, record)
    if (performance.now() - breakMs > sliceMs) {
      await new Promise((resolve) => setTimeout(resolve))
      breakMs = performance.now()
    }
  }
  return [...records.values()]
}
