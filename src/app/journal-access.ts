import { StoreError, storeErrorOf } from '../dataset/store-error.ts'
import { openJournal, type Journal } from '../measurement/journal.ts'

/**
 * Opens the journal, lets `work` use it, and closes it whatever happens: a connection that is left open keeps other
 * tabs from deleting or upgrading the database.
 * @throws {StoreError} where the browser's storage fails: full, closed, blocked, not allowed
 */
export async function withJournal<Value>(work: (journal: Journal) => Promise<Value>): Promise<Value> {
  const journal = await openJournal().catch((fault: unknown) => {
    throw openFaultOf(fault)
  })
  try {
    return await work(speaking(journal))
  } finally {
    journal.close()
  }
}

/** The journal gives up waiting only where another tab keeps it from being opened. */
const openFaultOf = (fault: unknown): unknown =>
  fault instanceof Error && fault.name === 'RuntimeFault'
    ? new StoreError('blocked', { cause: fault })
    : storeErrorOf(fault)

/** The same journal, whose faults are full sentences: a campaign shows them as they are. */
export const speaking = (journal: Journal): Journal =>
  new Proxy(journal, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return async (...args: unknown[]): Promise<unknown> => {
        try {
          const answer: unknown = await Reflect.apply(member, target, args)
          return answer
        } catch (fault) {
          throw storeErrorOf(fault)
        }
      }
    },
  })
