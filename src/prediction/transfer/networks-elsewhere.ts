import type { Matrix } from '../matrix.ts'
import type { SpreadModel } from '../regressors/spread-model.ts'

/** What is known of networks without running them on the new platform. */
export interface NetworksElsewhere {
  /** Networks by known platforms: logarithm of the latency there in ms, measured or predicted. */
  readonly logLatencies: Matrix
  /** Networks by features of any units, such as counts of operations: for what no known platform shows. */
  readonly features: Matrix
}

/** A platform where many networks were measured. */
export interface KnownPlatform<Inputs> {
  readonly id: string
  /** Learnt there from logarithms of latencies. */
  readonly model: SpreadModel<Inputs>
}

/**
 * Networks as the known platforms see them. All latencies are predicted, also where one was measured: a column that is
 * smooth in one part and noisy in another would be two columns.
 * @param features of the same networks
 * @throws {RangeError} where there are no platforms or no networks
 */
export function seenElsewhere<Inputs>(
  platforms: readonly KnownPlatform<Inputs>[],
  networks: Inputs,
  features: Matrix,
): NetworksElsewhere {
  const columns = platforms.map(({ model }) => model.predict(networks))
  const values = new Float64Array(features.rows * columns.length)
  columns.forEach((column, place) => {
    if (column.length !== features.rows)
      throw new RangeError(`${features.rows} rows of features do not fit ${column.length} networks.`)
    column.forEach((value, row) => (values[row * columns.length + place] = value))
  })
  const seen = { logLatencies: { rows: features.rows, columns: columns.length, values }, features }
  checkElsewhere(seen)
  return seen
}

/** More would take minutes. */
export const mostPlatforms = 256
export const mostFeatures = 1000

/** @throws {RangeError} naming what is wrong */
export function checkElsewhere({ logLatencies, features }: NetworksElsewhere): void {
  const { rows, columns, values } = logLatencies
  if (columns === 0) throw new RangeError('Transfer needs a known platform.')
  if (columns > mostPlatforms || features.columns > mostFeatures)
    throw new RangeError(
      `Transfer takes at most ${mostPlatforms} platforms and ${mostFeatures} features, not ${columns} and ${features.columns}.`,
    )
  if (rows === 0) throw new RangeError('There are no networks that the known platforms share.')
  if (features.rows !== rows)
    throw new RangeError(`${features.rows} rows of features do not fit ${rows} networks.`)
  const wrong = values.findIndex((value) => !Number.isFinite(value))
  if (wrong >= 0)
    throw new RangeError(
      `Network ${Math.floor(wrong / columns)} has no latency on platform ${wrong % columns}.`,
    )
}
