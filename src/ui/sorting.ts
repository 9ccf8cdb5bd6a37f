export type SortDirection = 'ascending' | 'descending'

/** What a cell is sorted by; null where it is absent. */
export type SortValue = number | string | null

const texts = new Intl.Collator(undefined, { numeric: true })

/** Places in `values` in the order asked for: equal ones stay as they stood, what is absent comes last either way. */
export function sortedPlaces(values: readonly SortValue[], direction: SortDirection): number[] {
  const sign = direction === 'ascending' ? 1 : -1
  return values
    .map((value, place) => ({ value, place }))
    .sort((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null)
      return sign * compare(a.value, b.value)
    })
    .map(({ place }) => place)
}

const compare = (a: number | string, b: number | string): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : texts.compare(String(a), String(b))
