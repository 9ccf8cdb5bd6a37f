import { NotPositiveDefinite } from '../linear-algebra/cholesky.ts'
import { checkedModel, checkTable } from './checked-model.ts'
import { exampleCounts, wholeOf } from './examples.ts'
import type { Fitted, KindName, Kinds } from './kinds.ts'
import { methodNamed, settingsOf } from './methods.ts'
import { aboutOf, loadPredictor, savePredictor, type About, type SavedPredictor } from './predictor.ts'

/** What is to be learnt, and what there is to say of it. */
export interface TrainingRequest<Name extends KindName = KindName> extends Omit<
  About,
  'settings' | 'trainedAt' | 'kind'
> {
  readonly kind: Name
  readonly examples: Kinds[Name]['examples']
}

/** A value or why there is none: classes of errors do not survive the way from a worker to the page. */
export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | {
      readonly ok: false
      readonly name: string
      readonly message: string
      /** Whether it is a `RangeError`, of whatever name: what was given is wrong, and the message says how. */
      readonly isRange: boolean
    }

const sayNothing = () => undefined
/** Models that are kept: a large forest takes some hundred MB. */
const mostModels = 4

/** What trains and predicts; it runs in a worker of its own, and keeps the latest predictors. */
export class Training {
  readonly #models = new Map<string, Fitted<KindName>>()
  #stop: AbortController | null = null
  #parts: Kinds[KindName]['examples'][] = []

  /** Keeps a part of the examples for the next `train`. @param isFirst where those that are kept are to be forgotten */
  take(part: Kinds[KindName]['examples'], isFirst: boolean): void {
    if (isFirst) this.#parts = []
    this.#parts.push(part)
  }

  /**
   * One at a time.
   * @param request its examples are null where `take` has got them
   * @param tell the share that is done, now and then
   * @returns the predictor as a file in UTF-8: the page has not to read a model that it only keeps
   */
  async train(
    request: TrainingRequest | (Omit<TrainingRequest, 'examples'> & { readonly examples: null }),
    now: string,
    tell: (share: number) => void = sayNothing,
  ): Promise<Answer<{ readonly id: string; readonly file: Uint8Array<ArrayBuffer> }>> {
    return answerOf(async () => {
      if (this.#stop) throw new Error('Another training is under way.')
      const stop = new AbortController()
      this.#stop = stop
      try {
        const { examples: given, ...rest } = request
        const about = checkedAbout(rest, now)
        const { kind, learner, seed } = about
        const examples = given ?? wholeOf(kind, this.#parts)
        this.#parts = []
        checkExamples(about, examples)
        const method = methodNamed(kind, learner)
        const model = await method.fit(examples as never, { seed, signal: stop.signal, onProgress: tell })
        const saved = savePredictor({ about, model })
        this.#keep(saved.id, checkedModel(kind, learner, model))
        return { id: saved.id, file: new TextEncoder().encode(saved.text) }
      } finally {
        this.#stop = null
      }
    })
  }

  /** Ends what `train` does at its next breath; it then answers with an `AbortError`. */
  cancel(): void {
    this.#stop?.abort(new DOMException('The training was stopped.', 'AbortError'))
  }

  #keep(id: string, model: Fitted<KindName>): void {
    this.#models.delete(id)
    this.#models.set(id, model)
    const [oldest] = this.#models.keys()
    if (this.#models.size > mostModels && oldest !== undefined) this.#models.delete(oldest)
  }

  /** Whether `predict` knows it. */
  has(id: string): boolean {
    return this.#models.has(id)
  }

  /** Reads a predictor for `predict`. */
  load(file: Uint8Array): Promise<Answer<SavedPredictor['id']>> {
    return answerOf(() => {
      const { id, model } = loadPredictor(new TextDecoder().decode(file))
      this.#keep(id, model)
      return id
    })
  }

  /** @param id of a predictor that `has` knows */
  predict(id: string, inputs: Kinds[KindName]['inputs']): Promise<Answer<Kinds[KindName]['predictions']>> {
    return answerOf(() => {
      const model = this.#models.get(id)
      if (!model) throw new RangeError(`There is no predictor ${id} here.`)
      // What is used is the last to go.
      this.#keep(id, model)
      return model.predict(inputs as never)
    })
  }
}

async function answerOf<Value>(work: () => Value | Promise<Value>): Promise<Answer<Value>> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    if (error instanceof NotPositiveDefinite) {
      const message = 'The numbers of these examples are too far apart, or too much alike, to be learnt from.'
      return { ok: false, name: 'RangeError', message, isRange: true }
    }
    const { name, message } =
      error instanceof Error || error instanceof DOMException ? error : new Error(String(error))
    return { ok: false, name, message, isRange: error instanceof RangeError }
  }
}

/** Checked before anything is learnt: a fit may take minutes. */
function checkedAbout(request: Omit<TrainingRequest, 'examples'>, now: string): About {
  const about = aboutOf({ ...request, settings: {}, trainedAt: now })
  const { kind, learner } = about
  methodNamed(kind, learner)
  return { ...about, settings: settingsOf(kind, learner) as About['settings'] }
}

/** @throws {RangeError} where the examples are not those that are told of */
function checkExamples(
  { kind, columns, training: { count } }: About,
  examples: Kinds[KindName]['examples'],
): void {
  const own = exampleCounts[kind](examples as never)
  // Without examples, the learner says what is missing.
  if (own > 0 && own !== count) throw new RangeError(`There are ${own} examples, not ${count}.`)
  if (kind !== 'tabular') return
  const { inputs } = examples as Kinds['tabular']['examples']
  checkTable(inputs)
  if (inputs.columns !== columns.length)
    throw new RangeError(`The table has ${inputs.columns} columns, and ${columns.length} have names.`)
}
