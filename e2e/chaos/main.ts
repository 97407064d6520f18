import { asCase } from './as-case'
import type { CrashPoint } from './crashing-store'
import { Coverage } from './coverage'
import type { Violation } from './judge/case'
import { judge } from './judge/rules'
import { type Evidence, playRun } from './run'
import { StoreMould } from './site-store'
import { storyOf } from './story'

const usage = `npm run chaos -- [--runs NUMBER] [--seed NUMBER] [--crash WRITE(before|after)[,…]] [--story]
`
/** Of each scene: one run without a crash, which tells where its record is written, and the others with one each. */
const RUNS_PER_SCENE = 10
/** Parts of the golden ratio lie evenly, however many there are. */
const GOLDEN = 0.618_033_988_749_895
const SHOWN_LINES = 400

const given = process.argv.slice(2)
const refuse = (why: string): never => {
  process.stderr.write(`${why}\n${usage}`)
  process.exit(2)
}
const textAfter = (option: string): string | null => {
  const at = given.indexOf(option)
  return at === -1 ? null : (given.splice(at, 2)[1] ?? refuse(`${option} needs a value.`))
}
const numberAfter = (option: string, otherwise: number): number => {
  const text = textAfter(option) ?? String(otherwise)
  return /^\d+$/.test(text) ? Number(text) : refuse(`${option} needs a number.`)
}
const crashOf = (text: string): CrashPoint => {
  const [, atWrite, when] = /^(\d+)(before|after)$/.exec(text) ?? refuse(`${text} is no crash point, as 120before.`)
  return { atWrite: Number(atWrite), when: when === 'before' ? 'before' : 'after' }
}
const flag = (option: string): boolean => {
  const at = given.indexOf(option)
  if (at !== -1) given.splice(at, 1)
  return at !== -1
}

const runs = numberAfter('--runs', 100)
const firstSeed = numberAfter('--seed', 1)
const chosen = textAfter('--crash')?.split(',').map(crashOf) ?? null
const withStory = flag('--story')
if (given.length > 0) refuse(`${given.join(' ')}?`)

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const words = (crashes: readonly CrashPoint[]): string =>
  crashes.length === 0 ? '' : ` --crash ${crashes.map(({ atWrite, when }) => `${atWrite}${when}`).join()}`

const mould = await StoreMould.make()
const coverage = new Coverage()
const broken = new Map<string, number>()
let failures = 0

const play = async (seed: number, crashes: readonly CrashPoint[]): Promise<Evidence> => {
  const evidence = await playRun(mould, seed, crashes)
  const violations = judge(asCase(evidence))
  if (violations.length > 0) tell(seed, crashes, evidence, violations)
  else if (withStory) for (const line of storyOf(evidence)) say(line)
  return evidence
}

const tell = (seed: number, crashes: readonly CrashPoint[], evidence: Evidence, violations: readonly Violation[]): void => {
  failures += 1
  say(`\nseed ${seed}${words(crashes)}: npm run chaos -- --runs 1 --seed ${seed}${words(crashes) || ' --crash 0before'} --story`)
  for (const { rule, atMs, message } of violations) say(`  ${rule}: ${atMs === null ? '' : `${atMs / 1_000} s: `}${message}`)
  for (const rule of new Set(violations.map((one) => one.rule))) broken.set(rule, (broken.get(rule) ?? 0) + 1)
  const story = storyOf(evidence)
  for (const line of withStory ? story : story.slice(-SHOWN_LINES).filter((text) => /!!|->/.test(text))) say(`    ${line}`)
}

const began = process.hrtime.bigint()
if (chosen !== null) await play(firstSeed, chosen)
else
  for (let played = 0, scene = 0; played < runs; scene += 1) {
    const seed = firstSeed + scene
    const base = await play(seed, [])
    played += 1
    const record = coverage.scene(base.writes)
    process.stderr.write(
      `scene ${seed}: ${Math.round(base.endedAtMs / 1_000)} s, ${record.length} writes of the record, failed ${failures}\n`,
    )
    for (let crash = 0; crash < RUNS_PER_SCENE - 1 && played < runs && record.length > 0; crash += 1, played += 1) {
      const part = (crash + ((scene * GOLDEN) % 1)) / (RUNS_PER_SCENE - 1)
      const atWrite = record[Math.floor(part * record.length)] ?? 0
      const when = (crash + scene) % 2 === 0 ? 'before' : 'after'
      coverage.crashed(base.writes.get(atWrite) ?? [], when)
      const crashes: CrashPoint[] = [{ atWrite, when }]
      // The engine that takes over may be killed as well, early or late.
      if (crash % 3 === 2) crashes.push({ atWrite: atWrite + 1 + ((crash * 7 + scene * 13) % 60), when })
      await play(seed, crashes)
    }
  }
mould.remove()
const seconds = Number((process.hrtime.bigint() - began) / 1_000_000n) / 1_000
for (const line of coverage.lines()) say(line)
for (const [rule, times] of broken) say(`broken: ${rule}, in ${times} runs`)
say(`runs ${chosen === null ? runs : 1}, failed ${failures}, seed ${firstSeed}, ${seconds.toFixed(0)} s`)
process.exit(failures === 0 ? 0 : 1)
