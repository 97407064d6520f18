import { fuzzManager } from './managers/fuzz-managers'
import { FUZZED_KINDS } from './managers/kinds'
import { fuzzSnmp } from './snmp'

const KINDS: readonly string[] = [...new Set(Object.values(FUZZED_KINDS).map(({ kind }) => kind))]
const usage = `npm run fuzz -- snmp [--count DATAGRAMS] [--traps TRAPS] [--seed NUMBER]
npm run fuzz -- managers [--count ANSWERS] [--seed NUMBER] [--kind ${KINDS.join(' | ')}]
`
const TRAPS_PER_DATAGRAM = 1 / 10
const MOST_GROWN_MEGABYTES = 32
const MOST_WORDS_SHOWN = 20

const given = process.argv.slice(2)
const refuse = (why: string): never => {
  process.stderr.write(`${why}\n${usage}`)
  process.exit(2)
}
const textAfter = (option: string): string | null => {
  const at = given.indexOf(option)
  return at === -1 ? null : (given.splice(at, 2)[1] ?? refuse(`${option} needs a value.`))
}
const numberAfter = (option: string): number | null => {
  const text = textAfter(option)
  return text === null ? null : /^\d+$/.test(text) ? Number(text) : refuse(`${option} needs a number.`)
}
const count = numberAfter('--count')
const traps = numberAfter('--traps')
const seed = numberAfter('--seed') ?? 1
const only = textAfter('--kind')

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const table = (title: string, counts: ReadonlyMap<string, number>): void => {
  say(title)
  for (const [reason, times] of [...counts].sort((one, other) => other[1] - one[1]))
    say(`  ${String(times).padStart(9)}  ${reason}`)
}
const sayWrong = (wrong: readonly string[]): void => {
  say(`wrong ${wrong.length}`)
  for (const words of wrong.slice(0, MOST_WORDS_SHOWN)) say(`  ${words.slice(0, 600)}`)
}

const snmp = async (): Promise<boolean> => {
  const datagrams = count ?? 1_000_000
  const report = await fuzzSnmp({ datagrams, traps: traps ?? Math.ceil(datagrams * TRAPS_PER_DATAGRAM), seed, log: say })
  const { polls, realPolls, traps: heard, grownMegabytes, unhandled } = report
  table('damaged answers, by what is wrong with them', polls.reasons)
  table('damaged traps', heard.reasons)
  say(`answers.delivered ${polls.delivered + realPolls.delivered}`)
  say(`polls ${polls.polls + realPolls.polls}, of which failed over v3 ${polls.failedPolls + realPolls.failedPolls}`)
  say(`traps.delivered ${heard.delivered}, of which well made and heeded ${heard.heeded}`)
  say(`memory.grown ${grownMegabytes.toFixed(1)} MB`)
  say(`crashes ${unhandled.length}`)
  const wrong = [...polls.wrong, ...realPolls.wrong, ...heard.wrong, ...unhandled]
  sayWrong(wrong)
  return wrong.length === 0 && grownMegabytes <= MOST_GROWN_MEGABYTES
}

const managers = async (): Promise<boolean> => {
  let good = true
  for (const [name, kind] of Object.entries(FUZZED_KINDS)) {
    if ((only !== null && only !== kind.kind) || !kind.isHere()) continue
    const beganAt = performance.now()
    const report = await fuzzManager(name, count ?? 10_000, seed)
    table(`${name}: damaged answers`, report.reasons)
    say(`answers.damaged ${report.damaged}, in ${report.calls} calls, of which ended well all the same ${report.believed}`)
    say(`acts.sent ${report.actsSent}, reads with an unlisted state ${report.unlistedRead}`)
    say(`seconds ${((performance.now() - beganAt) / 1000).toFixed(0)}`)
    sayWrong(report.wrong)
    good &&= report.wrong.length === 0
  }
  return good
}

const [what, ...others] = given
if (others.length > 0 || (what !== 'snmp' && what !== 'managers')) refuse('What is to be fuzzed?')
if (only !== null && !KINDS.includes(only)) refuse(`${only} is no manager that can be fuzzed.`)
const began = performance.now()
const isGood = await (what === 'snmp' ? snmp() : managers())
say(`seconds ${((performance.now() - began) / 1000).toFixed(0)}, seed ${seed}`)
process.exit(isGood ? 0 : 1)
