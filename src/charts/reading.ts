/** What is known of one thing in a chart. */
export interface Reading {
  readonly name: string
  readonly detail: string
}
