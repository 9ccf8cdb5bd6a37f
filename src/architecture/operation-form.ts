import canonicalize from 'canonicalize'
import { stringHash } from './hash.ts'
import type { Operation } from './operation.ts'

/** An operation as text and number: equal operations have equal ones, however their attributes were written. */
export interface OperationForm {
  readonly operation: Operation
  /** Its RFC 8785 form. */
  readonly text: string
  /** 32 bits of the text. */
  readonly hash: number
}

/** A network has some dozens of different operations; a session with the lab, some thousands. */
const mostKept = 4096

/** By the text as JSON writes it: attributes in another order are formed again. */
const kept = new Map<string, OperationForm>()
const byObject = new WeakMap<Operation, OperationForm>()

/** The form of an operation; remembered, because most nodes of a network repeat a few operations. */
export function operationForm(operation: Operation): OperationForm {
  const known = byObject.get(operation)
  if (known) return known
  const written = JSON.stringify(operation)
  let form = kept.get(written)
  if (!form) {
    const text = canonicalize(operation) ?? ''
    form = { operation, text, hash: stringHash(text) }
    if (kept.size >= mostKept) kept.clear()
    kept.set(written, form)
  }
  byObject.set(operation, form)
  return form
}
