import type { Cell } from './cell.ts'

/**
 * Channels of every vertex but the input, whose place holds 0. Those that the output joins share its channels, the
 * first ones get what is left over; every other has the most of what it leads to (`compute_vertex_channels`).
 * @param output channels of the output
 */
export function vertexChannels({ inputs }: Cell, output: number): number[] {
  const last = inputs.length - 1
  const joined = (inputs[last] ?? []).filter((vertex) => vertex > 0)
  const channels = inputs.map(() => 0)
  channels[last] = output
  for (const [index, vertex] of joined.entries())
    channels[vertex] = Math.floor(output / joined.length) + (index < output % joined.length ? 1 : 0)
  for (let vertex = last - 1; vertex > 0; vertex--)
    if (!joined.includes(vertex))
      for (let reader = vertex + 1; reader < last; reader++)
        if (inputs[reader]?.includes(vertex))
          channels[vertex] = Math.max(channels[vertex] ?? 0, channels[reader] ?? 0)
  return channels
}
