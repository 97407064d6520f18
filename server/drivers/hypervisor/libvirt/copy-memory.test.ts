import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { siteOf } from './address'
import { forgetCopies, keepAsCopied, mayHaveCopiedAway, startJob, takeMade } from './job'
import { VirshHost } from './virsh-host'

const VM = 'aaaaaaaa-0000-4000-8000-000000000001'
const VOLUME = { host: 'kvm-2', pool: 'local', volume: 'web.qcow2' }
const quick = { deadlineMs: 10_000 }

/** The scripts run in a real shell of this machine, in a folder of their own. */
describe('what a host remembers of copies', () => {
  let folder: string
  let host: VirshHost
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ridethrough-jobs-'))
    const site = siteOf({ kind: 'libvirt', url: 'ssh://kvm-1', pins: [] })
    const [address] = site.hosts
    if (address === undefined) throw new Error('no host')
    const run = (script: string) => {
      const { status, stdout, stderr } = spawnSync('sh', ['-c', script.replaceAll('/var/tmp/ridethrough-$(id -u)', folder)], {
        encoding: 'utf8',
      })
      return Promise.resolve({ code: status ?? 1, stdout, stderr })
    }
    host = new VirshHost({ address, user: 'root', run, reach: () => Promise.resolve(), close: () => undefined }, site)
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** `code` null: it is at work, or its host was cut off. */
  const job = (name: string, code: number | null): void => {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'made'), `${VM}\t${VOLUME.host}\t${VOLUME.pool}\t${VOLUME.volume}\n`)
    if (code !== null) writeFileSync(join(folder, name, 'code'), `${code}\n`)
  }

  it.each([null, 0, 1])(
    'A4 one whose end was not looked at yet (exit code %s) may have brought newer disks elsewhere',
    async (code) => {
      expect(await mayHaveCopiedAway(host, VM, quick)).toBe(false)
      job('one', code)
      expect(await mayHaveCopiedAway(host, VM, quick)).toBe(true)
      expect(await mayHaveCopiedAway(host, VM.replace('1', '2'), quick)).toBe(false)
      await forgetCopies(host, VM, quick)
      expect(await mayHaveCopiedAway(host, VM, quick)).toBe(false)
    },
  )

  it('A4 one that has failed is told once, and then counts no more', async () => {
    job('one', 1)
    expect(await takeMade(host, VM, quick)).toEqual([VOLUME])
    expect(await takeMade(host, VM, quick)).toEqual([])
    expect(await mayHaveCopiedAway(host, VM, quick)).toBe(false)
  })

  it('A4 one that has failed by its word, and arrived, counts as arrived: nothing of it is ever taken away', async () => {
    job('one', 1)
    await takeMade(host, VM, quick)
    await keepAsCopied(host, VM, VOLUME, quick)
    expect(await mayHaveCopiedAway(host, VM, quick)).toBe(true)
    expect(await takeMade(host, VM, quick)).toEqual([])
    expect(existsSync(join(folder, 'one', 'taken'))).toBe(true)
  })

  it('A4 what an old copy had made is remembered until that is settled, whatever else is begun meanwhile', async () => {
    const old = new Date(Date.now() - 30 * 24 * 60 * 60_000)
    job('copied', 0)
    job('failed', 1)
    job('open', null)
    job('settled', 1)
    renameSync(join(folder, 'settled', 'made'), join(folder, 'settled', 'taken'))
    mkdirSync(join(folder, 'other'))
    for (const name of readdirSync(folder)) utimesSync(join(folder, name), old, old)
    // It fails, for nothing here knows that VM: the old ones were looked at before.
    await startJob(host, 'start web', VM, ['start', VM], quick).catch(() => null)
    expect(['copied', 'failed', 'open', 'settled', 'other'].filter((name) => existsSync(join(folder, name)))).toEqual([
      'copied',
      'failed',
      'open',
    ])
    expect(await mayHaveCopiedAway(host, VM, quick)).toBe(true)
  })
})
