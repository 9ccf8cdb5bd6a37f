import { afterEach, describe, expect, test, vi } from 'vitest'
import { openStore } from '../../../src/dataset/store.ts'
import type { ChangeOrigin } from '../../../src/dataset/changes.ts'
import '../../fixtures/indexed-db.ts'
import { sampleDataset } from '../../fixtures/records.ts'

const dataset = sampleDataset({ networks: 1, platforms: 1, seed: 1 })

afterEach(() => vi.unstubAllGlobals())

describe('a change', () => {
  test('is told here and in other tabs', async () => {
    const [here, there] = [await openStore({ name: 'tabs' }), await openStore({ name: 'tabs' })]
    const told: ChangeOrigin[] = []
    here.onChange((origin) => told.push(origin))
    const elsewhere = new Promise<ChangeOrigin>((resolve) => there.onChange(resolve))
    await here.addMany(dataset)
    expect(told).toEqual(['here'])
    expect(await elsewhere).toBe('elsewhere')
    expect(await there.count()).toBe(1)
    // What changes nothing is not told.
    await here.addMany(dataset)
    await here.remove(['0'.repeat(64)])
    expect(told).toEqual(['here'])
    here.close()
    there.close()
  })

  test('is told here where the browser has no BroadcastChannel', async () => {
    vi.stubGlobal('BroadcastChannel', undefined)
    const store = await openStore({ name: 'alone' })
    const told: ChangeOrigin[] = []
    const end = store.onChange((origin) => told.push(origin))
    await store.addMany(dataset)
    end()
    await store.removeAll()
    expect(told).toEqual(['here'])
    store.close()
  })
})
