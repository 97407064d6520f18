import type { Benchmark } from './figure'
import { meets } from './figure'
import { journal } from './journal'
import { pipelineOf } from './pipeline'
import { reaction, trapReaction } from './reaction'
import { runtime } from './runtime'
import { startUp } from './start-up'

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  journal,
  'start-up': startUp,
  reaction,
  'trap-reaction': trapReaction,
  pipeline: pipelineOf(1_000, 8),
  'pipeline-5000': pipelineOf(5_000, 40),
  runtime,
}

const given = process.argv.slice(2)
const dataAt = given.indexOf('--data')
const dataFile = dataAt === -1 ? null : (given[dataAt + 1] ?? null)
const args = dataAt === -1 ? given : given.toSpliced(dataAt, 2)
const json = args.includes('--json')
const strict = args.includes('--strict')
const names = args.filter((arg) => !arg.startsWith('--'))
const unknown = [
  ...names.filter((name) => BENCHMARKS[name] === undefined),
  ...args.filter((arg) => arg.startsWith('--') && arg !== '--json' && arg !== '--strict'),
]
if (unknown.length > 0 || (dataAt !== -1 && dataFile === null)) {
  process.stderr.write(
    `${unknown.length > 0 ? `Unknown: ${unknown.join(', ')}` : '--data needs a file'}. Benchmarks: ${Object.keys(BENCHMARKS).join(', ')}; options: --json --strict --data FILE\n`,
  )
  process.exit(2)
}

let missed = 0
for (const [name, benchmark] of Object.entries(BENCHMARKS)) {
  if (names.length > 0 && !names.includes(name)) continue
  for (const figure of await benchmark({ dataFile })) {
    const { value, unit, goal, better } = figure
    const ok = meets(figure)
    if (!ok) missed += 1
    const rounded = Math.round(value * 100) / 100
    const words = goal === null ? '' : `  (goal ${better === 'lower' ? '≤' : '≥'} ${goal}${ok ? '' : ', missed'})`
    process.stdout.write(
      json
        ? `${JSON.stringify({ name: figure.name, value: rounded, unit, goal, ok })}\n`
        : `${figure.name.padEnd(32)} ${String(rounded).padStart(12)} ${unit}${words}\n`,
    )
  }
}
process.exit(strict && missed > 0 ? 1 : 0)
