import { parseArgs } from 'node:util'
import type { Benchmark } from './figure'
import { meets } from './figure'
import { evacuation } from './evacuation'
import { forecast } from './forecast'
import { inventory } from './inventory'
import { journal } from './journal'
import { migrations } from './migrations'
import { poll } from './poll'
import { reaction, trapReaction } from './reaction'
import { restart } from './restart'
import { runtime } from './runtime'
import { shedding } from './shedding'
import { soak } from './soak'
import { startUp } from './start-up'

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  journal,
  'start-up': startUp,
  reaction,
  'trap-reaction': trapReaction,
  pipeline: (options) => poll({ ...options, deviceCount: 1_000 }),
  poll,
  inventory,
  runtime,
  migrations,
  evacuation,
  shedding,
  forecast,
  restart,
  soak,
}

const usage = `Benchmarks: ${Object.keys(BENCHMARKS).join(', ')}; options: --json --strict --data FILE --devices N --vms N --minutes N --manager KIND --plans DIR --runs DIR --train DIR --seed N`

/** What the command line asks for, or why it cannot be read. */
const asked = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      data: { type: 'string' },
      devices: { type: 'string' },
      vms: { type: 'string' },
      minutes: { type: 'string' },
      manager: { type: 'string' },
      plans: { type: 'string' },
      runs: { type: 'string' },
      train: { type: 'string' },
      seed: { type: 'string' },
    },
  })
  const unknown = positionals.filter((name) => BENCHMARKS[name] === undefined)
  if (unknown.length > 0) throw new Error(`Unknown: ${unknown.join(', ')}.`)
  const countOf = (option: 'devices' | 'vms' | 'seed' | 'minutes'): number | null => {
    const given = values[option]
    const count = given === undefined ? null : Number(given)
    if (count !== null && !(Number.isInteger(count) && count > 0))
      throw new Error(`--${option} ${given}: a whole number above 0 is needed.`)
    return count
  }
  return {
    ...values,
    names: positionals,
    deviceCount: countOf('devices'),
    vmCount: countOf('vms'),
    minutes: countOf('minutes'),
    managerKind: values.manager ?? null,
    dataFile: values.data ?? null,
    plansFolder: values.plans ?? null,
    runsFolder: values.runs ?? null,
    trainFolder: values.train ?? null,
    seed: countOf('seed') ?? 1,
  }
}

const options = ((): ReturnType<typeof asked> => {
  try {
    return asked()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)} ${usage}\n`)
    process.exit(2)
  }
})()
const { json, strict, names } = options

let missed = 0
for (const [name, benchmark] of Object.entries(BENCHMARKS)) {
  if (names.length > 0 && !names.includes(name)) continue
  for (const figure of await benchmark(options)) {
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
