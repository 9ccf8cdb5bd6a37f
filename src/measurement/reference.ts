import { canonicalGraph } from '../architecture/canonical.ts'
import type { Architecture } from '../architecture/graph.ts'
import { withinTime } from '../runtimes/time-limit.ts'
import { comparableNetwork, compareOutputs, type Comparison } from './correctness.ts'
import type { EngineApi, EngineHost, EngineSession } from './engine-host.ts'
import type { Protocol } from './protocol.ts'

/** The cpu backend in an engine of its own: idle while time is taken, started with the first comparison. */
export class Reference {
  #session: EngineSession | undefined
  #isMissing = false

  constructor(
    private readonly engines: EngineHost,
    private readonly protocol: Protocol,
  ) {}

  /**
   * Compares the outputs of a network, or of it with a smaller input; null where that cannot be done.
   * @throws {RuntimeFault} `timeout` where the engine under test does not answer.
   */
  async compare(api: EngineApi, architecture: Architecture): Promise<Comparison | null> {
    const network = comparableNetwork(architecture)
    if (!network || this.#isMissing) return null
    const graph = canonicalGraph(network)
    const output = (from: EngineApi) =>
      withinTime(
        from.output(graph, network.label),
        this.protocol.itemTimeoutMs,
        `One inference of ${network.label}`,
      )
    const expected = await this.#orMissing(async () => {
      const reference = await this.#api()
      return reference && output(reference)
    })
    if (!expected?.ok) return null
    const actual = await output(api)
    return actual.ok ? compareOutputs(actual.value, expected.value) : null
  }

  /** A reference that fails or hangs is not asked again. */
  async #orMissing<Value>(work: () => Promise<Value>): Promise<Value | null> {
    try {
      return await work()
    } catch {
      this.#isMissing = true
      this.close()
      return null
    }
  }

  close(): void {
    this.#session?.close()
    this.#session = undefined
  }

  async #api(): Promise<EngineApi | null> {
    if (this.#session) return this.#session.api
    const session = this.engines.open({
      runtime: 'tfjs',
      backend: 'cpu',
      threads: 1,
      fusion: 'off',
      selection: 'standard',
      precision: 'fp32',
    })
    this.#session = session
    const configuration = { backend: 'cpu', threads: 1, fusion: 'off', selection: 'standard' } as const
    const started = await withinTime(
      session.api.start(configuration, this.protocol),
      this.protocol.startTimeoutMs,
      'Starting the cpu backend',
    )
    if (started.ok) return session.api
    this.#isMissing = true
    this.close()
    return null
  }
}
