import { expect, it } from 'vitest'
import type { Case } from './case'
import { judge } from './rules'

type Event = Case['events'][number]
type Call = Case['calls'][number]

const event = (seconds: number, object: string, name: string): Event => ({ atMs: seconds * 1_000, object, event: name })
const call = (seconds: number, act: string, object: string, why: string | null = null): Call => ({
  atMs: seconds * 1_000,
  act,
  object,
  why,
})
const intent = (seconds: number, object: string, action: string, stepId = `${object} ${action}`): Case['journal'][number] => ({
  atMs: seconds * 1_000,
  kind: 'step.intent',
  object,
  action,
  stepId,
})

/** The database ends after the shop, then the host; all comes back; the idle one stays off. */
const orderly: Case = {
  hosts: [{ name: 'host', row: 'row', memoryMiB: 8_192 }],
  vms: [
    { name: 'shop', row: 'row', hostName: 'host', ranBefore: true, memoryMiB: 2_048, after: [] },
    { name: 'db', row: 'row', hostName: 'host', ranBefore: true, memoryMiB: 2_048, after: ['shop'] },
    { name: 'idle', row: 'row', hostName: 'host', ranBefore: false, memoryMiB: 2_048, after: [] },
  ],
  upses: [{ name: 'ups', row: 'row' }],
  events: [
    event(30, 'ups', 'mains-lost'),
    event(40, 'shop', 'shutdown-requested'),
    event(45, 'shop', 'stopped'),
    event(46, 'db', 'shutdown-requested'),
    event(50, 'db', 'stopped'),
    event(55, 'host', 'shutting-down'),
    event(60, 'host', 'off'),
    event(90, 'ups', 'mains-back'),
    event(120, 'host', 'booting'),
    event(140, 'host', 'up'),
    event(141, 'db', 'start-requested'),
    event(143, 'db', 'started'),
    event(145, 'shop', 'start-requested'),
    event(147, 'shop', 'started'),
  ],
  calls: [
    call(40, 'shutdown-guest', 'shop'),
    call(46, 'shutdown-guest', 'db'),
    call(55, 'shutdown-host', 'host'),
    call(120, 'power-on-host', 'host'),
    call(141, 'start', 'db'),
    call(145, 'start', 'shop'),
  ],
  mostMemoryMiB: new Map([['host', 4_096]]),
  journal: [
    intent(40, 'shop', 'shutdown'),
    intent(46, 'db', 'shutdown'),
    intent(55, 'host', 'shutdown-host'),
    intent(120, 'host', 'power-on-host'),
    intent(141, 'db', 'start'),
    intent(145, 'shop', 'start'),
  ],
  chainBroken: null,
  runs: [
    {
      title: 'row',
      hasEnded: true,
      openSteps: [],
      endedStepIds: ['shop shutdown', 'db shutdown', 'host shutdown-host', 'host power-on-host', 'db start', 'shop start'],
    },
  ],
  ending: {
    vms: [
      { name: 'shop', isOn: true },
      { name: 'db', isOn: true },
      { name: 'idle', isOn: false },
    ],
    hosts: [{ name: 'host', isUp: true }],
  },
  errors: [],
}

const [run] = orderly.runs
if (run === undefined) throw new Error('no run')

const found = (change: Partial<Case>): readonly string[] =>
  judge({ ...orderly, ...change }).map(({ rule, message }) => `${rule}: ${message}`)
const withEvents = (...more: readonly Event[]): readonly Event[] =>
  [...orderly.events, ...more].toSorted((one, other) => one.atMs - other.atMs)
const withCalls = (...more: readonly Call[]): readonly Call[] =>
  [...orderly.calls, ...more].toSorted((one, other) => one.atMs - other.atMs)

it('an orderly outage breaks no rule', () => {
  expect(found({})).toEqual([])
})

it('a run that never ends, a step that never ends, and one that was begun and is not there any more are found', () => {
  expect(found({ runs: [{ ...run, hasEnded: false }] })).toEqual(['no step lost: the run of row never ends'])
  expect(found({ runs: [{ ...run, openSteps: ['shop: start'] }] })).toEqual(['no step lost: shop: start never ends'])
  const endedStepIds = run.endedStepIds.filter((id) => id !== 'db shutdown')
  expect(found({ runs: [{ ...run, endedStepIds }] })).toEqual(['no step lost: db: shutdown was begun in a step that has no end'])
})

it.each([
  ['shop', 'shutdown-requested', 41],
  ['shop', 'start-requested', 146],
  ['host', 'shutting-down', 58],
])('A2 what is done twice to %s is found: %s', (object, what, seconds) => {
  expect(found({ events: withEvents(event(seconds, object, what)) })).toEqual([
    expect.stringContaining(`no second effect: ${object}: ${what}`),
  ])
})

it('A2 what is asked again after the world has changed is no second effect', () => {
  const again = [event(148, 'shop', 'killed-by-power-cut'), event(150, 'shop', 'start-requested'), event(151, 'shop', 'started')]
  expect(found({ events: withEvents(...again) })).toEqual([])
})

it('A5 who others hang on and goes while they run is found, unless their own step has ended', () => {
  const early = {
    calls: withCalls(call(39, 'power-off', 'db')),
    journal: [intent(39, 'db', 'power-off', 'db shutdown'), ...orderly.journal],
  }
  const why = 'nothing off before its dependants: db: power-off while shop still runs'
  expect(found(early)).toEqual([why])
  const result = { atMs: 38_500, kind: 'step.result', object: 'shop', action: null, stepId: null }
  expect(found({ ...early, journal: [result, ...early.journal] })).toEqual([])
  // Of the outage before.
  expect(found({ ...early, journal: [{ ...result, atMs: 20_000 }, ...early.journal] })).toEqual([why])
})

it('A5 a guest that runs when its host has shut down is found', () => {
  expect(found({ events: withEvents(event(60, 'idle', 'killed-by-host-shutdown')) })).toEqual([
    'nothing off before its dependants: idle was running on a host that was shut down',
  ])
})

it('D4 a host that holds more than it has is found, and one that was only asked to', () => {
  expect(found({ mostMemoryMiB: new Map([['host', 9_000]]) })).toEqual(['no host over-committed: host held 9000 MiB of 8192 MiB'])
  const asked = call(142, 'migrate', 'shop', "not enough memory on 'host'")
  const journal = [...orderly.journal, intent(142, 'shop', 'migrate', 'shop start')]
  expect(found({ calls: withCalls(asked), journal })).toEqual([expect.stringContaining('no host over-committed: shop: migrate')])
})

it('R1 R6 what does not come back is found, and what comes that was not there', () => {
  const ending = (name: string, isOn: boolean): Case['ending'] => ({
    ...orderly.ending,
    vms: orderly.ending.vms.map((vm) => (vm.name === name ? { name, isOn } : vm)),
  })
  const rule = 'everything that should run, runs'
  expect(found({ ending: ending('shop', false) })).toEqual([`${rule}: shop ran before, and does not run`])
  expect(found({ ending: ending('idle', true) })).toEqual([`${rule}: idle did not run before, and runs`])
  expect(found({ ending: { ...orderly.ending, hosts: [{ name: 'host', isUp: false }] } })).toEqual([`${rule}: host is not up`])
})

it('A1 what reached a manager without an intent before it is found, also where one intent stands for two', () => {
  const late = orderly.journal.map((entry) => (entry.stepId === 'db start' ? { ...entry, atMs: 141_500 } : entry))
  expect(found({ journal: late })).toEqual(['every effect has an intent: db: start reached the manager unannounced'])
  expect(found({ calls: withCalls(call(41, 'shutdown-guest', 'shop', 'it is locked')) })).toEqual([
    'every effect has an intent: shop: shutdown-guest reached the manager unannounced',
  ])
})

it('K2 a chain that does not verify is found', () => {
  expect(found({ chainBroken: 'entry 7: its hash does not fit' })).toEqual([
    'every effect has an intent: entry 7: its hash does not fit',
  ])
})

it('P2 P4 what is switched off on mains is found, unless a card told otherwise', () => {
  const calls = withCalls(call(150, 'shutdown-guest', 'shop'))
  const journal = [...orderly.journal, intent(150, 'shop', 'shutdown')]
  expect(found({ calls, journal })).toEqual(['nothing off while the mains are there: shop: shutdown-guest'])
  expect(found({ calls, journal, events: withEvents(event(149, 'ups', 'card-silent')) })).toEqual([])
  const told = [event(20, 'ups', 'card-silent'), event(25, 'ups', 'card-well')]
  expect(found({ calls, journal, events: withEvents(...told) })).toHaveLength(1)
})

it('R2 what is brought up while the mains are away is found', () => {
  const calls = withCalls(call(70, 'power-on-host', 'host'))
  const journal = [intent(70, 'host', 'power-on-host'), ...orderly.journal]
  expect(found({ calls, journal })).toEqual(['nothing up in an outage: host: power-on-host'])
})

it('what an engine calls an error is found, but not that its database was away', () => {
  expect(found({ errors: ['a driver threw', 'a driver threw', 'the record: the database does not answer'] })).toEqual([
    'no errors: a driver threw',
  ])
})
