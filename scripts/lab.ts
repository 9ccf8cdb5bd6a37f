import { tell } from './fault.ts'
import { collect } from './lab/collect.ts'
import { demo } from './lab/demo.ts'
import { describe } from './lab/describe.ts'
import { evaluate } from './lab/evaluate.ts'
import { UsageError } from './lab/options.ts'
import type { Subcommand } from './lab/subcommand.ts'

/** What `npm run lab -- NAME` can do. One file a subcommand: a new one is added here. */
const subcommands: Readonly<Record<string, Subcommand>> = { collect, demo, describe, evaluate }

const overview = [
  'The laboratory from a terminal. What measures builds the site where needed, serves it, and drives a headless Chromium.',
  '',
  ...Object.entries(subcommands).map(
    ([name, { summary }]) => `  npm run lab -- ${name.padEnd(10)} ${summary}`,
  ),
  '',
  'Add --help to a command for its options.',
].join('\n')

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h') {
    console.log(overview)
    return name === undefined ? 2 : 0
  }
  const subcommand = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined
  if (subcommand === undefined)
    throw new UsageError(`There is no command "${name}". There are: ${Object.keys(subcommands).join(', ')}.`)
  if (args.includes('--help') || args.includes('-h')) {
    console.log(subcommand.help)
    return 0
  }
  return subcommand.run(args)
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const code = tell(error)
  process.exitCode = error instanceof UsageError ? 2 : code
}
