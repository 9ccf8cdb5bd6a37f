import { readFileSync, writeFileSync } from 'node:fs'
import { argv } from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { toJsonSchema } from '@valibot/to-json-schema'
import { format, resolveConfig } from 'prettier'
import * as v from 'valibot'
import { csvColumns } from '../src/dataset/csv-columns.ts'
import { operationSchema } from '../src/dataset/graph-schema.ts'
import { kernelCsvColumns } from '../src/dataset/kernel-csv-columns.ts'
import {
  accountSchema,
  ceilingsSchema,
  kernelRunSchema,
  kernelSchema,
  kernelTimeSchema,
} from '../src/dataset/kernel-schema.ts'
import {
  architectureSchema,
  configurationSchema,
  contextSchema,
  datasetSchema,
  measurementSchema,
  platformSchema,
  reasonSchema,
  timingSchema,
} from '../src/dataset/record.ts'

/** Where the page about the format stands. */
export const formatPage = fileURLToPath(new URL('../docs/dataset-format.md', import.meta.url))

/** The page about the format, made from the schemas that check every record: `npx tsx scripts/dataset-format.ts`. */
export async function renderFormatPage(): Promise<string> {
  const [ok, skipped] = measurementSchema.options
  const jsonSchema = toJsonSchema(datasetSchema, {
    errorMode: 'ignore',
    definitions: {
      platform: platformSchema,
      architecture: architectureSchema,
      operation: operationSchema,
      measurement: measurementSchema,
      configuration: configurationSchema,
      context: contextSchema,
      timing: timingSchema,
      kernelRun: kernelRunSchema,
      kernel: kernelSchema,
      kernelTime: kernelTimeSchema,
      account: accountSchema,
      ceilings: ceilingsSchema,
      reason: reasonSchema,
    },
  })
  const page = `# The dataset format

Made by \`scripts/dataset-format.ts\` from \`src/dataset/record.ts\` and \`kernel-schema.ts\`: change those, then run
\`npx tsx scripts/dataset-format.ts\`.

A dataset is a **set** of measurements with the architectures and platforms that they name. Records are never edited.
Their ids are hashes of their content, so joining two datasets is set union, and the same file imported twice changes
nothing.

## File

UTF-8 JSON (\`.json\`), or the same packed with gzip (\`.json.gz\`); the first two bytes tell which. One object:

| member | type | meaning |
|---|---|---|
| \`format\` | \`"inferometer-dataset"\` | What the file is. |
| \`version\` | 1 | Version of the format. |
| \`platforms\` | list of platforms | Every platform that a measurement of the file names. |
| \`architectures\` | list of architectures | Every architecture that a measurement of the file names. |
| \`measurements\` | list of measurements | The measurements. |

Members and records may stand in any order. The export writes \`format\` and \`version\` first and each list in the order
of the ids, one record a line, each record in its RFC 8785 form: equal datasets give equal bytes. Times carry their unit
in the name (\`Ms\`: milliseconds, \`Us\`: microseconds); a point in time is ISO 8601 in UTC. Numbers are finite.

## Ids

An id is the SHA-256, as 64 hexadecimal digits, of a canonical JSON text ([RFC 8785](https://www.rfc-editor.org/rfc/rfc8785),
JSON Canonicalization Scheme: keys sorted, no blanks, numbers as ECMAScript writes them), encoded as UTF-8:

- of a platform or a measurement: of the record without \`id\`;
- of an architecture: of its \`graph\` alone, so that \`label\`, \`space\` and \`key\` do not count. The graph is in canonical
  form: without nodes that no output depends on, and in an order that does not depend on names, on the order in which the
  network was built, or on the order of the inputs of \`add\` and \`mul\` (\`src/architecture/canonical.ts\`).

## What an import checks

Every field against the schema below; that each id matches its content; that each graph is a valid network in canonical
form; that low ≤ median ≤ high, that \`n\` counts the untagged samples, and that tags name samples that exist; that a
measured record and its platform name the same backend; that every architecture and platform that is named is in the file
or stored already. Of kernels: that each is called, and serves nodes that the architecture has; that programs are of a GPU
and attributes of a call on WASM; that there is one time in the network for each call, from a clock that the backend has and
of no more samples than there were passes; that no kernels were timed alone twice; that \`account\` names times that were
taken, says their sum, and closes on the median of \`latencyMs\` (both within 1e-6). Unknown fields are refused, and so are the keys \`__proto__\`, \`constructor\` and \`prototype\`, records
nested deeper than 32 levels or larger than 8 MiB, and files larger than 1 GiB unpacked. What is good is taken; each
rejected record is reported with its place and the reason. Architectures and platforms that no measurement names are not
kept.

## Platform

${table(platformSchema)}

## Architecture

${table(architectureSchema)}

The operations and their attributes are in \`src/architecture/operation.ts\` and in the JSON Schema below. Batch 1, channels
last; \`inputs\` and \`outputs\` are positions in \`nodes\`, an input always an earlier one.

## Measurement

Every measurement has a \`status\`. \`ok\`:

${table(ok)}

\`kernels\`, where they were recorded:

${table(kernelRunSchema)}

A kernel of \`table\`:

${table(kernelSchema)}

\`inNetwork\`:

${table(insideOf(kernelRunSchema, 'inNetwork'))}

\`isolated\`:

${table(insideOf(kernelRunSchema, 'isolated'))}

A time:

${table(kernelTimeSchema)}

\`account\`:

${table(accountSchema)}

\`ceilings\`:

${table(ceilingsSchema)}

\`skipped\` (not for this device) and \`failed\` (something broke) have no times, but a reason:

${table(skipped, (path) => path.startsWith('reason') || path === 'status')}

## Versions and migrations

| version | change | read by |
|---|---|---|
| 1 | the first | Inferometer 0.1.0 and later |

Every version that was ever released can be read for ever: \`tests/fixtures/dataset-v1.json\` is a file of version 1 that
the tests import. A file of a later version than the site knows is refused as a whole, with the advice to reload the site.
The database in the browser has versions of its own: one step each in \`src/dataset/migrations.ts\`.

## CSV

Two flat tables, one line a measurement and one line a kernel: RFC 4180, UTF-8, numbers with a point, an empty cell where there is no value. A
text that a spreadsheet would take for a formula (it begins with \`=\`, \`+\`, \`-\`, \`@\`, a tab or a carriage return) has a
\`'\` before it. CSV cannot be imported: it has no samples.

Measurements:

| column | unit | meaning |
|---|---|---|
${columnLines(csvColumns)}

Kernels of measurements that have them, in the order of dispatch:

| column | unit | meaning |
|---|---|---|
${columnLines(kernelCsvColumns)}

## JSON Schema

Checks that JSON Schema cannot say (ids, graphs, numbers that belong together) are above.

\`\`\`json
${JSON.stringify(jsonSchema, null, 2)}
\`\`\`
`
  return format(page, { ...(await resolveConfig(formatPage)), parser: 'markdown' })
}

const columnLines = (
  columns: readonly { readonly name: string; readonly unit: string; readonly meaning: string }[],
): string => columns.map(({ name, unit, meaning }) => `| \`${name}\` | ${unit} | ${meaning} |`).join('\n')

/** The object that a field of a schema holds where it is not null. */
function insideOf(schema: v.GenericSchema, name: string): v.GenericSchema {
  const field = 'entries' in schema ? (schema.entries as Record<string, v.GenericSchema>)[name] : undefined
  if (!field || !('wrapped' in field)) throw new RangeError(`"${name}" is no field that may be null.`)
  return field.wrapped as v.GenericSchema
}

function table(schema: v.GenericSchema, isShown: (path: string) => boolean = () => true): string {
  const lines = fieldsOf(schema, '')
    .filter(({ path }) => isShown(path))
    .map(({ path, type, unit, meaning }) => `| \`${path}\` | ${type} | ${unit} | ${meaning} |`)
  return ['| field | type | unit | meaning |', '|---|---|---|---|', ...lines].join('\n')
}

interface Field {
  readonly path: string
  readonly type: string
  readonly unit: string
  readonly meaning: string
}

/** The fields of an object and of the objects in it, in the order of the schema. */
function fieldsOf(schema: v.GenericSchema, prefix: string): Field[] {
  const entries: Readonly<Record<string, v.GenericSchema>> =
    'entries' in schema ? (schema.entries as typeof entries) : {}
  return Object.entries(entries).flatMap(([name, field]) => {
    const path = prefix + name
    if (field.type === 'strict_object' && v.getDescription(field) === undefined)
      return fieldsOf(field, `${path}.`)
    return [
      {
        path,
        type: typeOf(field),
        unit: unitOf(field),
        meaning: v.getDescription(field) ?? meanings[name] ?? '',
      },
    ]
  })
}

/** Of fields whose schema cannot be wrapped, because a variant looks into it. */
const meanings: Readonly<Record<string, string>> = { status: 'Which kind of measurement this is.' }

function typeOf(schema: v.GenericSchema): string {
  if ('wrapped' in schema) return `${typeOf(schema.wrapped as v.GenericSchema)} or null`
  if ('options' in schema && schema.type === 'picklist')
    return (schema.options as readonly string[]).map((option) => `\`"${option}"\``).join(', ')
  if (schema.type === 'literal')
    return `\`${JSON.stringify((schema as v.LiteralSchema<string, undefined>).literal)}\``
  if (schema.type === 'array') return itemsOf((schema as v.ArraySchema<v.GenericSchema, undefined>).item)
  if (schema.type === 'strict_object') return 'object'
  if (schema.type === 'record') return 'object of names and values'
  if (schema.type === 'number' && actionsOf(schema).includes('integer')) return 'whole number'
  return schema.type
}

const itemsOf = (item: v.GenericSchema): string =>
  item.type === 'never' ? 'empty list' : `list of: ${typeOf(item)}`

function unitOf(schema: v.GenericSchema): string {
  const { unit } = v.getMetadata(schema)
  if (typeof unit === 'string') return unit
  if ('wrapped' in schema) return unitOf(schema.wrapped as v.GenericSchema)
  return schema.type === 'array' ? unitOf((schema as v.ArraySchema<v.GenericSchema, undefined>).item) : ''
}

/** Names of the checks of a pipe, also of pipes within it. */
function actionsOf(schema: v.GenericSchema): string[] {
  if (!('pipe' in schema)) return []
  const [inner, ...actions] = schema.pipe as readonly [v.GenericSchema, ...{ readonly type: string }[]]
  return [...actionsOf(inner), ...actions.map(({ type }) => type)]
}

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  const page = await renderFormatPage()
  let before = ''
  try {
    before = readFileSync(formatPage, 'utf8')
  } catch {
    // There is none yet.
  }
  if (before !== page) writeFileSync(formatPage, page)
  console.log(
    before === page ? 'docs/dataset-format.md is as it should be.' : 'Wrote docs/dataset-format.md.',
  )
}
