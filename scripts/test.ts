import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { findBrowser } from './browser.ts'
import { countsOf, type Counts } from './test/counts.ts'
import { stages, type Stage } from './test/stages.ts'

const project = resolve(import.meta.dirname, '..')
const reports = join(project, '.cache', 'reports')

/** Runs one command line in the project. @returns whether it says that all is well. */
function succeeds(command: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  return new Promise((settle) => {
    const child = spawn(command, { cwd: project, stdio: 'inherit', shell: true, env: environment })
    child.once('error', () => settle(false))
    child.once('exit', (code) => settle(code === 0))
  })
}

async function runStage(stage: Stage, environment: NodeJS.ProcessEnv): Promise<Counts> {
  const report = join(reports, `${stage.name}.json`)
  rmSync(report, { force: true })
  let isGood = true
  // All of them, also after a failure: one run shows all that is wrong.
  for (const command of stage.commands) isGood = (await succeeds(command, environment)) && isGood
  return countsOf(stage.report, report, isGood)
}

function chosenStages(names: readonly string[]): readonly Stage[] {
  const unknown = names.filter((name) => !stages.some((stage) => stage.name === name))
  if (unknown.length > 0) {
    console.error(
      `There is no stage "${unknown.join('", "')}". There are: ${stages.map(({ name }) => name).join(', ')}.`,
    )
    process.exit(2)
  }
  return names.length === 0 ? stages : stages.filter(({ name }) => names.includes(name))
}

/** Looked for (and installed) once, before the first test that needs it, so that no stage does it again. */
function withBrowser(chosen: readonly Stage[], environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (!chosen.some(({ needsBrowser }) => needsBrowser)) return environment
  try {
    return { ...environment, CHROME_PATH: findBrowser() }
  } catch (error) {
    // The stages that need it will fail with the same sentence; the others still tell what they know.
    console.error(error instanceof Error ? error.message : error)
    return environment
  }
}

const chosen = chosenStages(process.argv.slice(2))
mkdirSync(reports, { recursive: true })
const path = [join(project, 'node_modules', '.bin'), process.env['PATH']].join(delimiter)
const environment = withBrowser(chosen, { ...process.env, PATH: path })
const total = { passed: 0, failed: 0 }
const lines: string[] = []
for (const stage of chosen) {
  console.log(`\n── ${stage.name}: ${stage.commands.join(' && ')}`)
  const startMs = performance.now()
  const { passed, failed } = await runStage(stage, environment)
  total.passed += passed
  total.failed += failed
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1)
  const line = `${stage.name}: ${passed} passed, ${failed} failed, ${seconds} s`
  console.log(`── ${line}`)
  lines.push(line)
}
console.log(`\n${lines.join('\n')}`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1
