import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'
import { speaking, withJournal } from '../../../src/app/journal-access.ts'
import { openJournal } from '../../../src/measurement/journal.ts'

it('closes the journal, so that its database can be deleted', async () => {
  expect(await withJournal((journal) => journal.unfinished())).toBeNull()
  const isBlocked = await new Promise<boolean>((resolve, reject) => {
    const request = indexedDB.deleteDatabase('inferometer-journal')
    request.onsuccess = () => resolve(false)
    request.onblocked = () => resolve(true)
    request.onerror = () => reject(new Error('The database could not be deleted.'))
  })
  expect(isBlocked).toBe(false)
})

it('tells a journal that was closed by another tab in a full sentence', async () => {
  const journal = await openJournal('closed')
  journal.close()
  await expect(speaking(journal).doneKeys('c')).rejects.toMatchObject({ name: 'StoreError', code: 'version' })
  await expect(speaking(journal).unfinished()).rejects.toThrow('reload this tab to go on')
})
