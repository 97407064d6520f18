import { describe, expect, it } from 'vitest'
import { de } from '@/components/messages/de'
import { en } from '@/components/messages/en'
import { alarmWords } from './alarm-words'
import { eventWords } from './event-words'

const of = (kind: string, data: unknown, message = 'as recorded') => ({ kind, message, object: { name: 'UPS-A1' }, data })
const condition = (supply: string, flags: readonly string[]) => ({ supply, contact: 'ok', flags })

describe('what happened, in the reader’s language', () => {
  const flags = of('power.flags-changed', {
    before: condition('battery', ['charging', 'overload']),
    after: condition('battery', ['low-battery']),
  })
  it('names flags, and leaves out those that come and go', () => {
    expect(eventWords(flags, en)).toBe('UPS-A1: Low battery, no longer “Overload”')
    expect(eventWords(flags, de)).toBe(`UPS-A1: ${de.device.flags['low-battery']}, nicht mehr „${de.device.flags.overload}“`)
  })

  it.each([
    [
      'power.supply-changed',
      { before: condition('mains', []), after: condition('battery', []) },
      'UPS-A1: from mains to battery',
    ],
    ['power.contact-made', { before: condition('unknown', []), after: condition('mains', []) }, 'UPS-A1 answers: On mains'],
    ['power.trap', { meaning: 'on-battery', from: '10.0.0.5' }, 'UPS-A1 reports: on battery (from 10.0.0.5); asked at once'],
    ['plan.mode-changed', { before: 'armed', after: 'dry-run' }, 'Plan UPS-A1 is now: Dry run'],
    ['device.command-ordered', { command: { kind: 'self-test' } }, 'UPS-A1, ordered: Self-test'],
  ])('%s', (kind, data, words) => expect(eventWords(of(kind, data), en)).toBe(words))

  it('a refused request is told without the name of the verb', () =>
    expect(
      eventWords(of('request.refused', { verb: 'plans.setMode' }, 'plans.setMode: An operator may not change plans'), en),
    ).toBe('Refused: An operator may not change plans'))

  it.each([
    ['power.flags-changed', { before: 1 }],
    ['plan.mode-changed', null],
    ['run.started', {}],
  ])('%s with data that says too little stays as it was recorded', (kind, data) =>
    expect(eventWords(of(kind, data), de)).toBe('as recorded'),
  )
})

describe('an alarm', () => {
  it('that always says the same is translated, its hint too', () =>
    expect(alarmWords({ code: 'overload', message: 'Overload', hint: 'Move or shed load before it drops it.' }, de)).toEqual({
      message: de.events.alarms['overload'],
      hint: de.events.alarmHints['overload'],
    }))

  it('whose hint names a cause keeps it', () =>
    expect(alarmWords({ code: 'no-contact', message: 'No contact', hint: 'No answer from 10.0.0.5' }, de)).toEqual({
      message: 'Kein Kontakt',
      hint: 'No answer from 10.0.0.5',
    }))

  it('of a code without words of its own stays as it is', () =>
    expect(alarmWords({ code: 'hot', message: 'It measures 41 °C', hint: null }, de)).toEqual({
      message: 'It measures 41 °C',
      hint: null,
    }))
})

it('P5 says in German which hosts are at risk, and why', () => {
  const alarm = {
    code: 'hosts-at-risk',
    message: 'Hosts at risk: h1, h2 (fed by no other UPS); h3 (b (feed B) is not on mains (battery))',
  }
  expect(alarmWords({ ...alarm, hint: null }, de).message).toBe(
    'Gefährdete Hosts: h1, h2 (von keiner anderen USV versorgt); h3 (b (Einspeisung B) ist nicht am Netz (Batterie))',
  )
  expect(alarmWords({ ...alarm, hint: null }, en).message).toBe(
    'Hosts at risk: h1, h2 (fed by no other UPS); h3 (b (feed B) is not on mains (battery))',
  )
})

it('S1-09 says in German which VMs can go nowhere, and why', () => {
  const alarm = { code: 'vms-without-target', message: 'Running VMs that can move live to no other host now' }
  const hint =
    'web: b: needs 9 MiB, b has 3 MiB to give; CPU of b lacks avx512f · db: a device of its host is passed through to it · and 3 more'
  expect(alarmWords({ ...alarm, hint }, de)).toEqual({
    message: 'Laufende VMs, die gerade auf keinen anderen Host umziehen können',
    hint: 'web: b: Braucht 9 MiB, b hat noch 3 MiB zu geben; Der CPU von b fehlt avx512f · db: ein Gerät ihres Hosts ist zu ihr durchgereicht · und 3 weitere',
  })
  expect(alarmWords({ ...alarm, hint }, en)).toEqual({ message: alarm.message, hint })
})
