import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import packageJson from '../../package.json'
import { freePort } from '../testing/require-peer'
import { demoDatacenter } from '../simulator/demo/demo-datacenter'
import { startPveServer } from '../simulator/proxmox/pve-server'
import { World } from '../simulator/world/world'
import { openStore } from '../store/open-store'
import { engineModel } from '../testing/ovirt/engine-model'
import { startStandIn } from '../testing/ovirt/stand-in'
import { verifyJournal } from './commands/journal-verify'
import { probeManager } from './commands/manager-probe'
import { createProgram, runProgram } from './program'

/** Typed, so that it does not spread `any`. */
const containing = (text: string): unknown => expect.stringContaining(text)

const account = { user: 'root@pam', password: 'pass-secret', apiToken: { tokenId: 'root@pam!x', token: 'token-secret' } }
const environment = { PASSWORD: account.password, WRONG: 'not-this', TOKEN: account.apiToken.token }
const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one()
})

/** Runs the command line and collects what it would print. */
const run = async (...args: string[]) => {
  let output = ''
  let errors = ''
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((output += String(text))))
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((errors += String(text))))
  try {
    const thrown = await runProgram(createProgram(), args)
    const exitCode = thrown ?? process.exitCode ?? 0
    return { exitCode, output, errors }
  } finally {
    process.exitCode = undefined
    stdout.mockRestore()
    stderr.mockRestore()
  }
}

describe('the command line', () => {
  it('tells its version and its commands', async () => {
    expect(await run('--version')).toMatchObject({ exitCode: 0, output: `${packageJson.version}\n` })
    const { output } = await run('--help')
    for (const command of ['ups', 'manager', 'journal']) expect(output).toContain(command)
    expect((await run('manager', 'probe', '--help')).output).toContain('--fingerprint')
    expect((await run('manager', 'probe', '--help')).output).not.toContain('--insecure')
  })

  it('ends with 2 for a wrong call, and says what was meant', async () => {
    expect(await run('manager', 'prob')).toMatchObject({ exitCode: 2, errors: containing('Did you mean probe?') })
    expect(await run('manager', 'probe', '--kind', 'proxmox')).toMatchObject({
      exitCode: 2,
      errors: containing('--url'),
    })
    const timeout = ['manager', 'probe', '--kind', 'proxmox', '--url', 'https://x', '--timeout', 'soon']
    expect(await run(...timeout)).toMatchObject({ exitCode: 2, errors: containing('Give seconds') })
  })

  it('ends with what its command came to', async () => {
    const url = `https://127.0.0.1:${await freePort()}`
    process.env.CLI_TEST_PASSWORD = 'pass-secret'
    undo.push(() => delete process.env.CLI_TEST_PASSWORD)
    const args = [
      'manager',
      'probe',
      '--kind',
      'proxmox',
      '--url',
      url,
      '--user',
      'root@pam',
      '--password-env',
      'CLI_TEST_PASSWORD',
    ]
    expect(await run(...args)).toMatchObject({ exitCode: 3, output: '', errors: containing('refuses connections') })
  })
})

describe('manager probe', () => {
  const cluster = async () => {
    const server = await startPveServer(new World(demoDatacenter), account, Date.now())
    undo.push(() => server.close())
    return server
  }
  const options = (url: string, fingerprint: string[]) => ({ kind: 'proxmox', url, fingerprint, timeout: 20 })
  const byPassword = { user: account.user, passwordEnv: 'PASSWORD' }

  it('lists clusters, hosts and VMs, for people and for programs', async () => {
    const server = await cluster()
    const signIn = { ...options(server.url, [server.fingerprint]), ...byPassword }
    const shown = await probeManager(signIn, environment)
    expect(shown).toMatchObject({ exitCode: 0, errors: '' })
    for (const { name } of [...demoDatacenter.hosts, ...demoDatacenter.vms]) expect(shown.output).toContain(name)
    const json = await probeManager({ ...signIn, json: true }, environment)
    expect(JSON.parse(json.output)).toMatchObject({
      kind: 'proxmox',
      product: 'Proxmox VE',
      clusters: [{ name: 'simulated' }],
      hosts: demoDatacenter.hosts.map(({ name }) => ({ name })),
    })
  })

  it('reads an oVirt engine, with what will not work there and which VM stays where it is', async () => {
    const model = engineModel(2, 3)
    Object.assign(model.hosts[1] ?? {}, { powerManagement: false })
    Object.assign(model.vms[0] ?? {}, { affinity: 'pinned' })
    const engine = await startStandIn(model, { user: 'monitor@internal', password: account.password })
    undo.push(() => engine.close())
    const signIn = { kind: 'ovirt', url: engine.url, fingerprint: [engine.fingerprint], timeout: 20 }
    const shown = await probeManager({ ...signIn, user: 'monitor@internal', passwordEnv: 'PASSWORD' }, environment)
    expect(shown).toMatchObject({ exitCode: 0, errors: '' })
    expect(shown.output).toMatch(/^oVirt Engine 4\.4\.10.*\n1 clusters, 2 hosts, 3 VMs, 1 datastores\nnote: .*node2/)
    expect(shown.output).toContain('pin it to its host')
    const json = await probeManager({ ...signIn, user: 'monitor@internal', passwordEnv: 'PASSWORD', json: true }, environment)
    expect(JSON.parse(json.output)).toMatchObject({ kind: 'ovirt', hosts: [{ name: 'node1' }, { name: 'node2' }] })
  })

  it('signs in with an API token', async () => {
    const server = await cluster()
    const byToken = { ...options(server.url, [server.fingerprint]), tokenId: account.apiToken.tokenId, tokenEnv: 'TOKEN' }
    expect((await probeManager(byToken, environment)).exitCode).toBe(0)
  })

  it('without the right pin it prints the fingerprint and how to pass it', async () => {
    const server = await cluster()
    const result = await probeManager({ ...options(server.url, []), ...byPassword }, environment)
    expect(result).toMatchObject({ exitCode: 4, output: '' })
    expect(result.errors).toContain(`--fingerprint ${server.fingerprint}`)
  })

  it('K5 ends with 4 for a wrong password, and prints none', async () => {
    const server = await cluster()
    const signIn = { ...options(server.url, [server.fingerprint]), user: account.user, passwordEnv: 'WRONG' }
    const result = await probeManager(signIn, environment)
    expect(result).toMatchObject({ exitCode: 4, errors: containing('did not accept the credentials') })
    expect(JSON.stringify(result)).not.toContain('not-this')
  })

  it.each([
    [{}, 'give one way to sign in'],
    [{ ...byPassword, tokenId: 'a', tokenEnv: 'TOKEN' }, 'give one way to sign in'],
    [{ passwordEnv: 'PASSWORD' }, 'needs --user'],
    [{ user: 'x', passwordEnv: 'NOT_SET' }, 'NOT_SET'],
    [{ tokenId: 'a@b!c' }, 'go together'],
    [{ sshKey: '/no/such/key' }, 'cannot be read'],
    [{ ...byPassword, kind: 'vmware' }, '--kind is one of'],
  ])('ends with 2 for %o', async (given, expected) => {
    const result = await probeManager({ ...options('https://127.0.0.1:1', []), ...given }, environment)
    expect(result).toMatchObject({ exitCode: 2, errors: containing(expected) })
  })
})

describe('journal verify', () => {
  const folder = () => {
    const made = mkdtempSync(join(tmpdir(), 'cli-journal-'))
    undo.push(() => rmSync(made, { recursive: true, force: true }))
    return made
  }

  it('finds a whole journal whole', async () => {
    const data = join(folder(), 'data')
    const store = await openStore({ dataDirectory: data, keyFile: `${data}.key` })
    const object = { kind: 'system', id: 'test', name: 'test' } as const
    const draft = { atMs: 1, kind: 'test.written', actor: 'test', channel: 'cli', object, message: 'Written.' } as const
    await store.write((tx) => tx.journal.appendMany([draft, draft, draft]))
    await store.close()
    const place = { RIDETHROUGH_DATA_DIR: data, RIDETHROUGH_KEY_FILE: `${data}.key` }
    expect(await verifyJournal({}, place)).toMatchObject({ exitCode: 0, output: containing('whole: 3 entries') })
    const json = await verifyJournal({ json: true }, place)
    expect(JSON.parse(json.output)).toMatchObject({ ok: true, verifiedEntries: 3, lastId: 3 })
  })

  it('K2 ends with 1 where an entry was changed', async () => {
    const data = join(folder(), 'data')
    const store = await openStore({ dataDirectory: data, keyFile: `${data}.key` })
    const object = { kind: 'system', id: 'test', name: 'test' } as const
    const draft = { atMs: 1, kind: 'test.written', actor: 'test', channel: 'cli', object, message: 'Written.' } as const
    await store.write((tx) => tx.journal.appendMany([draft, draft, draft]))
    await store.close()
    const { default: Database } = await import('better-sqlite3')
    const file = new Database(join(data, 'ridethrough.db'))
    const triggers = file.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'").pluck().all()
    for (const trigger of triggers) file.exec(`DROP TRIGGER "${String(trigger)}"`)
    file.exec("UPDATE journal SET message = 'Never.' WHERE id = 2")
    file.close()
    const result = await verifyJournal({}, { RIDETHROUGH_DATA_DIR: data, RIDETHROUGH_KEY_FILE: `${data}.key` })
    expect(result).toMatchObject({ exitCode: 1, output: containing('broken at entry 2') })
  })

  it('makes neither a database nor a key where there is none', async () => {
    const data = join(folder(), 'data')
    expect(await verifyJournal({}, { RIDETHROUGH_DATA_DIR: data })).toMatchObject({
      exitCode: 1,
      errors: containing('There is no database'),
    })
    expect(await verifyJournal({}, { DATABASE_URL: 'mysql://x' })).toMatchObject({ exitCode: 2 })
  })
})
