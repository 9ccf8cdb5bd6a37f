/** How a fit is followed and stopped. */
export interface FitOptions {
  /** 0 to 2^32 - 1: equal seeds give equal models. */
  readonly seed: number
  /** Ends a fit at any moment; it then rejects with the reason of the signal. */
  readonly signal?: AbortSignal
  /** Share of the work that is done, 0 to 1, now and then. */
  readonly onProgress?: (share: number) => void
}

/** What is learnt from. Inputs are a matrix for tables, a list of graphs for networks. */
export interface Samples<Inputs> {
  readonly inputs: Inputs
  /** One for each row. Any real number; learners of latencies are wrapped so that they see logarithms. */
  readonly targets: Float64Array
  /** How much each row counts, 1 by default. */
  readonly weights?: Float64Array
}

/** What was learnt. */
export interface Model<Inputs> {
  /** One for each row. */
  predict(inputs: Inputs): Float64Array
  /** Plain JSON, from which `load` of its learner makes a model of bit-identical predictions. */
  toJSON(): ModelJson
}

/** A saved model; the rest is the learner's own. */
export interface ModelJson {
  /** Name of the learner. */
  readonly learner: string
  /** Version of the learner's form; another one is refused. */
  readonly version: number
  readonly [part: string]: unknown
}

/** One way to learn, with its settings fixed. */
export interface Learner<Inputs, Learnt extends Model<Inputs> = Model<Inputs>> {
  readonly name: string
  /** @throws {RangeError} naming what is wrong with the samples: no rows, a target that is not finite, lengths that differ */
  fit(samples: Samples<Inputs>, options: FitOptions): Promise<Learnt>
  /** @throws {RangeError} where the JSON is damaged, of another learner or of another version */
  load(json: unknown): Learnt
}
