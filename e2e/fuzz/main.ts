import { fuzzSnmp } from './snmp'

const usage = 'npm run fuzz -- snmp [--count DATAGRAMS] [--traps TRAPS] [--seed NUMBER]\n'
const TRAPS_PER_DATAGRAM = 1 / 10
const MOST_GROWN_MEGABYTES = 32

const given = process.argv.slice(2)
const numberAfter = (option: string): number | null => {
  const at = given.indexOf(option)
  if (at === -1) return null
  const [, text = ''] = given.splice(at, 2)
  if (/^\d+$/.test(text)) return Number(text)
  process.stderr.write(`${option} needs a number. ${usage}`)
  process.exit(2)
}
const datagrams = numberAfter('--count') ?? 1_000_000
const traps = numberAfter('--traps') ?? Math.ceil(datagrams * TRAPS_PER_DATAGRAM)
const seed = numberAfter('--seed') ?? 1
if (given.length !== 1 || given[0] !== 'snmp') {
  process.stderr.write(usage)
  process.exit(2)
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const table = (title: string, counts: ReadonlyMap<string, number>): void => {
  say(title)
  for (const [reason, times] of [...counts].sort((one, other) => other[1] - one[1]))
    say(`  ${String(times).padStart(9)}  ${reason}`)
}

const began = performance.now()
const report = await fuzzSnmp({ datagrams, traps, seed, log: say })
const { polls, realPolls, traps: heard, grownMegabytes, unhandled } = report
table('damaged answers, by what is wrong with them', polls.reasons)
table('damaged traps', heard.reasons)
const wrong = [...polls.wrong, ...realPolls.wrong, ...heard.wrong, ...unhandled]
say(`answers.delivered ${polls.delivered + realPolls.delivered}`)
say(`polls ${polls.polls + realPolls.polls}, of which failed over v3 ${polls.failedPolls + realPolls.failedPolls}`)
say(`traps.delivered ${heard.delivered}, of which well made and heeded ${heard.heeded}`)
say(`memory.grown ${grownMegabytes.toFixed(1)} MB`)
say(`crashes ${unhandled.length}`)
say(`wrong ${wrong.length}`)
for (const words of wrong.slice(0, 20)) say(`  ${words.slice(0, 600)}`)
say(`seconds ${((performance.now() - began) / 1000).toFixed(0)}, seed ${seed}`)
process.exit(wrong.length > 0 || grownMegabytes > MOST_GROWN_MEGABYTES ? 1 : 0)
