/** Fill of a kind in a chart: a tone of tokens.css, or an outline. */
export type Tone = 1 | 2 | 3 | 4 | 5 | 'outline'

export const fillOf = (tone: Tone): string => (tone === 'outline' ? 'var(--surface)' : `var(--tone-${tone})`)

/** An outline has a line of its own. */
export const strokeOf = (tone: Tone): string => (tone === 'outline' ? 'var(--edge)' : 'none')
