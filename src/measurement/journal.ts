import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Measurement, PlatformRecord } from '../dataset/record.ts'
import { withinTime } from '../runtimes/time-limit.ts'
import type { CampaignRequest } from './campaign-request.ts'
import type { LaneBests } from './lane.ts'
import type { Item } from './schedule.ts'

/** What is kept of an item before it is measured, so that a killed tab can be told about. */
export interface PendingItem {
  readonly item: Item
  readonly platform: PlatformRecord
  readonly block: number
  readonly order: number
  /** What came of it, before it is in the dataset; null while it is measured. */
  readonly measured: Measurement | null
}

interface JournalDB extends DBSchema {
  /** Best canaries of the campaign, by the position of the configuration. */
  bests: { key: [string, number]; value: LaneBests }
  /** The campaign that is under way; at most one. */
  campaigns: { key: string; value: { readonly request: CampaignRequest; readonly total: number } }
  /** Keys of finished items, by campaign. */
  done: {
    key: [string, string]
    value: { readonly campaignId: string; readonly itemKey: string }
    indexes: { campaignId: string }
  }
  /** The item that is being measured, by campaign. */
  pending: { key: string; value: PendingItem }
  /** Numbers that outlive campaigns. */
  memory: { key: 'budgetBytes'; value: number }
}

/** Every write is on disk before the next step: a tab may be killed at any moment. */
const strict = { durability: 'strict' } as const

/**
 * The write-ahead journal of campaigns: `pending` before an item is measured, `done` after its record is in the
 * dataset. What is found pending later was cut off; a tab that said goodbye is told from one that was killed.
 */
export class Journal {
  constructor(private readonly database: IDBPDatabase<JournalDB>) {}

  /** Begins a campaign; an older unfinished one is forgotten. */
  async begin(request: CampaignRequest, total: number): Promise<void> {
    const transaction = this.database.transaction(
      ['campaigns', 'done', 'pending', 'bests'],
      'readwrite',
      strict,
    )
    const known = await transaction.objectStore('campaigns').get(request.campaignId)
    if (!known) {
      await Promise.all([
        transaction.objectStore('campaigns').clear(),
        transaction.objectStore('done').clear(),
        transaction.objectStore('pending').clear(),
        transaction.objectStore('bests').clear(),
      ])
      await transaction.objectStore('campaigns').put({ request, total }, request.campaignId)
    }
    await transaction.done
  }

  /** The campaign that was cut off, if there is one. */
  async unfinished(): Promise<{ request: CampaignRequest; done: number; total: number } | null> {
    const [entry] = await this.database.getAll('campaigns')
    if (!entry) return null
    const done = await this.database.countFromIndex('done', 'campaignId', entry.request.campaignId)
    return { request: entry.request, done, total: entry.total }
  }

  async doneKeys(campaignId: string): Promise<Set<string>> {
    const rows = await this.database.getAllFromIndex('done', 'campaignId', campaignId)
    return new Set(rows.map(({ itemKey }) => itemKey))
  }

  async notePending(campaignId: string, pending: PendingItem): Promise<void> {
    const transaction = this.database.transaction('pending', 'readwrite', strict)
    await transaction.store.put(pending, campaignId)
    await transaction.done
  }

  /** The item that was under way when the campaign was cut off. */
  pending(campaignId: string): Promise<PendingItem | undefined> {
    return this.database.get('pending', campaignId)
  }

  /** Nothing is under way: what was pending is given up and will be measured again. */
  async clearPending(campaignId: string): Promise<void> {
    const transaction = this.database.transaction('pending', 'readwrite', strict)
    await transaction.store.delete(campaignId)
    await transaction.done
  }

  async noteDone(campaignId: string, itemKey: string): Promise<void> {
    const transaction = this.database.transaction(['done', 'pending'], 'readwrite', strict)
    await Promise.all([
      transaction.objectStore('done').put({ campaignId, itemKey }, [campaignId, itemKey]),
      transaction.objectStore('pending').delete(campaignId),
    ])
    await transaction.done
  }

  /** Ends a campaign for good. Its records stay in the dataset. */
  async forget(campaignId: string): Promise<void> {
    const transaction = this.database.transaction(
      ['campaigns', 'done', 'pending', 'bests'],
      'readwrite',
      strict,
    )
    await transaction.objectStore('campaigns').delete(campaignId)
    await transaction.objectStore('bests').clear()
    await transaction.objectStore('pending').delete(campaignId)
    for await (const row of transaction.objectStore('done').index('campaignId').iterate(campaignId))
      await row.delete()
    await transaction.done
  }

  /** Best canaries of a configuration so far; nothing before the first. */
  bests(campaignId: string, configuration: number): Promise<LaneBests | undefined> {
    return this.database.get('bests', [campaignId, configuration])
  }

  async noteBests(campaignId: string, configuration: number, bests: LaneBests): Promise<void> {
    await this.database.put('bests', bests, [campaignId, configuration])
  }

  /** Memory budget as crashes have taught it; null before the first. */
  async budgetBytes(): Promise<number | null> {
    return (await this.database.get('memory', 'budgetBytes')) ?? null
  }

  async keepBudgetBytes(budgetBytes: number): Promise<void> {
    await this.database.put('memory', budgetBytes, 'budgetBytes')
  }

  close(): void {
    this.database.close()
  }
}

const openLimitMs = 10_000

/**
 * @param name of the database; tests use their own.
 * @throws {RuntimeFault} `timeout` where another tab keeps it closed.
 */
export async function openJournal(name = 'inferometer-journal'): Promise<Journal> {
  const opening = openDB<JournalDB>(name, 1, {
    upgrade(created) {
      created.createObjectStore('campaigns')
      created.createObjectStore('done').createIndex('campaignId', 'campaignId')
      created.createObjectStore('pending')
      created.createObjectStore('memory')
      created.createObjectStore('bests')
    },
    // A newer version of the app in another tab wants to upgrade: this one lets go.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  })
  return new Journal(await withinTime(opening, openLimitMs, 'Opening the journal of runs'))
}

const leftKey = 'inferometer-left'

/**
 * Called on `pagehide`, where only synchronous storage is safe: the campaign ends because the person left, not because
 * the tab was killed.
 */
export const noteLeaving = (campaignId: string): void => {
  localStorage.setItem(leftKey, campaignId)
}

/** Whether the campaign was left on purpose; asking forgets the answer. */
export function wasLeft(campaignId: string): boolean {
  const isSo = localStorage.getItem(leftKey) === campaignId
  localStorage.removeItem(leftKey)
  return isSo
}
