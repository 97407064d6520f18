import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { existsSync } from 'node:fs'
import {
  credentialIdSchema,
  deviceIdSchema,
  planIdSchema,
  planVersionIdSchema,
  powerGroupIdSchema,
} from '../../server/domain/ids'
import { openStore } from '../../server/store/open-store'
import type { Store } from '../../server/store/store'
import { hostIdIn, MANAGER, type Scene } from './scene'

/** Memory where there is such a place: what is proved here is not the disk. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** An empty database, made once and copied for each run. */
export class StoreMould {
  readonly #folder = mkdtempSync(join(FOLDER, 'ridethrough-chaos-'))
  #count = 0

  private constructor() {}

  static async make(): Promise<StoreMould> {
    const mould = new StoreMould()
    await (await openStore(mould.#place('mould'))).close()
    return mould
  }

  /** A real store of its own; `drop` closes and removes it. */
  async open(): Promise<{ readonly store: Store; readonly drop: () => Promise<void> }> {
    this.#count += 1
    const place = this.#place(`run-${this.#count}`)
    mkdirSync(place.dataDirectory)
    copyFileSync(join(this.#place('mould').dataDirectory, 'ridethrough.db'), join(place.dataDirectory, 'ridethrough.db'))
    const store = await openStore(place)
    return {
      store,
      drop: async () => {
        await store.close()
        rmSync(place.dataDirectory, { recursive: true, force: true })
      },
    }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #place(name: string) {
    return { dataDirectory: join(this.#folder, name), keyFile: join(this.#folder, 'secret.key') }
  }
}

/** Writes down what a scene has, with its plans armed. */
export const configure = (store: Store, scene: Scene): Promise<void> =>
  store.write(async (tx) => {
    const [snmp, token] = ['snmp', 'token'].map((id) => credentialIdSchema.parse(id))
    if (snmp === undefined || token === undefined) throw new Error('no credentials')
    await tx.credentials.put({ id: snmp, name: 'snmp', secret: { kind: 'snmp-community', version: '2c', community: 'public' } })
    await tx.credentials.put({ id: token, name: 'token', secret: { kind: 'api-token', tokenId: 'root@pam!x', token: 'x' } })
    const known = { credentialId: snmp, enabled: true, identity: null, createdAtMs: 0 }
    for (const { name } of scene.config.upses)
      await tx.devices.put({
        ...known,
        id: deviceIdSchema.parse(name),
        name,
        address: { protocol: 'snmp', host: name, port: 161, family: 'rfc1628' },
      })
    const address = { kind: 'proxmox' as const, url: 'http://192.0.2.9', pins: [] }
    await tx.managers.put({ id: MANAGER, name: 'manager', address, credentialId: token, enabled: true, createdAtMs: 0 })
    for (const row of scene.rows) {
      const powerGroupId = powerGroupIdSchema.parse(row.name)
      const deviceIds = row.upsNames.map((name) => deviceIdSchema.parse(name))
      await tx.groups.put({ id: powerGroupId, name: row.name, deviceIds, requiredDevices: 1 })
      for (const host of scene.config.hosts.filter(({ name }) => row.hostNames.includes(name))) {
        const hostId = hostIdIn(host)
        const labels = ['A', 'B'] as const
        await tx.feeds.setForHost(
          hostId,
          deviceIds.map((deviceId, index) => ({ deviceId, hostId, label: labels[index] ?? 'A', outletId: null })),
        )
      }
      const planId = planIdSchema.parse(`plan-${row.name}`)
      const versionId = planVersionIdSchema.parse(`version-${row.name}`)
      const plan = { id: planId, name: row.name, powerGroupId, mode: 'armed' as const, createdAtMs: 0 }
      await tx.plans.put({ ...plan, publishedVersionId: null })
      const { content } = row
      await tx.plans.addVersion({ id: versionId, planId, number: 1, content, createdBy: 'chaos', createdAtMs: 0, note: null })
      await tx.plans.put({ ...plan, publishedVersionId: versionId })
    }
  })
