import * as v from 'valibot'

const values = v.array(v.pipe(v.number(), v.integer(), v.minValue(0)))

/** The form of a graph in a file; `checkFlowGraph` tells whether its nodes read what is there. */
export const flowGraphForm = v.object({
  nodes: v.array(
    v.object({ kind: v.string(), label: v.string(), isRepeatable: v.boolean(), inputs: values }),
  ),
  output: values,
})
