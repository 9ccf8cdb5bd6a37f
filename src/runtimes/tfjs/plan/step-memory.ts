import type { Shape } from '../../../architecture/graph.ts'
import { Learnt } from '../../learnt.ts'
import type { Step } from '../step.ts'

/** Signatures that are remembered; a space of random networks has hundreds of thousands. */
const mostRemembered = 200_000
/** Words get numbers from here on, which no size or factor of a network is. */
const firstWord = 2 ** 40

interface Entry<Value> {
  readonly numbers: readonly number[]
  readonly value: Value
  /** Another signature of the same hash. */
  readonly next: Entry<Value> | undefined
}

/**
 * Remembers something of steps by what decides their kernels: everything that they do and the shapes of what they read,
 * but not the values that were learnt. A signature is a list of numbers: it is written, hashed and compared without
 * making anything, which is ten times as fast as one in JSON.
 */
export class StepMemory<Value> {
  #entries = new Map<number, Entry<Value>>()
  #size = 0
  readonly #words = new Map<string, number>()
  /** The signature that was written last, and how much of the list it takes. */
  readonly #numbers: number[] = []
  #length = 0

  /** @param shapes by slot, without the batch. @returns what was remembered of such a step, else what `make` gives */
  find(step: Step, shapes: readonly Shape[], make: () => Value): Value {
    const hash = this.#write(step, shapes)
    const first = this.#entries.get(hash)
    for (let entry = first; entry; entry = entry.next) if (this.#isWritten(entry.numbers)) return entry.value
    const numbers = this.#numbers.slice(0, this.#length)
    const value = make()
    if (this.#size >= mostRemembered) {
      this.#entries = new Map()
      this.#size = 0
    }
    this.#entries.set(hash, { numbers, value, next: this.#entries.get(hash) })
    this.#size++
    return value
  }

  #write({ action, inputs, outputShape }: Step, shapes: readonly Shape[]): number {
    this.#length = 0
    this.#addObject(action)
    for (const slot of inputs) this.#addList(shapes[slot] ?? [])
    this.#addList(outputShape)
    let hash = 0
    for (let place = 0; place < this.#length; place++)
      hash = Math.imul(hash ^ (this.#numbers[place] ?? 0), 0x9e3779b1) ^ (hash >>> 15)
    return hash
  }

  #isWritten(numbers: readonly number[]): boolean {
    if (numbers.length !== this.#length) return false
    for (let place = 0; place < numbers.length; place++)
      if (numbers[place] !== this.#numbers[place]) return false
    return true
  }

  #add(value: unknown): void {
    if (typeof value === 'number') this.#put(value)
    else if (typeof value === 'string') this.#put(this.#wordOf(value))
    else if (value instanceof Learnt) this.#put(value.count)
    else if (Array.isArray(value)) this.#addList(value)
    else if (typeof value === 'object' && value !== null) this.#addObject(value)
    else this.#put(this.#wordOf(String(value)))
  }

  #addList(list: readonly unknown[]): void {
    this.#put(list.length)
    for (const value of list) this.#add(value)
  }

  #addObject(part: object): void {
    for (const name in part) {
      this.#put(this.#wordOf(name))
      this.#add(part[name as keyof typeof part])
    }
  }

  #put(number: number): void {
    this.#numbers[this.#length++] = number
  }

  #wordOf(text: string): number {
    let number = this.#words.get(text)
    if (number === undefined) {
      number = firstWord + this.#words.size
      this.#words.set(text, number)
    }
    return number
  }
}
