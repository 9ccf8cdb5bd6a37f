import { routeOf, type Route } from './router.ts'

/** Where the reader is. One of these listens to the address bar as long as the app lives. */
export class Location {
  #route: Route = $state.raw({ place: 'run', query: '' })
  /** Counts changes of place; a change of the query alone (a filter) is the same place. */
  #visits = $state(0)

  constructor() {
    this.#route = routeOf(window.location.hash)
    window.addEventListener('hashchange', () => this.#arrive())
  }

  get route(): Route {
    return this.#route
  }

  get visits(): number {
    return this.#visits
  }

  /** Goes to a link such as `#/data`. */
  go(link: string): void {
    window.location.hash = link
  }

  /** Writes the query of this place into the address bar, without a step in the history. */
  keep(query: string): void {
    if (this.#route.place !== 'run' && this.#route.place !== 'data') return
    const link = query === '' ? `#/${this.#route.place}` : `#/${this.#route.place}?${query}`
    window.history.replaceState(window.history.state, '', link)
    this.#route = { place: this.#route.place, query }
  }

  /** Remembers with this entry of the history, over a reload too, that its link has done what it asks for. */
  noteStarted(): void {
    window.history.replaceState({ hasStarted: true }, '')
  }

  get hasStarted(): boolean {
    const state: unknown = window.history.state
    return typeof state === 'object' && state !== null && 'hasStarted' in state
  }

  #arrive(): void {
    const before = this.#route
    const now = routeOf(window.location.hash)
    this.#route = now
    const isSame =
      before.place === now.place &&
      (now.place !== 'record' || before.place !== 'record' || before.recordId === now.recordId)
    if (!isSame || now.place === 'unknown') this.#visits++
  }
}
