import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { containing } from '../testing/containing'
import { canMakeNamespaces } from '../testing/require-peer'
import { draft } from '../testing/store-samples'
import { openStore } from './open-store'

const mount = (...options: readonly string[]): void => {
  const { status, stderr } = spawnSync('mount', options, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`mount failed: ${stderr}`)
}

describe.skipIf(!canMakeNamespaces())('a data directory on a small disk', () => {
  const root = mkdtempSync(join(tmpdir(), 'ridethrough-disk-'))
  const disk = mkdtempSync(join(root, 'disk-'))
  const site = { dataDirectory: join(disk, 'data'), keyFile: join(root, 'secret.key'), databaseUrl: null }
  const ballast = join(disk, 'ballast')
  beforeAll(() => mount('-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk))
  afterAll(() => {
    spawnSync('umount', ['-l', disk])
    rmSync(root, { recursive: true, force: true })
  })

  it('K3 says that the disk is full, keeps all that it acknowledged, and goes on once there is space', async () => {
    const store = await openStore(site)
    await store.write((tx) => tx.journal.append(draft({ message: 'while there was space' })))
    fillUp(ballast)
    const big = draft({ data: 'x'.repeat(300_000) })
    const failure = store.write((tx) => tx.journal.append(big))
    await expect(failure).rejects.toMatchObject({
      name: 'StoreError',
      code: 'disk-full',
      hint: containing('Free space'),
    })
    expect(await store.read.journal.verify()).toMatchObject({ ok: true, verifiedEntries: 1 })
    unlinkSync(ballast)
    await store.write((tx) => tx.journal.append(big))
    expect(await store.read.journal.verify()).toMatchObject({ ok: true, verifiedEntries: 2 })
    await store.close()
  })

  it('K3 says what to do when the disk cannot be written at the start', async () => {
    await (await openStore(site)).close()
    mount('-o', 'remount,ro', disk)
    try {
      await expect(openStore(site)).rejects.toMatchObject({
        ...{ name: 'StoreError', code: 'unreachable', hint: containing('writable') },
      })
    } finally {
      mount('-o', 'remount,rw', disk)
    }
  })
})

const fillUp = (file: string): void => {
  for (let kibibytes = 4_096; kibibytes >= 4; kibibytes /= 2) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(kibibytes * 1_024), { flag: 'a' })
    } catch {
      // Full for this size: a smaller one may still fit.
    }
  }
}
