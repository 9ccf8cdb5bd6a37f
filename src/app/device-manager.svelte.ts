import type { DeviceReport } from '../measurement/device-report.ts'

/** What this device can do; asked once, when the page has been drawn. */
export class DeviceManager {
  #report: DeviceReport | null = $state.raw(null)
  #problem: string | null = $state(null)
  #pending: Promise<DeviceReport> | undefined

  get report(): DeviceReport | null {
    return this.#report
  }

  /** One sentence where even asking failed. */
  get problem(): string | null {
    return this.#problem
  }

  inspect(): Promise<DeviceReport> {
    return (this.#pending ??= this.#inspect())
  }

  async #inspect(): Promise<DeviceReport> {
    try {
      const { inspectDevice } = await import('../measurement/device-report.ts')
      return (this.#report = await inspectDevice())
    } catch (fault) {
      this.#pending = undefined
      this.#problem = 'This browser did not say what it can do. Reload the page to ask again.'
      throw fault
    }
  }
}
