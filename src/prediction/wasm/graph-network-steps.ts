import { compiled } from './graph-network.wasm.ts'
import { instanceOf, moduleOf } from './instance.ts'

/** What assembly/graph-network.ts exports, with its arguments in the same order. */
export interface GraphNetworkSteps {
  product(
    a: number,
    aRow: number,
    aStep: number,
    b: number,
    c: number,
    rows: number,
    inner: number,
    columns: number,
    adds: boolean,
  ): void
  transpose(from: number, to: number, rows: number, columns: number): void
  gather(starts: number, sources: number, from: number, to: number, rows: number, columns: number): void
  normalise(
    z: number,
    numbers: number,
    normal: number,
    inverses: number,
    result: number,
    rows: number,
    columns: number,
  ): void
  normaliseBack(
    slopes: number,
    numbers: number,
    normal: number,
    inverses: number,
    result: number,
    numberSlopes: number,
    rows: number,
    columns: number,
  ): void
  adam(
    parameters: number,
    gradients: number,
    means: number,
    squares: number,
    count: number,
    rate: number,
    decay: number,
    meanShare: number,
    squareShare: number,
  ): void
  follow(averages: number, parameters: number, count: number, kept: number): void
}

/** Whether the engine can run graph networks. */
export const hasGraphNetworks = (): boolean => moduleOf(compiled) !== null

/** @throws {RangeError} where it cannot */
export function checkGraphNetworks(): void {
  if (!hasGraphNetworks())
    throw new RangeError('Graph networks need WebAssembly with SIMD, which this engine does not have.')
}

/** The steps at work on a memory of their own. @throws {RangeError} as `checkGraphNetworks` */
export function graphNetworkSteps(memory: WebAssembly.Memory): GraphNetworkSteps {
  checkGraphNetworks()
  return instanceOf(moduleOf(compiled) as WebAssembly.Module, memory) as unknown as GraphNetworkSteps
}
