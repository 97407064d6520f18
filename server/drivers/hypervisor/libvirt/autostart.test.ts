import { expect, it } from 'vitest'
import type { SafeguardSetting } from '../../../domain/safeguard'
import { unreachable } from '../../ports'
import { CallFailed, resultOf } from '../../protocols/ssh/call-failed'
import { siteOf } from './address'
import { observeAutostart, setAutostart } from './autostart'
import { SiteReader } from './site-reader'
import { VirshHost } from './virsh-host'

const WEB = '3f9c4145-fc0d-4a89-add5-4021aae608c1'
const DB = '3f9c4145-fc0d-4a89-add5-4021aae608c2'
const HERE = 'kvm-1'
const site = siteOf({ kind: 'libvirt', url: 'ssh://kvm-1,kvm-2,kvm-3', pins: [] })

interface Has {
  readonly defined?: readonly string[]
  readonly active?: readonly string[]
  readonly starting?: readonly string[]
}

/** A site of three; `silent` answers nothing. `events`: what hosts were told and which silent one was asked, in order. */
const siteWith = (hosts: Readonly<Record<string, Has | 'silent'>>) => {
  const events: string[] = []
  const patienceMs: number[] = []
  const reader = new SiteReader(
    site.hosts.map((address) => {
      const has = hosts[address.name] ?? {}
      const run = (script: string, changes: boolean, { deadlineMs }: { readonly deadlineMs: number }) => {
        if (has === 'silent') {
          events.push(`${address.name} asked`)
          patienceMs.push(deadlineMs)
          return Promise.reject(new CallFailed(unreachable(`${address.name} is silent`, '')))
        }
        const { defined = [], active = [], starting = [] } = has
        if (changes) events.push(`${address.name} sets ${/[0-9a-f-]{36}/.exec(script)?.[0] ?? script}`)
        const told = script.includes('--autostart') ? starting : script.includes('--persistent') ? defined : active
        return Promise.resolve({ code: 0, stdout: changes ? '' : told.join('\n'), stderr: '' })
      }
      return new VirshHost({ address, user: 'root', run, reach: () => Promise.resolve(), close: () => undefined }, site)
    }),
  )
  return { reader, events, patienceMs }
}

const foundOf = (...uuids: readonly string[]) =>
  ({
    kind: 'autostart',
    vms: uuids.map((nativeId) => ({ nativeId, name: nativeId === WEB ? 'web' : 'db', how: { autostart: 'enable' } })),
  }) as const satisfies SafeguardSetting

const options = { deadlineMs: 20_000 }
const restore = (reader: SiteReader, ...uuids: readonly string[]) =>
  resultOf(() => setAutostart(reader, { do: 'restore', nativeId: `autostart ${HERE}`, found: foundOf(...uuids) }, options))

it('A5 what is only left of a VM starts it nowhere while the host that may run it is silent; once all answer, it does', async () => {
  const silent = siteWith({ 'kvm-2': { defined: [WEB] }, 'kvm-3': 'silent' })
  const answer = await restore(silent.reader, WEB)
  expect(answer).toMatchObject({ kind: 'unreachable', message: expect.stringMatching(/where web is now.*kvm-3/) as string })
  expect(silent.events.filter((event) => event.includes('sets'))).toEqual([])

  const all = siteWith({ 'kvm-2': { defined: [WEB] } })
  expect(await restore(all.reader, WEB)).toMatchObject({ kind: 'ok' })
  expect(all.events).toEqual([`kvm-2 sets ${WEB}`])
})

it('A5 R8 one that no host knows is gone only when all answered', async () => {
  expect(await restore(siteWith({ 'kvm-3': 'silent' }).reader, WEB)).toMatchObject({ kind: 'unreachable' })
  expect(await restore(siteWith({}).reader, WEB)).toMatchObject({ kind: 'ok' })
})

it('R8 where it runs or was is known whoever else is silent: it is put back there', async () => {
  const moved = siteWith({ 'kvm-2': { defined: [WEB], active: [WEB] }, 'kvm-3': 'silent' })
  expect(await restore(moved.reader, WEB)).toMatchObject({ kind: 'ok' })
  expect(moved.events).toContain(`kvm-2 sets ${WEB}`)
  const off = siteWith({ 'kvm-1': { defined: [WEB] }, 'kvm-3': 'silent' })
  expect(await restore(off.reader, WEB)).toMatchObject({ kind: 'ok' })
  expect(off.events).toContain(`kvm-1 sets ${WEB}`)
})

it('A3 R8 VMs on the host itself do not wait for another that hangs, and what follows keeps half of the time', async () => {
  const { reader, events, patienceMs } = siteWith({
    'kvm-1': { defined: [WEB, DB], active: [WEB] },
    'kvm-2': 'silent',
    'kvm-3': 'silent',
  })
  expect(await restore(reader, DB, WEB)).toMatchObject({ kind: 'ok' })
  expect(events).toEqual([`kvm-1 sets ${WEB}`, 'kvm-2 asked', 'kvm-3 asked', `kvm-1 sets ${DB}`])
  expect(Math.max(...patienceMs)).toBeLessThanOrEqual(options.deadlineMs / 2)
})

it('A3 the look says what it sees where another host hangs, in half of the time', async () => {
  const { reader, patienceMs } = siteWith({ 'kvm-1': { defined: [WEB], active: [WEB], starting: [WEB] }, 'kvm-3': 'silent' })
  const facts = await observeAutostart(reader, `autostart ${HERE}`, options, foundOf(WEB, DB))
  expect(facts?.setting).toEqual(foundOf(WEB))
  expect(Math.max(...patienceMs)).toBeLessThanOrEqual(options.deadlineMs / 2)
})
