import type { FitOptions } from '../regressors/regressor.ts'
import type { Fitted, KindName, Kinds } from './kinds.ts'
import { methodNamed, settingsOf } from './methods.ts'
import { loadPredictor, savePredictor, type About, type SavedPredictor } from './predictor.ts'

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
  | { readonly ok: false; readonly name: string; readonly message: string }

const sayNothing = () => undefined
/** Models that are kept: a large forest takes some hundred MB. */
const mostModels = 4

/** What trains and predicts; it runs in a worker of its own, and keeps the latest predictors. */
export class Training {
  readonly #models = new Map<string, Fitted<KindName>>()
  #stop = new AbortController()

  /**
   * One at a time.
   * @param tell the share that is done, now and then
   * @returns the predictor as a file in UTF-8: the page has not to read a model that it only keeps
   */
  async train(
    request: TrainingRequest,
    now: string,
    tell: (share: number) => void = sayNothing,
  ): Promise<Answer<{ readonly id: string; readonly file: Uint8Array<ArrayBuffer> }>> {
    this.#stop = new AbortController()
    const { signal } = this.#stop
    return answerOf(async () => {
      const { examples, ...about } = request
      const options: FitOptions = { seed: about.seed, signal, onProgress: tell }
      const model = await methodNamed(about.kind, about.learner).fit(examples as never, options)
      const { kind, learner } = about
      const saved = savePredictor({
        about: { ...about, settings: settingsOf(kind, learner) as About['settings'], trainedAt: now },
        model,
      })
      this.#keep(saved.id, model)
      return { id: saved.id, file: new TextEncoder().encode(saved.text) }
    })
  }

  /** Ends what `train` does at its next breath; it then answers with an `AbortError`. */
  cancel(): void {
    this.#stop.abort(new DOMException('The training was stopped.', 'AbortError'))
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
      return model.predict(inputs as never)
    })
  }
}

async function answerOf<Value>(work: () => Value | Promise<Value>): Promise<Answer<Value>> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    const known = error instanceof Error || error instanceof DOMException
    return known
      ? { ok: false, name: error.name, message: error.message }
      : { ok: false, name: 'Error', message: String(error) }
  }
}
