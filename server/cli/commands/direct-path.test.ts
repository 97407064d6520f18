import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { hostIdOf, managerIdSchema, userIdSchema, vmIdOf } from '../../domain/ids'
import { READINESS } from '../../domain/readiness'
import { driver } from '../../drivers/hypervisor/proxmox/driver'
import { AccessDesk } from '../../engine/access/access-desk'
import { hashPassword } from '../../services/auth/password'
import { docOf } from '../../services/latest-doc'
import { demoDatacenter } from '../../simulator/demo/demo-datacenter'
import { type PveServer, startPveServer } from '../../simulator/proxmox/pve-server'
import { World } from '../../simulator/world/world'
import { openStore } from '../../store/open-store'
import type { Store } from '../../store/store'
import { until } from '../../testing/require-peer'
import { manager } from '../../testing/world-samples'
import type { Outcome } from '../outcome'
import { testDirectPath } from './direct-path-proof'
import { type DirectPathOptions, setDirectPath } from './direct-path-set'
import { showDirectPaths } from './direct-path-show'
import { asLastSeen } from './named-host'

const PASSWORD = 'node-secret'
const account = { user: 'root@pam', password: PASSWORD, apiToken: { tokenId: 'root@pam!x', token: 'token-secret' } }
const MANAGER = managerIdSchema.parse('pve')
const OWN_PASSWORD = 'long enough for admin'
const json = (value: unknown) => z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(value)))

describe('direct-path', () => {
  let server: PveServer
  let store: Store
  let folder: string
  let environment: Record<string, string>
  /** The node that answers, and another one of its cluster. */
  let own: string
  let other: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cli-direct-path-'))
    server = await startPveServer(new World(demoDatacenter), account, Date.now())
    environment = {
      NODE_PASSWORD: PASSWORD,
      MINE: OWN_PASSWORD,
      RIDETHROUGH_DATA_DIR: join(folder, 'data'),
      RIDETHROUGH_KEY_FILE: join(folder, 'key'),
    }
    store = await openStore({ dataDirectory: join(folder, 'data'), keyFile: join(folder, 'key') })
    const session = driver.open({
      address: { kind: 'proxmox', url: server.url, pins: [server.fingerprint] },
      secret: { kind: 'password', user: account.user, password: PASSWORD },
    })
    const [told, itself] = [await session.inventory({ deadlineMs: 10_000 }), await session.itself?.({ deadlineMs: 10_000 })]
    await session.close()
    if (told.kind !== 'ok' || itself?.kind !== 'ok') throw new Error('the simulated node does not answer')
    const { hosts, vms } = told.value
    own = itself.value.nativeId
    other = hosts.find(({ nativeId }) => nativeId !== own)?.nativeId ?? ''
    const address = { kind: 'proxmox' as const, url: 'https://manager.example', pins: [] }
    const secret = { kind: 'password' as const, user: 'root@pam', password: 'of-the-manager' }
    const passwordHash = await hashPassword(OWN_PASSWORD)
    await store.write(async (tx) => {
      for (const role of ['admin', 'viewer'] as const)
        await tx.users.put({ id: userIdSchema.parse(role), name: role, role, passwordHash, createdAtMs: 0, locale: null })
      const credentialId = z.string().brand<'CredentialId'>().parse('c')
      await tx.credentials.put({ id: credentialId, name: 'pve', secret })
      await tx.managers.put({ id: MANAGER, name: 'pve', address, credentialId, enabled: true, createdAtMs: 0 })
      await tx.latest.put('manager', [{ id: MANAGER, doc: json(manager({ id: MANAGER, kind: 'proxmox' })), atMs: 1 }])
      await tx.latest.put(
        'host',
        hosts.map((host) => {
          const id = hostIdOf(MANAGER, host)
          return { id, doc: json({ ...host, id, managerId: MANAGER, stale: false }), atMs: 1 }
        }),
      )
      await tx.latest.put(
        'vm',
        vms.map((vm) => {
          const id = vmIdOf(MANAGER, vm)
          const hostId = hosts.flatMap((host) => (host.nativeId === vm.hostNativeId ? [hostIdOf(MANAGER, host)] : []))[0] ?? null
          return { id, doc: json({ ...vm, id, managerId: MANAGER, hostId }), atMs: 1 }
        }),
      )
    })
  })
  afterAll(async () => {
    await store.close()
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const set = (host: string, more: Partial<DirectPathOptions> = {}) =>
    setDirectPath(
      host,
      {
        account: 'admin',
        accountPasswordEnv: 'MINE',
        url: server.url,
        user: account.user,
        passwordEnv: 'NODE_PASSWORD',
        fingerprint: [server.fingerprint],
        addFingerprint: [],
        ...more,
      },
      environment,
    )
  /** The engine's desk takes what is ordered, and proves it as it does by night. */
  const withEngine = async (outcome: Promise<Outcome>): Promise<Outcome> => {
    const row = await until('the order', async () =>
      (await store.read.orders.placed()).find(({ order }) => order.kind === 'direct-path.save'),
    )
    if (row.order.kind !== 'direct-path.save') throw new Error('another order')
    const host = docOf('host', await store.read.latest.get('host', row.order.hostId))
    const byManager = host === null ? null : await asLastSeen(store.read, host)
    const ways = { byManager: () => byManager, hardwareUuid: () => null }
    const desk = new AccessDesk({ store, now: Date.now, reload: () => Promise.resolve(), ways })
    const answer = await desk.carryOut(row.order, { actor: row.actor, channel: row.channel })
    await store.write((tx) =>
      answer.ok
        ? tx.orders.finish(row.id, 'done', answer.result)
        : tx.orders.finish(row.id, 'failed', { message: answer.message, hint: answer.hint }),
    )
    return outcome
  }
  const kept = async () => (await store.read.directPaths.list()).length

  it('set: an unknown certificate is not trusted, and how to pin it is said', async () => {
    const outcome = await withEngine(set(own, { fingerprint: [] }))
    expect(outcome.exitCode).toBe(4)
    expect(outcome.errors).toContain(`--add-fingerprint '${server.fingerprint}'`)
    expect(await kept()).toBe(0)
  })

  it('D11 set: another host that answers there is refused whoever confirms it, and nothing is saved', async () => {
    const outcome = await withEngine(set(other, { same: true }))
    expect(outcome.exitCode).toBe(4)
    expect(outcome.errors).toContain(`${own} answers, not ${other}`)
    expect(await kept()).toBe(0)
  })

  it.each([
    ['a host that nobody shows', 'nowhere', {}, 'no manager shows'],
    ['half a way to sign in', null, { passwordEnv: undefined }, 'give one way to sign in'],
    ['a variable that is not set', null, { passwordEnv: 'NOT_SET' }, 'NOT_SET'],
    ['an account without its password', null, { accountPasswordEnv: 'NOT_SET' }, 'account’s password'],
    ['none yet, and no address', null, { url: undefined }, 'give --url'],
  ])('set: %s is a wrong call', async (_, host, more, words) => {
    const outcome = await set(host ?? own, more)
    expect(outcome).toMatchObject({ exitCode: 2, output: '' })
    expect(outcome.errors).toContain(words)
  })

  it('A8 set: who may not configure may not here either', async () =>
    expect((await set(own, { account: 'viewer' })).errors).toContain('does not allow'))

  it('test: says so where there is none', async () =>
    expect(await testDirectPath(store.read, own, { timeout: 20 })).toMatchObject({ exitCode: 1 }))

  it('A8 K1 K5 set: what is the host is saved by the engine, journalled with who and where from, without its secret', async () => {
    expect(await withEngine(set(own, { reason: 'night shift' }))).toMatchObject({ exitCode: 0, errors: '' })
    expect(await kept()).toBe(1)
    const entries = await store.read.journal.page({ limit: 8 })
    const entry = entries.find(({ kind }) => kind === 'host.direct-path-added')
    expect(entry).toMatchObject({ channel: 'cli', reason: 'night shift', actor: 'admin' })
    expect(JSON.stringify(entries)).not.toContain(PASSWORD)
  })

  it('A12 K5 set: a second fingerprint is laid down with the credential that is stored', async () => {
    const second = Array.from({ length: 32 }, () => 'CD').join(':')
    const given = { url: undefined, user: undefined, passwordEnv: undefined, fingerprint: [], addFingerprint: [second] }
    expect(await withEngine(set(own, given))).toMatchObject({ exitCode: 0, errors: '' })
    const [row] = await store.read.directPaths.list()
    expect(row?.address).toMatchObject({ url: server.url, pins: [server.fingerprint, second] })
  })

  it('A8 set: the address of the manager itself is refused here as in the console', async () => {
    await store.write(async (tx) => {
      const row = await tx.managers.get(MANAGER)
      if (row !== null) await tx.managers.put({ ...row, address: { ...row.address, url: server.url } })
    })
    const outcome = await set(own)
    expect(outcome.exitCode).toBe(4)
    expect(outcome.errors).toContain('address of its manager')
  })

  it('test: signs in with what is stored, and switches nothing', async () => {
    const outcome = await testDirectPath(store.read, own.toUpperCase(), { timeout: 20 })
    expect(outcome).toMatchObject({ exitCode: 0, errors: '' })
    expect(outcome.output).toContain(`${own} answers.`)
    const { output } = await testDirectPath(store.read, own, { timeout: 20, json: true })
    expect(JSON.parse(output)).toMatchObject({ hostId: `pve:${own}`, answering: { name: own } })
    expect(output).not.toContain(PASSWORD)
  })

  it('show: tells each host’s way, and how the engine last proved it', async () => {
    const all = await showDirectPaths(store.read, undefined, {})
    expect(all.output).toMatch(new RegExp(`${own} +proxmox +${server.url} +not proved yet`))
    expect(all.output).toMatch(new RegExp(`${other} +– +through its manager only`))
    const finding = { trouble: 'silent', severity: 'critical', message: 'It does not answer.', hint: 'Look at it.' }
    const way = { way: 'direct', object: { kind: 'host', id: `pve:${own}`, name: own }, provedAtMs: 0, findings: [finding] }
    const doc = json({ state: 'ended', startedBy: 'schedule', startedAtMs: 0, endedAtMs: 0, ways: [way], upsCount: 0 })
    await store.write((tx) => tx.latest.put('readiness', [{ id: READINESS, doc, atMs: 0 }]))
    const one = await showDirectPaths(store.read, own, {})
    expect(one.output).toContain('critical: silent: It does not answer. Look at it.')
    expect(one.output).not.toContain(other)
    const { output } = await showDirectPaths(store.read, own, { json: true })
    expect(JSON.parse(output)).toMatchObject([{ name: own, address: { kind: 'proxmox' }, findings: [finding] }])
  })
})
