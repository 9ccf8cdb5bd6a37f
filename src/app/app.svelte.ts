import { DataManager } from './data-manager.svelte.ts'
import { deleteAllStorage } from './deletion.ts'
import { DeviceManager } from './device-manager.svelte.ts'
import { ErrorLog } from './error-log.svelte.ts'
import { Location } from './location.svelte.ts'
import { RunManager } from './run-manager.svelte.ts'
import { Toasts } from './toasts.svelte.ts'

/** The state of the app, made once and handed down to the pages. */
export class App {
  readonly errors = new ErrorLog()
  readonly toasts = new Toasts()
  readonly location = new Location()
  readonly device = new DeviceManager()
  readonly data = new DataManager()
  readonly run = new RunManager(this.device, this.data, this.errors)

  constructor() {
    this.errors.listen()
  }

  /** Leaves nothing of this site in this browser. */
  async deleteEverything(): Promise<void> {
    await this.data.close()
    await deleteAllStorage()
    this.run.forgetEverything()
    this.data.changed()
  }
}

/** What every page is given. */
export interface PageProps {
  readonly app: App
}
