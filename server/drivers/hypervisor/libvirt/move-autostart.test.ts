import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { libvirtMachine } from '../../../../e2e/fuzz/managers/ssh/libvirt-machine'
import { resultOf } from '../../protocols/ssh/call-failed'
import { perform } from './acts'
import { siteOf } from './address'
import { SiteReader } from './site-reader'
import { VirshHost } from './virsh-host'

const quick = { deadlineMs: 10_000 }
const WEB = '3f9c4145-fc0d-4a89-add5-4021aae608c3'
const site = siteOf({ kind: 'libvirt', url: 'ssh://kvm-1,kvm-2', pins: [] })
const SETS = `-q -c qemu+ssh://root@kvm-2/system?no_tty=1 autostart ${WEB}`

/** What hosts say is recorded; what changes something runs in a real shell, with a virsh that writes down what it was told. */
describe('autostart of a VM that moves live', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ridethrough-move-'))
    mkdirSync(join(folder, 'bin'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const told = (): readonly string[] => readFileSync(join(folder, 'told'), 'utf8').trim().split('\n')

  const move = async (given: { readonly autostart: string; readonly migrateExits: number; readonly autostartExits?: number }) => {
    const virsh = join(folder, 'bin', 'virsh')
    const exits = `case "$*" in *migrate*) exit ${given.migrateExits};; esac; exit ${given.autostartExits ?? 0}`
    writeFileSync(virsh, `#!/bin/sh\necho "$*" >>${folder}/told\n${exits}\n`)
    chmodSync(virsh, 0o755)
    const machine = libvirtMachine()
    const hosts = site.hosts.map((address) => {
      const run = async (script: string, changes: boolean) => {
        if (!changes) {
          const { told: said } = await machine(address.name, script, '')
          const stdout = said.replace(/(@@ridethrough:autostart@@\n)[^@]*/, `$1${given.autostart}\n`)
          return { code: 0, stdout, stderr: '' }
        }
        const here = script.replaceAll('/var/tmp/ridethrough-$(id -u)', join(folder, 'jobs'))
        const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` }
        const { status, stdout, stderr } = spawnSync('sh', ['-c', here], { encoding: 'utf8', env })
        return { code: status, stdout, stderr }
      }
      return new VirshHost({ address, user: 'root', run, reach: () => Promise.resolve(), close: () => undefined }, site)
    })
    const reader = new SiteReader(hosts)
    return resultOf(() => perform({ act: 'migrate', vmNativeId: WEB, toHostNativeId: 'kvm-2' }, reader, site, quick))
  }
  const exitCode = (): string => {
    const [job = ''] = readdirSync(join(folder, 'jobs'))
    return readFileSync(join(folder, 'jobs', job, 'code'), 'utf8').trim()
  }

  it('R3 D5 is set where it went, once it is there', async () => {
    expect(await move({ autostart: WEB, migrateExits: 0 })).toMatchObject({ kind: 'ok' })
    await vi.waitFor(() => expect(told()).toHaveLength(2), 5_000)
    expect(told()[0]).toContain(' migrate --live ')
    expect(told()[1]).toBe(SETS)
  })

  it('A1 a move that came to its end has, whatever becomes of its autostart', async () => {
    expect(await move({ autostart: WEB, migrateExits: 0, autostartExits: 1 })).toMatchObject({ kind: 'ok' })
    await vi.waitFor(() => expect(told()).toHaveLength(2), 5_000)
    expect(exitCode()).toBe('0')
  })

  it('R2 is not set where it had none, nor where the move has failed', async () => {
    await move({ autostart: '', migrateExits: 0 })
    expect(await move({ autostart: WEB, migrateExits: 1 })).toMatchObject({ kind: 'refused' })
    expect(told().filter((line) => line.includes('autostart'))).toEqual([])
    expect(told()).toHaveLength(2)
  })
})
